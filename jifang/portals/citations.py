"""Citation chips: two parts, the instrument's short name and the place in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from jifang.law.errors import Lang
from jifang.law.texts import load_instrument

MEASURES = "gd-decree-238"

# The ground of a chip's tab tells the rank of its instrument: a class of law.css.
RANK_CLASSES: dict[str, str] = {
    "law": "law-rank",
    "administrative_regulation": "reg-rank",
    "norm": "norm",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """What a citation chip shows and where it leads; without an address it is no link."""

    tab: str
    place: str
    title: str
    rank: str
    url: str


def find_provision_url(law: str, eid: str) -> str:
    """The page of a provision; nothing where this installation has no law pages."""
    try:
        return reverse("law_provision", kwargs={"law": law, "eid": eid})
    except NoReverseMatch:
        return ""


def find_law_url() -> str:
    """The page of the whole text; nothing where this installation has no law pages."""
    try:
        return reverse("law_index")
    except NoReverseMatch:
        return ""


def cite_provision(eid: str, law: str, lang: Lang) -> Chip:
    """The chip of one provision. Raises `InputError` for an instrument or id that is not there."""
    instrument = load_instrument(law)
    provision = instrument.provision(instrument.resolve(eid))
    return Chip(
        tab=instrument.short.say(lang),
        place=provision.short_label.say(lang),
        title=f"{instrument.title.say(lang)} {provision.label.say(lang)}",
        rank=RANK_CLASSES.get(instrument.rank, ""),
        url=find_provision_url(law, provision.eid),
    )


def cite_instrument(law: str, lang: Lang) -> Chip:
    """The chip of an instrument as a whole: its first to its last article."""
    instrument = load_instrument(law)
    articles = instrument.articles()
    first, last = articles[0].number, articles[-1].number
    return Chip(
        tab=instrument.short.say(lang),
        place=f"Arts. {first}–{last}" if lang == "en" else f"第{first}—{last}条",
        title=instrument.title.say(lang),
        rank=RANK_CLASSES.get(instrument.rank, ""),
        url=find_law_url(),
    )
