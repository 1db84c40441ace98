"""Other instruments that meet the Measures: rank, dates, the provisions used, and how sure each is.

Of these instruments no text is held: each provision is said in our own words, with the confidence
of its source (`parameters.CONFIDENCE`). They live in `data/instruments/*.yaml`, one file each;
which of two prevails, and by which rule, in `data/precedence.yaml`. Loading refuses an unknown
field, a provision given twice, a missing language, and a provision of the Measures that is not
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jifang.law.errors import DefinitionError, InputError, Text
from jifang.law.intake.yaml12 import parse_yaml
from jifang.law.texts import MEASURES, RANKS, Rank, load_instrument
from jifang.law.texts.numerals import write_chinese

CONFIDENCES = ("S", "A", "B", "C", "D", "I", "M")

RANK_NAMES: Mapping[str, Text] = {
    "law": Text("法律", "law"),
    "administrative_regulation": Text("行政法规", "administrative regulation"),
    "local_regulation": Text("地方性法规", "local regulation"),
    "government_rule": Text("规章", "rule"),
    "norm": Text("标准、规范", "standard or norm"),
}

_EID = re.compile(r"(art|cl)_([0-9_]+?)(?:__para_(\d+))?(?:__item_(\d+))?")
WHOLE = "whole"
"""An instrument cited without its article or clause, because that is not recorded (OPEN)."""


class Cite(NamedTuple):
    """A provision of any instrument."""

    law: str
    provision: str

    def __str__(self) -> str:
        return self.provision if self.law == MEASURES else f"{self.law}/{self.provision}"


@dataclass(frozen=True, slots=True)
class Edition:
    """A stage in the life of an instrument: a text, an amendment, a commencement."""

    since: date
    note: Text
    confidence: str


@dataclass(frozen=True, slots=True)
class UsedProvision:
    """A provision of another instrument that the software uses, in our words."""

    eid: str
    says: Text
    confidence: str
    touches: tuple[str, ...]
    """The provisions of the Measures that it meets."""
    since: date | None = None
    """From when it says so, where that is later than the instrument's own commencement."""
    until: date | None = None

    @property
    def label(self) -> Text:
        """第二十七条第一款, art. 27 ¶ 1; 第 3.5.2 条, cl. 3.5.2 of a standard."""
        return say_label(self.eid)

    @property
    def short_label(self) -> Text:
        """How it is cited where room is short: 第27条第1款, Art. 27 ¶1; 第3.5.2条, Cl. 3.5.2."""
        return say_short_label(self.eid)


@dataclass(frozen=True, slots=True)
class CitedInstrument:
    """An instrument other than the Measures, as far as the software uses it."""

    id: str
    title: Text
    short: Text
    number: Text
    rank: Rank
    territory: str
    """The prefix of the divisions it applies in; empty: the whole State."""
    in_force_from: date | None
    """None where the day is not recorded (OPEN): taken to be in force on every day asked."""
    in_force_until: date | None
    confidence: str
    note: Text
    editions: tuple[Edition, ...]
    provisions: Mapping[str, UsedProvision] = field(repr=False)

    def is_in_force(self, on: date) -> bool:
        """Whether it is in force on a day."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_until is None or on <= self.in_force_until)


@dataclass(frozen=True, slots=True)
class Precedence:
    """A rule by which one provision prevails over another."""

    id: str
    name: Text
    reason: Text
    law: str
    provision: str | None
    """Where the rule stands; None where its provision is not recorded (OPEN)."""
    confidence: str
    beside: bool = False
    """Neither gives way: the two stand beside each other, the higher first."""


def say_label(eid: str) -> Text:
    """How a provision of an instrument without a held text is cited. Raises `DefinitionError`."""
    if eid == WHOLE:
        return Text("（条号未收录）", "(provision not recorded)")
    found = _EID.fullmatch(eid)
    if found is None:
        raise DefinitionError(f"`{eid}` is not the id of a provision")
    kind, number, para, item = found.groups()
    if kind == "cl":
        dotted = number.replace("_", ".")
        return (
            Text(f"第 {dotted} 条", f"cl. {dotted}")
            if not item
            else Text(f"第 {dotted} 条第 {item} 项", f"cl. {dotted} ({item})")
        )
    zh, en = f"第{write_chinese(int(number))}条", f"art. {number}"
    if para:
        zh, en = f"{zh}第{write_chinese(int(para))}款", f"{en} ¶ {para}"
    if item:
        zh, en = f"{zh}第{write_chinese(int(item))}项", f"{en} ({item})"
    return Text(zh, en)


def say_short_label(eid: str) -> Text:
    """The same where room is short. Raises `DefinitionError`."""
    if eid == WHOLE:
        return Text("全文", "whole")
    found = _EID.fullmatch(eid)
    if found is None:
        raise DefinitionError(f"`{eid}` is not the id of a provision")
    kind, number, para, item = found.groups()
    dotted = number.replace("_", ".")
    zh, en = f"第{dotted}条", f"{'Cl.' if kind == 'cl' else 'Art.'} {dotted}"
    if para:
        zh, en = f"{zh}第{para}款", f"{en} ¶{para}"
    if item:
        zh, en = f"{zh}第{item}项", f"{en}({item})"
    return Text(zh, en)


def _fail(where: str, what: str) -> DefinitionError:
    return DefinitionError(f"{where}: {what}")


def _read(where: str, raw: Any, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _fail(where, "a record is expected")
    names = set(raw)
    if not required <= names or not names <= required | optional:
        raise _fail(where, f"the fields are {sorted(required)}, besides {sorted(optional)}")
    return raw


def _text(where: str, raw: Any) -> Text:
    if not isinstance(raw, dict) or set(raw) != {"zh", "en"} or not all(raw.values()):
        raise _fail(where, "a text needs `zh` and `en`")
    return Text(raw["zh"], raw["en"])


def _day(where: str, raw: Any) -> date:
    if type(raw) is not date:
        raise _fail(where, f"{raw!r} is not a date")
    return raw


def _maybe_day(where: str, raw: Any) -> date | None:
    return None if raw is None else _day(where, raw)


def _confidence(where: str, raw: Any) -> str:
    if raw not in CONFIDENCES:
        raise _fail(where, f"unknown confidence {raw!r}; allowed: {', '.join(CONFIDENCES)}")
    return str(raw)


def _read_provision(where: str, raw: Any) -> UsedProvision:
    entry = _read(where, raw, {"eid", "says", "confidence"}, {"touches", "from", "until"})
    eid = entry["eid"]
    where = f"{where}: `{eid}`"
    say_label(eid)
    touches = tuple(entry.get("touches", ()))
    for touched in touches:
        try:
            load_instrument(MEASURES).provision(touched)
        except InputError as error:
            raise _fail(where, f"touches `{touched}`: {error.say('en')}") from error
    return UsedProvision(
        eid,
        _text(where, entry["says"]),
        _confidence(where, entry["confidence"]),
        touches,
        _maybe_day(where, entry.get("from")),
        _maybe_day(where, entry.get("until")),
    )


def read_cited(raw: Any, where: str) -> CitedInstrument:
    """One instrument from its YAML form; `where` names the file. Raises `DefinitionError`."""
    required = {"id", "title", "short", "rank", "in_force_from", "confidence", "provisions"}
    optional = {"number", "territory", "in_force_until", "note", "editions"}
    entry = _read(where, raw, required, optional)
    if entry["rank"] not in RANKS:
        raise _fail(where, f"unknown rank {entry['rank']!r}; allowed: {', '.join(RANKS)}")
    provisions: dict[str, UsedProvision] = {}
    for each in entry["provisions"]:
        provision = _read_provision(where, each)
        if provision.eid in provisions:
            raise _fail(where, f"`{provision.eid}` is given twice")
        provisions[provision.eid] = provision
    return CitedInstrument(
        id=entry["id"],
        title=_text(where, entry["title"]),
        short=_text(where, entry["short"]),
        number=_text(where, entry["number"]) if entry.get("number") else Text("", ""),
        rank=entry["rank"],
        territory=str(entry.get("territory") or ""),
        in_force_from=_maybe_day(where, entry["in_force_from"]),
        in_force_until=_maybe_day(where, entry.get("in_force_until")),
        confidence=_confidence(where, entry["confidence"]),
        note=_text(where, entry["note"]) if entry.get("note") else Text("", ""),
        editions=tuple(_read_edition(where, e) for e in entry.get("editions") or ()),
        provisions=provisions,
    )


def _read_edition(where: str, raw: Any) -> Edition:
    entry = _read(where, raw, {"from", "note", "confidence"}, set())
    return Edition(
        _day(where, entry["from"]), _text(where, entry["note"]),
        _confidence(where, entry["confidence"]),
    )  # fmt: skip


def _parse(name: str, text: str) -> Any:
    try:
        return parse_yaml(text, name)
    except InputError as error:
        raise DefinitionError(f"{name}: {error.say('en')}") from error


@cache
def load_cited_instruments() -> Mapping[str, CitedInstrument]:
    """Every other instrument, by id, the highest rank first."""
    folder = files("jifang.law") / "data" / "instruments"
    found: dict[str, CitedInstrument] = {}
    for path in folder.iterdir():
        if not path.name.endswith(".yaml"):
            continue
        cited = read_cited(_parse(path.name, path.read_text("utf-8")), path.name)
        if path.name != f"{cited.id}.yaml" or cited.id == MEASURES:
            raise _fail(path.name, f"the file of `{cited.id}` is named after it")
        found[cited.id] = cited
    order = sorted(found.values(), key=lambda i: (RANKS.index(i.rank), i.id))
    return {i.id: i for i in order}


@cache
def load_precedence() -> Mapping[str, Precedence]:
    """The rules by which one provision prevails over another, by id."""
    name = "precedence.yaml"
    text = (files("jifang.law") / "data" / name).read_text("utf-8")
    found: dict[str, Precedence] = {}
    for raw in _parse(name, text):
        fields = {"id", "name", "reason", "law", "provision", "confidence"}
        entry = _read(name, raw, fields, {"beside"})
        where = f"{name}: `{entry['id']}`"
        found[entry["id"]] = Precedence(
            entry["id"], _text(where, entry["name"]), _text(where, entry["reason"]),
            entry["law"], entry["provision"], _confidence(where, entry["confidence"]),
            entry.get("beside", False) is True,
        )  # fmt: skip
    return found


def find_cited(law: str) -> CitedInstrument:
    """Another instrument by its id. Raises `DefinitionError`."""
    try:
        return load_cited_instruments()[law]
    except KeyError:
        raise DefinitionError(f"there is no instrument `{law}`") from None


def name_instrument(law: str) -> Text:
    """The short name of any instrument, the Measures included."""
    return load_instrument(law).short if law == MEASURES else find_cited(law).short


def rank_of(law: str) -> Rank:
    """The rank of any instrument, the Measures included."""
    return load_instrument(law).rank if law == MEASURES else find_cited(law).rank


def label_provision(law: str, eid: str) -> Text:
    """How a provision is cited in full, without the name of its instrument."""
    if law == MEASURES:
        return load_instrument(law).provision(eid).label
    return find_cited(law).provisions[eid].label


def check_cite(cite: Cite) -> None:
    """Refuse a citation of a provision that is not recorded. Raises `DefinitionError`."""
    if cite.law == MEASURES:
        load_instrument(MEASURES).provision(cite.provision)
    elif cite.provision not in find_cited(cite.law).provisions:
        raise DefinitionError(f"`{cite.provision}` of `{cite.law}` is not recorded")


def list_touching(eid: str) -> Iterator[tuple[CitedInstrument, UsedProvision]]:
    """What in other instruments meets a provision of the Measures or a part of it."""
    for cited in load_cited_instruments().values():
        for provision in cited.provisions.values():
            if any(t == eid or t.startswith(f"{eid}__") or eid.startswith(f"{t}__")
                   for t in provision.touches):  # fmt: skip
                yield cited, provision
