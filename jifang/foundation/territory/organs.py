"""Writing organs: public security organs of the divisions, and others from a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from psycopg.types.range import Range

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.data import Act, DocumentDigest, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.territory.data import OrganRow, Report, name_organ_of
from jifang.foundation.territory.models import ORGAN_KINDS, SECTORS, Division, Organ
from jifang.law.errors import InputError, Problem, Text

KINDS = tuple(code for code, _ in ORGAN_KINDS)
POLICED = tuple(code for code, _ in SECTORS if code)


def record_organs(by: Actor, kind: str, report: Report, digest: DocumentDigest | None) -> None:
    """The leaf of what was done to organs."""
    details = tuple((name, len(codes)) for name, codes in report.changes.items())
    record_act(
        Act(kind, by.body.party, by.body.organ_region, by.public_id, Target("organs", "organs"),
            documents=(digest,) if digest else (), details=details)
    )  # fmt: skip


@transaction.atomic
def open_public_security_organs(by: Actor = SYSTEM) -> int:
    """A public security organ for each division down to the county; the number that was missing.

    Dongguan and Zhongshan have no counties, so none is made below them. Names follow the division
    and are not the official names of the organs.
    """
    there = set(Organ.objects.values_list("code", flat=True))
    made: dict[str, Organ] = {}
    above = ("province", "prefecture", "county")
    for division in Division.objects.filter(level__in=above).order_by("code", "valid"):
        code = f"ps-{division.code}"
        if code in there:
            continue
        name = name_organ_of("public_security", "", division.name_zh, division.name_en)
        if name is None:  # the kind has a pattern
            raise LookupError("public_security")
        since = made[code].valid.lower if code in made else division.valid.lower
        made[code] = Organ(
            code=code, kind="public_security", level=division.level, organ_region=division.code,
            name_zh=name.zh, name_en=name.en, name_derived=True,
            valid=Range(since, division.valid.upper),
        )  # fmt: skip
    if made:
        Organ.objects.bulk_create(made.values())
        record_organs(by, "organs.opened", Report(added=list(made)), None)
    return len(made)


def _check(row: OrganRow, division: Division | None, here: Organ | None) -> Problem | None:
    checks: list[tuple[bool, str, str, Text]] = [
        (row.code != "" and row.code.isascii() and len(row.code) <= 32 and "," not in row.code,
         "code", row.code,
         Text("1 至 32 个 ASCII 字符，无逗号", "1 to 32 ASCII characters, no comma")),
        (row.kind in KINDS, "kind", row.kind,
         Text(f"可用：{'、'.join(KINDS)}", f"may be: {', '.join(KINDS)}")),
        ((row.sector in POLICED) == (row.kind == "sector_police"), "sector", row.sector,
         Text(f"行业公安机关须写 {'、'.join(POLICED)}，其他机关不写",
              f"sector police is one of {', '.join(POLICED)}; other organs have none")),
        (division is not None, "organ_region", row.organ_region,
         Text("没有这个区划", "there is no such division on that day")),
        (division is None or division.level != "township" or row.kind != "public_security",
         "organ_region", row.organ_region,
         Text("公安机关设在县级以上", "public security organs are of county level or above")),
        (bool(row.name_zh) == bool(row.name_en), "name_en", row.name_en,
         Text("中英文名称须同时给出", "both names or neither")),
        (bool(row.name_zh) or row.kind not in {"department", "association"}, "name_zh", "",
         Text("必须写出", "must be given")),
        (here is None or (here.kind, here.sector, here.organ_region)
         == (row.kind, row.sector, row.organ_region), "code", row.code,
         Text("代码已属于另一机关", "the code is another organ's")),
    ]  # fmt: skip
    for holds, name, value, said in checks:
        if not holds:
            return Problem(f"{row.where}.{name}", value, said)
    return None


@transaction.atomic
def import_organs(
    rows: Iterable[OrganRow], *, since: date, by: Actor = SYSTEM,
    digest: DocumentDigest | None = None, dry: bool = False,
) -> Report:  # fmt: skip
    """Take organs over from a file: new ones from a day on, another name for those there are.

    An organ without names gets one made of its division's, which says what it is and is marked as
    no official name. `dry` reports without writing. Raises `InputError` with every row that cannot
    be taken. One act, one leaf.
    """
    given = list(rows)
    regions = {r.organ_region for r in given}
    places = {d.code: d for d in Division.objects.filter(code__in=regions, valid__contains=since)}
    there = {o.code: o for o in Organ.objects.filter(code__in={r.code for r in given})}
    found = (_check(r, places.get(r.organ_region), there.get(r.code)) for r in given)
    problems = [p for p in found if p is not None]
    twice = Text("代码重复", "the code stands twice")
    codes = [r.code for r in given]
    problems += [
        Problem(f"{r.where}.code", r.code, twice) for r in given if codes.count(r.code) > 1
    ]
    if problems:
        raise InputError(problems)
    report = Report()
    for row in given:
        organ = _take(row, places[row.organ_region], there.get(row.code), since, report)
        if organ is not None and not dry:
            organ.save()
    if report.changes and not dry:
        record_organs(by, "organs.imported", report, digest)
    return report


def _take(
    row: OrganRow, division: Division, here: Organ | None, since: date, report: Report
) -> Organ | None:
    made = name_organ_of(row.kind, row.sector, division.name_zh, division.name_en)
    name = Text(row.name_zh, row.name_en) if row.name_zh or made is None else made
    derived = not row.name_zh
    if here is None:
        report.added.append(row.code)
        here = Organ(code=row.code, kind=row.kind, sector=row.sector, level=division.level,
                     organ_region=row.organ_region, valid=Range(since, None),
                     demonstration=row.demonstration)  # fmt: skip
    elif derived or (here.name_zh, here.name_en, here.name_derived) == (name.zh, name.en, False):
        report.kept += 1
        return None
    else:
        report.renamed.append(row.code)
    here.name_zh, here.name_en, here.name_derived = name.zh, name.en, derived
    return here
