"""The texts of the instruments, Chinese (the law) and English (our translation, unofficial).

    from jifang.law.texts import load_instrument

    measures = load_instrument()
    measures.provision("art_20__para_1").text.say("zh")
    measures.resolve("art_21__item_3")  # art_21__para_1__item_3

How the files are written: docs/how-to/add-an-instrument.md.
"""

from jifang.law.texts.loader import MEASURES, list_instruments, load_instrument
from jifang.law.texts.model import (
    CAPTIONS_ARE_OURS,
    RANKS,
    Article,
    Chapter,
    Instrument,
    Item,
    Kind,
    Paragraph,
    Provision,
    Rank,
)
from jifang.law.texts.notes import Note
from jifang.law.texts.search import Hit, find_citation, search_text

__all__ = [
    "CAPTIONS_ARE_OURS",
    "MEASURES",
    "RANKS",
    "Article",
    "Chapter",
    "Hit",
    "Instrument",
    "Item",
    "Kind",
    "Note",
    "Paragraph",
    "Provision",
    "Rank",
    "find_citation",
    "list_instruments",
    "load_instrument",
    "search_text",
]
