"""Citation chips: two parts, the instrument's short name and the place in it.

A provision is named as the law package names it: by a `Cite`, or in writing as `art_20__para_1` of
the Measures, `cn-decree-799/art_17` of another instrument. `cn-decree-799/` is an instrument as a
whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from jifang.law.errors import Lang, Text
from jifang.law.instruments import RANK_NAMES, Cite, check_cite, find_cited, label_provision
from jifang.law.parameters import CONFIDENCE, is_read
from jifang.law.texts import MEASURES, load_instrument

# The ground of a chip's tab tells the rank of its instrument, the darker the higher: a class of
# law.css. A government rule, as the Measures are, has the plain chip.
RANK_CLASSES: dict[str, str] = {
    "law": "law-rank",
    "administrative_regulation": "reg-rank",
    "local_regulation": "local-rank",
    "norm": "norm",
}
WHOLE = Text("全文", "as a whole")


@dataclass(frozen=True, slots=True)
class Chip:
    """What a citation chip shows and where it leads; without an address it is no link.

    `confidence` tells how sure its content is (`jifang.law.parameters.CONFIDENCE`).
    """

    tab: str
    place: str
    title: str
    rank: str
    url: str
    confidence: str = "S"


def read_cite(ref: str | Cite, law: str = MEASURES) -> Cite:
    """A provision from its written name; `law` is meant where the name has no instrument."""
    if isinstance(ref, Cite):
        return ref
    named, _, eid = ref.rpartition("/")
    return Cite(named or law, eid)


def find_instrument_url(law: str) -> str:
    """The page of an instrument; nothing where this installation has no law pages."""
    try:
        if law == MEASURES:
            return reverse("law_index")
        return reverse("law_instrument", kwargs={"law": law})
    except NoReverseMatch:
        return ""


def find_provision_url(law: str, eid: str) -> str:
    """Where a provision stands: its page, or its place on the page of another instrument.

    Nothing where this installation has no law pages.
    """
    if law != MEASURES:
        page = find_instrument_url(law)
        return f"{page}#{eid}" if page and eid else page
    try:
        return reverse("law_provision", kwargs={"law": law, "eid": eid})
    except NoReverseMatch:
        return ""


def cite_provision(cite: Cite, lang: Lang) -> Chip:
    """The chip of a provision, or of an instrument as a whole where no provision is named.

    Raises `InputError` or `DefinitionError` for an instrument or id that is not there.
    """
    if not cite.provision:
        return cite_instrument(cite.law, lang)
    return cite_measures(cite.provision, lang) if cite.law == MEASURES else cite_other(cite, lang)


def cite_measures(eid: str, lang: Lang) -> Chip:
    """The chip of a provision of the Measures."""
    instrument = load_instrument()
    provision = instrument.provision(instrument.resolve(eid))
    return Chip(
        tab=instrument.short.say(lang),
        place=provision.short_label.say(lang),
        title=f"{instrument.title.say(lang)} {provision.label.say(lang)}",
        rank=RANK_CLASSES.get(instrument.rank, ""),
        url=find_provision_url(instrument.id, provision.eid),
    )


def cite_other(cite: Cite, lang: Lang) -> Chip:
    """The chip of a provision of another instrument, with how sure it is."""
    check_cite(cite)
    instrument = find_cited(cite.law)
    provision = instrument.provisions[cite.provision]
    return Chip(
        tab=instrument.short.say(lang),
        place=provision.short_label.say(lang),
        title=f"{name_with_rank(cite.law, lang)} {label_provision(*cite).say(lang)}",
        rank=RANK_CLASSES.get(instrument.rank, ""),
        url=find_provision_url(*cite),
        confidence=provision.confidence,
    )


def cite_instrument(law: str, lang: Lang) -> Chip:
    """The chip of an instrument as a whole; of the Measures, its first to its last article."""
    if law != MEASURES:
        instrument = find_cited(law)
        return Chip(
            tab=instrument.short.say(lang),
            place=WHOLE.say(lang),
            title=name_with_rank(law, lang),
            rank=RANK_CLASSES.get(instrument.rank, ""),
            url=find_instrument_url(law),
            confidence=instrument.confidence,
        )
    measures = load_instrument(law)
    articles = measures.articles()
    first, last = articles[0].number, articles[-1].number
    return Chip(
        tab=measures.short.say(lang),
        place=f"Arts. {first}–{last}" if lang == "en" else f"第{first}—{last}条",
        title=measures.title.say(lang),
        rank=RANK_CLASSES.get(measures.rank, ""),
        url=find_instrument_url(law),
    )


def name_with_rank(law: str, lang: Lang) -> str:
    """The full title of another instrument with its rank: 公共安全……管理条例（行政法规）."""
    instrument = find_cited(law)
    title, rank = instrument.title.say(lang), RANK_NAMES[instrument.rank].say(lang)
    return f"{title} ({rank})" if lang == "en" else f"{title}（{rank}）"


def say_doubt(confidence: str, lang: Lang) -> str:
    """How sure something is, where its text was not read; nothing where it was."""
    return "" if is_read(confidence) else CONFIDENCE[confidence].say(lang)


def quote_provision(cite: Cite, lang: Lang) -> tuple[str, bool]:
    """What a provision says, and whether these are the law's own words.

    The Chinese text of the Measures; of other instruments no text is held, and our words are given
    in the reader's language.
    """
    if cite.law == MEASURES:
        return load_instrument().provision(cite.provision).full_text("zh"), True
    return find_cited(cite.law).provisions[cite.provision].says.say(lang), False
