"""What is shown of some kinds besides their fields: decoded codes, the responsible party, the three
lists that a site may be on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils import timezone

from jifang.domains.systems.api import DeviceCode
from jifang.domains.systems.kinds import PARTS_OF_CODE, decode_by
from jifang.domains.units.api import decode_credit_code
from jifang.domains.units.data import DESIGNATIONS
from jifang.domains.units.selectors import list_standings
from jifang.foundation.history.data import PastState
from jifang.foundation.history.kinds import Kind
from jifang.law.errors import Text
from jifang.law.places import name_region
from jifang.law.rules.responsible_party import RESPONSIBLE_PARTY
from jifang.portals.registers import words

AS_OF_NOW: Final = Text("现在的情形", "as of now")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, its code, its meaning, what is doubtful about it; the mark says
    how it stands (ok, warn, stop, open), the provision what it rests on."""

    title: Text
    said: Text
    code: str = ""
    doubt: Text | None = None
    mark: str = ""
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """A section of such lines."""

    title: Text
    lines: Sequence[Line]
    note: Text | None = None


def decode_credit(record: Any) -> list[Extra]:
    """The parts of a credit code."""
    found = decode_credit_code(record.credit_code) if record.credit_code else None
    if found is None:
        return []
    checks = (
        Line(Text("校验", "Check"), Text("两个校验码都相符", "both check characters agree"),
             mark="ok"),
    ) if found.is_right else tuple(
        Line(Text("校验", "Check"), fault, mark="warn") for fault in found.faults
    )  # fmt: skip
    return [
        Extra(
            Text("信用代码拆解", "The credit code, taken apart"),
            (
                Line(Text("登记管理部门", "registering department"), Text("", ""),
                     found.department),
                Line(Text("机构类别", "category of body"), Text("", ""), found.category),
                Line(Text("登记机关所在区划", "division of registration"),
                     name_region(found.division), found.division),
                Line(Text("主体标识码", "organisation code"), Text("", ""), found.organisation),
                *checks,
            ),
        )
    ]  # fmt: skip


def decode_device(record: Any) -> list[Extra]:
    """The parts of a GB/T 28181 code, by the edition that was said or fits better."""
    if not record.code:
        return []
    found: DeviceCode = decode_by(record.code, record.code_edition)
    doubts = {f.part: f.text for f in found.faults}
    parts = (
        ("centre", found.centre, found.place),
        ("industry", found.industry, found.industry_name),
        ("type", found.type, found.type_name),
        ("network", found.network, found.network_name),
    )
    lines = [
        Line(PARTS_OF_CODE[name], said, code, doubts.get(name),
             "warn" if name in doubts else "")
        for name, code, said in parts
    ]  # fmt: skip
    lines.append(Line(Text("序号", "serial"), Text("", ""), found.serial))
    by = Text(f"按 {found.edition} 版", f"by the edition of {found.edition}")
    if not record.code_edition:
        by = Text(f"{by.zh}（登记未写版本）", f"{by.en} (the record names none)")
    return [Extra(Text("设备编码拆解", "The device code, taken apart"), lines, by)]


def show_responsible(record: Any, past: PastState | None = None) -> list[Extra]:
    """Who answers for a site by art. 9 ¶3, on what ground, and what is missing to say so; where a
    past time is asked for, what was concluded then, by its history."""
    title = Text("责任主体", "Responsible party")
    names = ("responsible_outcome", "responsible_party", "responsible_ground")
    now = {name: getattr(record, name) for name in names}
    lines = say_responsible(now, record.responsible_missing)
    if past is None or not past.exists:
        return [Extra(title, lines, AS_OF_NOW if past is not None else None)]
    then = {name: past.values.get(name) for name in names}
    if then == now:
        return [Extra(title, lines, Text("当时相同", "the same then"))]
    return [Extra(title, lines, AS_OF_NOW), Extra(say_then(title, past), say_responsible(then))]


def say_responsible(values: Mapping[str, Any], missing: Sequence[str] = ()) -> list[Line]:
    """The lines of a conclusion; of a past one the history does not hold what was missing."""
    outcome = values["responsible_outcome"] or ""
    said = words.OUTCOMES.get(outcome, words.NOT_KNOWN)
    mark = {"determined": "ok", "undetermined": "warn"}.get(outcome, "open")
    lines = [Line(Text("结论", "Finding"), said, mark=mark, provision="art_9__para_3")]
    if party := values["responsible_party"]:
        lines.append(Line(Text("责任主体", "Responsible party"), Text(party, party)))
    ground = words.GROUNDS.get(values["responsible_ground"] or "")
    if ground:
        lines.append(Line(Text("依据", "Ground"), ground))
    labels = {f.name: f.label for f in RESPONSIBLE_PARTY.facts}
    for name in missing:
        title = Text("缺的事实", "Missing fact")
        lines.append(Line(title, labels.get(name, Text(name, name)), mark="open"))
    return lines


def say_then(title: Text, past: PastState) -> Text:
    """A title of another day."""
    return Text(f"{title.zh}（{past.on} 当时）", f"{title.en}, on {past.on}")


def show_standings(record: Any, past: PastState | None = None) -> list[Extra]:
    """The three lists of three laws, kept apart: one says nothing of another. Of a past day, as
    they stood on it by the acts that are recorded now."""
    title = Text("三种名录", "Three lists")
    if past is None or not past.exists:
        lines = say_standings(record, timezone.localdate())
        return [Extra(title, lines, AS_OF_NOW if past is not None else None)]
    note = Text("依现在登记的确定行为", "by the acts recorded now")
    return [Extra(say_then(title, past), say_standings(record, past.on), note)]


def say_standings(record: Any, on: date) -> list[Line]:
    """Whether the site is on each list on a day, and by which act."""
    lines = []
    for found in list_standings(record, on):
        title = DESIGNATIONS[found.kind]
        if found.holds is None:
            no_act = Text("没有登记过确定行为，不知道", "no act is recorded: not known")
            lines.append(Line(title, no_act, mark="open"))
            continue
        by = f"{found.organ_name} {found.number} {found.decided_on}"
        until = f"–{found.until}" if found.until else ""
        said = (
            Text("列入", "on the list") if found.holds else Text("确认不在名录", "found not on it")
        )
        lines.append(Line(title, said, f"{by}{until}", mark="ok" if found.holds else "none"))
    return lines


Decoded = Callable[[Any], list[Extra]]
DECODED: Final[dict[str, Decoded]] = {
    "unit": decode_credit,
    "organisation": decode_credit,
    "device": decode_device,
    "channel": decode_device,
}


def find_extras(kind: Kind[Any], record: Any, past: PastState | None = None) -> list[Extra]:
    """The further sections of a record; where a past time is asked for, each as it was then, or
    said to be as of now."""
    if kind.name == "site":
        return [*show_responsible(record, past), *show_standings(record, past)]
    decode = DECODED.get(kind.name)
    found = decode(record) if decode else []
    return found if past is None else [replace(extra, note=AS_OF_NOW) for extra in found]
