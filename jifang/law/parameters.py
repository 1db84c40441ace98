"""Dated parameters of the law: numbers and choices with their citation and how sure they are.

A parameter lives in `data/parameters/*.yaml`. Loading refuses overlapping dates, a value without
a citation, an unknown unit, an unknown field and a value that does not fit its unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jifang.law.engine.expr import Par
from jifang.law.engine.types import AMOUNT, BOOL, COUNT, DATE, Type
from jifang.law.errors import DefinitionError, InputError, Text
from jifang.law.instruments import CitedInstrument, load_cited_instruments
from jifang.law.intake.yaml12 import parse_yaml

UNITS: Mapping[str, tuple[Type, Text]] = {
    "day": (COUNT, Text("日", "days")),
    "year": (COUNT, Text("年", "years")),
    "person": (COUNT, Text("人", "persons")),
    "level": (COUNT, Text("级", "level")),
    "yuan": (AMOUNT, Text("元", "yuan")),
    "month": (COUNT, Text("个月", "months")),
    "working_day": (COUNT, Text("个工作日", "working days")),
    "percent": (COUNT, Text("%", "%")),
    "square_metre": (COUNT, Text("平方米", "m²")),
    "item": (COUNT, Text("项", "projects")),
    "date": (DATE, Text("", "")),
    "choice": (BOOL, Text("是否", "yes or no")),
}

CONFIDENCE: Mapping[str, Text] = {
    "S": Text("办法原文", "the text of the Measures"),
    "A": Text("已读法律全文", "full statute text was read"),
    "B": Text("政府通知或答复摘录", "government notice or answer, excerpt"),
    "C": Text("据报道，未经核实", "reported, not verified"),
    "D": Text("公开源码或其文档", "public source code or its documentation"),
    "I": Text("平台的解释", "our interpretation"),
    "M": Text("凭记忆，未经核实", "from memory, not verified"),
    "P": Text("修改草案，尚未通过", "proposed, not passed"),
}


def is_read(confidence: str) -> bool:
    """Whether the text of the law itself was read: nothing has to be said of such a source."""
    return confidence in ("S", "A")


@dataclass(frozen=True, slots=True)
class Step:
    """The value of a parameter from a day on, with where it comes from and how sure it is."""

    since: date
    value: Any
    law: str
    provision: str
    """Empty where the instrument as a whole is meant."""
    confidence: str
    until: date | None = None  # last day, where the value ended without a successor


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value of the law."""

    id: str
    title: Text
    unit: str
    steps: tuple[Step, ...]

    @property
    def type(self) -> Type:
        """The type that expressions give it."""
        return UNITS[self.unit][0]

    def at(self, on: date) -> Step:
        """The step in force on a day; before the first one, a `LookupError` that names it.

        A choice that has ended without a successor no longer holds: it is false from the next day.
        """
        for step in reversed(self.steps):
            if step.since <= on and (step.until is None or on <= step.until):
                return step
        last = self.steps[-1]
        if self.unit == "choice" and last.until is not None and last.until < on:
            ended = date.fromordinal(last.until.toordinal() + 1)
            return replace(last, since=ended, value=False, until=None)
        raise LookupError(f"parameter `{self.id}` has no value on {on}")


EARLIEST = date(1900, 1, 1)

_FIELDS = {"id", "title", "unit", "values"}
_STEP_FIELDS = {"from", "until", "value", "law", "provision", "confidence"}


def read_parameter(raw: Any, where: str) -> Parameter:
    """One parameter from its YAML form; `where` names the file in errors."""
    if not isinstance(raw, dict) or set(raw) != _FIELDS:
        raise DefinitionError(f"{where}: a parameter has exactly the fields {sorted(_FIELDS)}")
    pid, unit = raw["id"], raw["unit"]
    where = f"{where}: `{pid}`"
    title = raw["title"]
    if not isinstance(title, dict) or set(title) != {"zh", "en"}:
        raise DefinitionError(f"{where}: the title needs `zh` and `en`")
    if unit not in UNITS:
        raise DefinitionError(f"{where}: unknown unit `{unit}`; allowed: {', '.join(UNITS)}")
    if not raw["values"]:
        raise DefinitionError(f"{where}: no value")
    steps = tuple(_read_step(s, unit, where) for s in raw["values"])
    _check_dates(steps, where)
    return Parameter(pid, Text(title["zh"], title["en"]), unit, steps)


def _read_step(raw: Any, unit: str, where: str) -> Step:
    if not isinstance(raw, dict) or not set(raw) <= _STEP_FIELDS:
        raise DefinitionError(f"{where}: a value has the fields {sorted(_STEP_FIELDS)}")
    for name in ("from", "value", "law", "provision", "confidence"):
        if raw.get(name) in (None, ""):
            what = "citation" if name in ("law", "provision") else f"`{name}`"
            raise DefinitionError(f"{where}: missing {what}")
    if raw["confidence"] not in CONFIDENCE:
        raise DefinitionError(f"{where}: unknown confidence `{raw['confidence']}`")
    for name in ("from", "until"):
        if raw.get(name) is not None and type(raw[name]) is not date:
            raise DefinitionError(f"{where}: `{name}` is not a date: {raw[name]!r}")
    value = _read_value(raw["value"], unit, where)
    return Step(
        raw["from"], value, raw["law"], raw["provision"], raw["confidence"], raw.get("until")
    )


def _read_value(value: Any, unit: str, where: str) -> Any:
    if unit == "choice":
        if not isinstance(value, bool):
            raise DefinitionError(f"{where}: a choice is true or false, not {value!r}")
        return value
    if unit == "date":
        if type(value) is not date:
            raise DefinitionError(f"{where}: {value!r} is not a date")
        return value
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise DefinitionError(f"{where}: {value!r} is not a number in {unit}")
    if unit == "yuan":
        return Decimal(str(value))
    if not isinstance(value, int) or value < 0:
        raise DefinitionError(f"{where}: {value!r} is not a whole number in {unit}")
    return value


def _check_dates(steps: tuple[Step, ...], where: str) -> None:
    for earlier, later in pairwise(steps):
        if later.since <= earlier.since:
            raise DefinitionError(f"{where}: dates overlap or are out of order at {later.since}")
        if earlier.until is not None and later.since <= earlier.until:
            raise DefinitionError(f"{where}: dates overlap at {later.since}")
    for step in steps:
        if step.until is not None and step.until < step.since:
            raise DefinitionError(f"{where}: ends on {step.until}, before it begins")


def read_parameters(sources: Iterable[tuple[str, str]]) -> dict[str, Parameter]:
    """Parameters from `(file name, YAML text)` pairs."""
    found: dict[str, Parameter] = {}
    for name, text in sources:
        for raw in _read_list(text, name):
            parameter = read_parameter(raw, name)
            if parameter.id in found:
                raise DefinitionError(f"{name}: `{parameter.id}` is defined twice")
            found[parameter.id] = parameter
    return found


def _read_list(text: str, name: str) -> list[Any]:
    try:
        found = parse_yaml(text, name)
    except InputError as error:
        raise DefinitionError(f"{name}: {error.say('en')}") from error
    if not isinstance(found, list):
        raise DefinitionError(f"{name}: a parameter file is a list of parameters")
    return found


@cache
def load_parameters() -> Mapping[str, Parameter]:
    """The parameters the package ships, those that say which instruments are in force included."""
    folder = files("jifang.law") / "data" / "parameters"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    found = read_parameters((p.name, p.read_text("utf-8")) for p in paths)
    for cited in load_cited_instruments().values():
        for parameter in date_instrument(cited):
            found[parameter.id] = parameter
    return found


def date_instrument(cited: CitedInstrument) -> Iterator[Parameter]:
    """Whether an instrument is in force, and since when, as parameters that rules can read.

    An instrument whose commencement is not recorded counts as in force on every day asked and has
    no parameter of its commencement. A provision that is dated by itself has a parameter too.
    """
    begins, ends = cited.in_force_from, cited.in_force_until
    yield _hold(cited.id, cited.short, begins, ends, cited.id, cited.confidence)
    for eid, provision in cited.provisions.items():
        if provision.since is not None or provision.until is not None:
            dated = (provision.since or begins, provision.until or ends)
            name = Text(
                f"{cited.short.zh}{provision.label.zh}", f"{cited.short.en} {provision.label.en}"
            )
            yield _hold(f"{cited.id}/{eid}", name, *dated, cited.id, provision.confidence)
    if begins is not None:
        yield Parameter(
            f"commencement.{cited.id}",
            Text(f"{cited.short.zh}施行日", f"{cited.short.en}: commencement"),
            "date",
            (Step(EARLIEST, begins, cited.id, "", cited.confidence),),
        )


def _hold(  # noqa: PLR0917 - one line of data
    key: str, name: Text, begins: date | None, ends: date | None, law: str, confidence: str
) -> Parameter:
    """A choice that holds between two days, both included; an open side holds for ever."""
    steps = [] if begins is None else [(EARLIEST, False)]
    steps.append((begins or EARLIEST, True))
    if ends is not None:
        steps.append((date.fromordinal(ends.toordinal() + 1), False))
    return Parameter(
        f"in_force.{key}",
        Text(f"{name.zh}是否施行", f"{name.en}: in force"),
        "choice",
        tuple(Step(since, value, law, "", confidence) for since, value in steps),
    )


def in_force(law: str, eid: str = "") -> Par:
    """Whether another instrument is in force on the day asked; with `eid`, that provision of it."""
    own = f"in_force.{law}/{eid}"
    return param(own if own in load_parameters() else f"in_force.{law}")


def commencement(law: str) -> Par:
    """The day from which another instrument is in force, to hold the day of an act against."""
    return param(f"commencement.{law}")


def param(name: str) -> Par:
    """A parameter in an expression; it is typed here, when the rule is written."""
    try:
        return Par(name, load_parameters()[name].type)
    except KeyError:
        raise DefinitionError(f"there is no parameter `{name}`") from None
