"""The catalogue of the named periods, read and checked.

A period is data (`data/periods.yaml`), as are the rules by which the days of an instrument are
working days and the reasons for which time does not count (`data/counting.yaml`). A length that
is a parameter of the law is read from there. Loading refuses an unknown field, an unrecorded
provision, a reason that is not there, and dates that overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, get_args

from jifang.law.errors import DefinitionError, InputError, Problem, Text
from jifang.law.instruments import CONFIDENCES, Cite, check_cite
from jifang.law.intake.yaml12 import parse_yaml
from jifang.law.parameters import Parameter, load_parameters
from jifang.law.periods import (
    BACKWARD,
    GROUPS,
    LONGEST,
    UNITS,
    Answer,
    DayRule,
    Definition,
    Extension,
    Meaning,
    NoPause,
    PauseReason,
    Period,
    PeriodValue,
    Unit,
)

_PARAMETER_UNITS = {
    "day": "days",
    "working_day": "working_days",
    "month": "months",
    "year": "years",
}


@dataclass(frozen=True, slots=True)
class Counting:
    """The rules of counting that are data."""

    days: Mapping[str, DayRule]
    """By instrument."""
    pauses: Mapping[str, PauseReason]
    no_pauses: Mapping[str, NoPause]


def resolve_unit(
    unit: str, length: int, law: str, days: Mapping[str, DayRule]
) -> tuple[Unit, DayRule | None]:
    """How the days of an instrument are counted, and its own rule that says so."""
    rule = days.get(law)
    if unit in ("days", "working_days") and rule is not None and rule.covers(length):
        return "working_days", rule
    return ("calendar_days", rule) if unit == "days" else (_as_unit(unit), None)


def _as_unit(name: str) -> Unit:
    for unit in UNITS:
        if unit == name:
            return unit
    raise DefinitionError(f"unknown unit `{name}`; allowed: days, {', '.join(UNITS)}")


def _check(where: str, raw: Any, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise DefinitionError(f"{where}: a record is expected")
    if not required <= set(raw) or not set(raw) <= required | optional:
        allowed = f"{sorted(required)}, besides {sorted(optional)}"
        raise DefinitionError(f"{where}: the fields are {allowed}")
    return raw


def _text(where: str, raw: Any) -> Text:
    if not isinstance(raw, dict) or set(raw) != {"zh", "en"} or not all(raw.values()):
        raise DefinitionError(f"{where}: a text needs `zh` and `en`")
    return Text(raw["zh"], raw["en"])


def _maybe_text(where: str, raw: Any) -> Text | None:
    return None if raw is None else _text(where, raw)


def _maybe_day(where: str, raw: Any) -> date | None:
    if raw is not None and type(raw) is not date:
        raise DefinitionError(f"{where}: {raw!r} is not a date")
    return raw


def _confidence(where: str, raw: Any) -> str:
    if raw not in CONFIDENCES:
        raise DefinitionError(f"{where}: unknown confidence {raw!r}")
    return str(raw)


def _cite(where: str, law: Any, provision: Any) -> Cite:
    cite = Cite(str(law), str(provision))
    try:
        check_cite(cite)
    except (DefinitionError, InputError) as error:
        raise DefinitionError(f"{where}: {error}") from error
    return cite


def _whole(where: str, raw: Any) -> int:
    if type(raw) is not int or raw < 1:
        raise DefinitionError(f"{where}: {raw!r} is not a whole number from 1 on")
    return raw


def _flag(where: str, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise DefinitionError(f"{where}: {raw!r} is not true or false")
    return raw


def read_day_rule(raw: Any) -> DayRule:
    """When the days of an instrument are working days, from its YAML form."""
    where = "counting days"
    entry = _check(where, raw, {"law", "provision", "confidence", "working_days"}, set())
    said, lengths = entry["working_days"], frozenset[int]()
    cite = _cite(where, entry["law"], entry["provision"])
    confidence = _confidence(where, entry["confidence"])
    if said == "all":
        return DayRule(cite, confidence, None)
    if isinstance(said, dict):
        _check(where, said, {"up_to"}, set())
        return DayRule(cite, confidence, _whole(where, said["up_to"]))
    if isinstance(said, list):
        lengths = frozenset(_whole(where, n) for n in said)
    elif said != "none":
        raise DefinitionError(f"{where}: working_days is all, none, a list or up_to, not {said!r}")
    return DayRule(cite, confidence, lengths)


def read_counting(raw: Any) -> Counting:
    """The rules of counting from their YAML form. Raises `DefinitionError`."""
    data = _check("counting", raw, {"days", "pauses", "no_pauses"}, set())
    days = [read_day_rule(each) for each in data["days"]]
    pauses = [_read_reason(each) for each in data["pauses"]]
    none = [_read_no_pause(each) for each in data["no_pauses"]]
    laws = [d.cite.law for d in days]
    reasons = [p.id for p in pauses] + [n.id for n in none]
    for names in (laws, reasons):
        if len(set(names)) != len(names):
            raise DefinitionError(f"counting: one of {names} is given twice")
    return Counting(
        {d.cite.law: d for d in days}, {p.id: p for p in pauses}, {n.id: n for n in none}
    )


def _read_reason(raw: Any) -> PauseReason:
    entry = _check("pauses", raw, {"id", "title", "law", "provision", "confidence"}, set())
    where = f"pauses: `{entry['id']}`"
    return PauseReason(
        entry["id"],
        _text(where, entry["title"]),
        _cite(where, entry["law"], entry["provision"]),
        _confidence(where, entry["confidence"]),
    )


def _read_no_pause(raw: Any) -> NoPause:
    required = {"id", "title", "reason", "law", "provision", "confidence"}
    entry = _check("no_pauses", raw, required, set())
    where = f"no_pauses: `{entry['id']}`"
    cite = _cite(where, entry["law"], entry["provision"])
    return NoPause(
        entry["id"], _text(where, entry["title"]), _text(where, entry["reason"]), cite
    )  # fmt: skip


def read_period(raw: Any, counting: Counting, parameters: Mapping[str, Parameter]) -> Period:
    """One named period from its YAML form. Raises `DefinitionError`."""
    required = {"id", "group", "title", "meaning"}
    optional = {"starts", "values", "parameter", "rolls", "free_on_last_day", "fixed_start"}
    optional |= {"both", "pauses", "beside", "also", "note", "answers", "extension"}
    entry = _check("periods", raw, required, optional)
    where = f"periods: `{entry['id']}`"
    meaning: Meaning = entry["meaning"]
    if meaning not in get_args(Meaning) or entry["group"] not in GROUPS:
        raise DefinitionError(f"{where}: unknown meaning or group")
    values = tuple(_read_values(where, entry, counting, parameters))
    _check_dates(where, values)
    reasons = entry.get("pauses", [])
    if unknown := set(reasons) - counting.pauses.keys():
        raise DefinitionError(f"{where}: unknown reason {min(unknown)}")
    period = Period(
        id=str(entry["id"]),
        group=entry["group"],
        title=_text(where, entry["title"]),
        starts=_maybe_text(where, entry.get("starts")),
        meaning=meaning,
        values=values,
        rolls=_flag(where, entry.get("rolls", True)),
        free_on_last_day=_flag(where, entry.get("free_on_last_day", False)),
        fixed_start=_maybe_day(where, entry.get("fixed_start")),
        both=_maybe_text(where, entry.get("both")),
        pauses=tuple(counting.pauses[reason] for reason in reasons),
        beside=str(entry.get("beside", "")),
        also=tuple(_cite(where, *each.split("/")) for each in entry.get("also", [])),
        note=_maybe_text(where, entry.get("note")),
        answers=tuple(_read_answer(where, each) for each in entry.get("answers", [])),
    )
    _check_sense(where, period)
    return period


def _read_answer(where: str, raw: Any) -> Answer:
    entry = _check(where, raw, {"question", "value", "start"}, {"extended"})
    extended = _flag(where, entry.get("extended", False))
    return Answer(entry["question"], entry["value"], entry["start"], extended)


def _read_values(
    where: str, entry: dict[str, Any], counting: Counting, parameters: Mapping[str, Parameter]
) -> Iterator[PeriodValue]:
    """The dated lengths, given here or by a parameter of the law."""
    if ("values" in entry) == ("parameter" in entry):
        raise DefinitionError(f"{where}: a length is given by `values` or by `parameter`")
    if "values" in entry:
        if "extension" in entry:
            raise DefinitionError(f"{where}: an extension stands with the value that it extends")
        for raw in entry["values"]:
            yield _read_value(where, raw, counting)
        return
    parameter = _find_parameter(where, entry["parameter"], parameters)
    ends = [step.since - timedelta(days=1) for step in parameter.steps[1:]]
    for step, next_begins in zip(parameter.steps, [*ends, None], strict=True):
        said = _PARAMETER_UNITS[parameter.unit]
        unit, rule = resolve_unit(said, step.value, step.law, counting.days)
        yield PeriodValue(
            since=step.since,
            until=step.until or next_begins,
            length=step.value,
            unit=unit,
            day_rule=rule,
            cite=_cite(where, step.law, step.provision),
            confidence=step.confidence,
            extension=_take_extension(where, entry.get("extension"), step.since, parameters),
        )


def _find_parameter(where: str, name: Any, parameters: Mapping[str, Parameter]) -> Parameter:
    found = parameters.get(name)
    if found is None or found.unit not in _PARAMETER_UNITS:
        raise DefinitionError(f"{where}: no parameter `{name}` in days or longer")
    return found


def _take_extension(
    where: str, raw: Any, since: date, parameters: Mapping[str, Parameter]
) -> Extension | None:
    """The extension of a period that is a parameter, its length a parameter too."""
    if raw is None:
        return None
    entry = _check(where, raw, {"parameter", "times"}, set())
    length = _find_parameter(where, entry["parameter"], parameters).at(since).value
    return Extension(length, _whole(where, entry["times"]))


def _read_value(where: str, raw: Any, counting: Counting) -> PeriodValue:
    required = {"length", "unit", "confidence"}
    entry = _check(where, raw, required, {"from", "until", "law", "provision", "extension"})
    if ("law" in entry) != ("provision" in entry):
        raise DefinitionError(f"{where}: a citation has `law` and `provision`")
    length, law = _whole(where, entry["length"]), entry.get("law", "")
    unit, rule = resolve_unit(entry["unit"], length, law, counting.days)
    return PeriodValue(
        since=_maybe_day(where, entry.get("from")),
        until=_maybe_day(where, entry.get("until")),
        length=length,
        unit=unit,
        day_rule=rule,
        cite=_cite(where, law, entry["provision"]) if law else None,
        confidence=_confidence(where, entry["confidence"]),
        extension=_read_extension(where, entry.get("extension")),
    )


def _read_extension(where: str, raw: Any) -> Extension | None:
    if raw is None:
        return None
    entry = _check(where, raw, {"length", "times"}, set())
    return Extension(_whole(where, entry["length"]), _whole(where, entry["times"]))


def _check_dates(where: str, values: tuple[PeriodValue, ...]) -> None:
    if not values:
        raise DefinitionError(f"{where}: no value")
    for earlier, later in pairwise(values):
        if earlier.until is None or later.since is None or later.since <= earlier.until:
            raise DefinitionError(f"{where}: the dates of its values overlap")


def _check_sense(where: str, period: Period) -> None:
    """What would make a definition without meaning."""
    backward = period.meaning in BACKWARD
    if backward and (period.rolls or period.pauses or any(v.extension for v in period.values)):
        raise DefinitionError(
            f"{where}: what is counted back neither moves, stops nor is extended"
        )  # fmt: skip
    if period.both and not all(v.unit.endswith("_days") for v in period.values):
        raise DefinitionError(f"{where}: only days are read both ways")
    if any(v.cite is None and period.note is None for v in period.values):
        raise DefinitionError(f"{where}: without a provision it needs a note on its source")


def _load(name: str) -> Any:
    text = (files("jifang.law") / "data" / name).read_text("utf-8")
    try:
        return parse_yaml(text, name)
    except InputError as error:
        raise DefinitionError(f"{name}: {error.say('en')}") from error


@cache
def load_counting() -> Counting:
    """The rules of counting the package ships."""
    return read_counting(_load("counting.yaml"))


@cache
def load_periods() -> Mapping[str, Period]:
    """The named periods the package ships, by id, in the order of the file."""
    found: dict[str, Period] = {}
    for raw in _load("periods.yaml"):
        period = read_period(raw, load_counting(), load_parameters())
        if period.id in found:
            raise DefinitionError(f"periods: `{period.id}` is given twice")
        found[period.id] = period
    for period in found.values():
        if period.beside and period.beside not in found:
            raise DefinitionError(f"periods: `{period.id}` stands beside an unknown period")
    return found


def define_free(length: int, units: tuple[Unit, ...], *, rolls: bool = True) -> Definition:
    """A length of one's own, in one unit or read both ways; every recorded reason may stop it.

    Raises:
        InputError: for a length out of range.
    """
    longest = min(LONGEST[unit] for unit in units)
    if isinstance(length, bool) or not 1 <= length <= longest:
        said = Text(f"应为 1 至 {longest} 的整数", f"a whole number from 1 to {longest}")
        raise InputError(Problem("length", length, said))
    return Definition(length, units, rolls=rolls, pauses=tuple(load_counting().pauses.values()))


def find_period(name: str) -> Period:
    """A named period. Raises `InputError` with the names there are."""
    found = load_periods().get(name)
    if found is None:
        names = ", ".join(load_periods())
        said = Text(f"没有这个期限；有：{names}", f"there is no such period; there are: {names}")
        raise InputError(Problem("period", name, said))
    return found
