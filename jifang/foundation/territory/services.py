"""Writing divisions and organs: the yearly official list, and townships of a city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from psycopg.types.range import Range

from jifang.foundation.territory.models import Division, Organ
from jifang.law.errors import InputError, Problem, Text
from jifang.law.places import load_divisions

LEVEL_OF_LENGTH = {9: "township"}
OFFICIAL = "民政部行政区划代码（随法规包）/ divisions shipped with the law package"
SINCE = date(2017, 8, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One division of an official list."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    level: str


@dataclass(slots=True)
class Report:
    """What an import did."""

    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    abolished: list[str] = field(default_factory=list)
    kept: int = 0


def check_row(row: Row, known: Mapping[str, str]) -> Problem | None:
    """What is wrong with a row; `known` is the level of every code of the list and the register."""
    length = {"township": 9}.get(row.level, 6)
    if not (row.code.isascii() and row.code.isdigit() and len(row.code) == length):
        said = Text(f"应为 {length} 位数字", f"must be {length} digits")
        return Problem(f"{row.code}.code", row.code, said)
    if not row.name_zh:
        return Problem(f"{row.code}.name_zh", "", Text("必须写出", "must be given"))
    if row.level != "province" and row.parent not in known:
        said = Text("没有这个上级", "there is no such parent")
        return Problem(f"{row.code}.parent", row.parent, said)
    return None


def import_divisions(
    rows: Iterable[Row], *, since: date, source: str, complete: bool = True
) -> Report:
    """Take over an official list as it holds from a day on.

    A new name or parent begins a new edition of the same code; where the list is `complete`, a
    code that is no longer in it ends. Raises `InputError` with every row that cannot be read; a
    code that was abolished before is not given again (refused by the database too).
    """
    listed = {r.code: r for r in rows}
    held = {d.code: d for d in Division.objects.filter(valid__contains=since)}
    known = {c: d.level for c, d in held.items()} | {c: r.level for c, r in listed.items()}
    ended = set(Division.objects.exclude(code__in=held).values_list("code", flat=True))
    problems = [p for p in (check_row(r, known) for r in listed.values()) if p is not None]
    reused = Text("代码已撤销，不得重新使用", "the code was abolished and is not given again")
    problems += [Problem(f"{c}.code", c, reused) for c in listed if c in ended]
    if problems:
        raise InputError(problems)
    report = Report()
    for row in listed.values():
        _take_row(row, held.get(row.code), since, source, report)
    if complete:
        for code in sorted(held.keys() - listed.keys()):
            _end(held[code], since)
            report.abolished.append(code)
    return report


def _take_row(row: Row, now: Division | None, since: date, source: str, report: Report) -> None:
    if now is None:
        report.added.append(row.code)
    elif (now.name_zh, now.parent) == (row.name_zh, row.parent):
        report.kept += 1
        return
    else:
        _end(now, since)
        report.renamed.append(row.code)
    Division.objects.create(
        code=row.code, name_zh=row.name_zh, name_en=row.name_en, parent=row.parent,
        level=row.level, valid=Range(since, None), source=source,
    )  # fmt: skip


def _end(division: Division, since: date) -> None:
    division.valid = Range(division.valid.lower, since)
    division.save(update_fields=["valid"])


def load_official_divisions() -> Report:
    """The divisions that the law package ships; nothing happens where they are there already."""
    rows = [Row(d.code, d.name.zh, d.name.en, d.parent, d.level) for d in load_divisions().values()]
    if Division.objects.filter(code__in=[r.code for r in rows]).count() >= len(rows):
        return Report(kept=len(rows))
    return import_divisions(rows, since=SINCE, source=OFFICIAL, complete=False)


def open_public_security_organs() -> int:
    """A public security organ for each division down to the county; the number that was missing.

    Dongguan and Zhongshan have no counties, so none is made below them. Names follow the division
    and are not the official names of the organs.
    """
    made = 0
    there = set(Organ.objects.values_list("code", flat=True))
    for division in Division.objects.filter(level__in=("province", "prefecture", "county")):
        code = f"ps-{division.code}"
        if code not in there:
            Organ.objects.create(
                code=code, kind="public_security", level=division.level,
                organ_region=division.code, name_zh=f"{division.name_zh}公安机关",
                name_en=f"Public security organ of {division.name_en}", valid=division.valid,
            )  # fmt: skip
            made += 1
    return made
