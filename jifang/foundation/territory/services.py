"""Writing divisions: the yearly official list, and townships; each import is one act."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from psycopg.types.range import Range

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.data import Act, DocumentDigest, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.territory.data import Report, Row, name_organ_of, spell_name
from jifang.foundation.territory.lists import derive_level, derive_parent
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.territory.organs import open_public_security_organs
from jifang.law.errors import InputError, Problem, Text
from jifang.law.places import GUANGDONG, load_divisions

OFFICIAL = "民政部行政区划代码（随法规包）/ divisions shipped with the law package"
SINCE = date(2017, 8, 1)
PARENT_LEVELS = {
    "prefecture": ("province",), "county": ("prefecture",), "township": ("county", "prefecture"),
}  # fmt: skip


@dataclass(slots=True)
class Plan:
    """What an import is going to do, decided before anything is written."""

    report: Report = field(default_factory=Report)
    begin: list[Division] = field(default_factory=list)
    end: list[Division] = field(default_factory=list)
    correct: list[Division] = field(default_factory=list)


def check_row(row: Row, known: Mapping[str, str]) -> Problem | None:
    """What is wrong with a row; `known` is the level of every code of the list and the register."""
    length = {"township": 9}.get(row.level, 6)
    code = row.code
    if not (code.isascii() and code.isdigit() and len(code) == length):
        said = Text(f"应为 {length} 位数字", f"must be {length} digits")
        return Problem(f"{row.where}.code", code, said)
    if not code.startswith(GUANGDONG):
        said = Text("不是广东省的代码（44 开头）", "not a code of Guangdong, which begins with 44")
        return Problem(f"{row.where}.code", code, said)
    if not row.name_zh:
        return Problem(f"{row.where}.name_zh", "", Text("必须写出", "must be given"))
    for name, value, most in (("name_zh", row.name_zh, 64), ("name_en", row.name_en, 96)):
        if len(value) > most:
            said = Text(f"最多 {most} 字", f"at most {most} characters")
            return Problem(f"{row.where}.{name}", value, said)
    if row.pinyin and spell_name(row.pinyin) != row.pinyin:
        said = Text("只用小写字母", "lower-case letters only")
        return Problem(f"{row.where}.pinyin", row.pinyin, said)
    return _check_place(row, known)


def _check_place(row: Row, known: Mapping[str, str]) -> Problem | None:
    if row.level != "province" and row.parent not in known:
        said = Text("没有这个上级", "there is no such parent")
        return Problem(f"{row.where}.parent", row.parent, said)
    if row.level != derive_level(row.code):
        level = derive_level(row.code)
        said = Text(f"代码表示的级别是 {level}", f"the code says {level}")
        return Problem(f"{row.where}.level", row.level, said)
    above = PARENT_LEVELS.get(row.level)
    fits = row.parent == "" if above is None else known.get(row.parent) in above
    if not fits or (row.level == "township" and row.parent != derive_parent(row.code)):
        said = Text("上级与代码或级别不符", "the parent does not fit the code or the level")
        return Problem(f"{row.where}.parent", row.parent, said)
    return None


def _check_codes(rows: Sequence[Row], since: date, held: Mapping[str, Division]) -> list[Problem]:
    """Codes twice in the list, given before and abolished, or with a later edition."""
    problems = []
    for code, times in Counter(r.code for r in rows).items():
        if times > 1:
            said = Text(f"代码出现 {times} 次", f"the code stands {times} times")
            problems.append(Problem(f"{code}.code", code, said))
    others = Division.objects.exclude(code__in=held)
    ended = set(others.filter(valid__endswith__lte=since).values_list("code", flat=True))
    later = set(Division.objects.filter(valid__startswith__gt=since).values_list("code", flat=True))
    reused = Text("代码已撤销，不得重新使用", "the code was abolished and is not given again")
    newer = Text(f"已有 {since} 之后的版本", f"there is an edition later than {since}")
    for row in rows:
        if row.code in later:
            problems.append(Problem(f"{row.where}.code", row.code, newer))
        elif row.code in ended:
            problems.append(Problem(f"{row.where}.code", row.code, reused))
    return problems


def _find_missing(
    listed: Mapping[str, Row], held: Mapping[str, Division], within: frozenset[str] | None
) -> list[str]:
    """What a complete list no longer has, of the levels it speaks of; what lies in it ends too."""
    levels = {r.level for r in listed.values()}
    missing = {
        c
        for c, d in held.items()
        if c not in listed and d.level in levels and (within is None or d.parent in within)
    }
    while more := {c for c, d in held.items() if d.parent in missing and c not in missing}:
        missing |= more
    return sorted(missing)


def plan_import(
    rows: Iterable[Row], *, since: date, source: str, complete: bool = True,
    within: frozenset[str] | None = None,
) -> Plan:  # fmt: skip
    """Decide what a list changes, writing nothing.

    Raises `InputError` with every row that cannot be taken.
    """
    given = list(rows)
    listed = {r.code: r for r in given}
    held = {d.code: d for d in Division.objects.filter(valid__contains=since)}
    known = {c: d.level for c, d in held.items()} | {c: r.level for c, r in listed.items()}
    problems = [p for p in (check_row(r, known) for r in given) if p is not None]
    problems += _check_codes(given, since, held)
    plan = Plan()
    for row in given:
        problems += _plan_row(row, held.get(row.code), since, source, plan)
    for code in _find_missing(listed, held, within) if complete else ():
        problems += _check_end(code, held[code], since)
        plan.end.append(held[code])
        plan.report.abolished.append(code)
    if problems:
        raise InputError(problems)
    return plan


def _plan_row(
    row: Row, now: Division | None, since: date, source: str, plan: Plan
) -> Iterator[Problem]:
    report = plan.report
    renamed = now is None or now.name_zh != row.name_zh
    name_en = row.name_en or ("" if renamed or now is None else now.name_en)
    if not name_en:
        said = Text("新名称须有英文", "a new name needs its English")
        yield Problem(f"{row.where}.name_en", "", said)
    pinyin = row.pinyin or spell_name(name_en)
    if now is not None and (now.name_zh, now.parent) == (row.name_zh, row.parent):
        if now.name_en == name_en:
            report.kept += 1
            return
        now.name_en, now.pinyin = name_en, pinyin
        plan.correct.append(now)
        report.respelled.append(row.code)
        return
    if now is None:
        report.added.append(row.code)
    else:
        yield from _check_end(row.where, now, since)
        plan.end.append(now)
        if renamed:
            report.renamed.append(row.code)
        if now.parent != row.parent:
            report.moved.append(row.code)
    plan.begin.append(
        Division(code=row.code, name_zh=row.name_zh, name_en=name_en, pinyin=pinyin,
                 parent=row.parent, level=row.level, valid=Range(since, None), source=source[:200])
    )  # fmt: skip


def _check_end(where: str, now: Division, since: date) -> Iterator[Problem]:
    """An edition ends once, and not on the day it begins."""
    if now.valid.lower == since or now.valid.upper is not None:
        said = Text(
            f"现有版本自 {now.valid.lower} 起，须在更晚的一天变更",
            f"the present edition begins on {now.valid.lower}; it changes on a later day",
        )
        if now.valid.upper is not None:
            said = Text(f"现有版本已定于 {now.valid.upper} 结束",
                        f"the present edition ends on {now.valid.upper} already")  # fmt: skip
        yield Problem(f"{where}.code", now.code, said)


@transaction.atomic
def import_divisions(
    rows: Iterable[Row], *, since: date, source: str, complete: bool = True,
    within: frozenset[str] | None = None, by: Actor = SYSTEM, digest: DocumentDigest | None = None,
) -> Report:  # fmt: skip
    """Take over an official list as it holds from a day on.

    A new name or parent begins a new edition of the same code; where the list is `complete`, a
    code of a level it speaks of that is no longer in it ends (only under the parents `within`,
    where given), with all that lay in it and its organs. Another English spelling is put right in
    place. Raises `InputError` with every row that cannot be read; a code that was abolished before
    is not given again (refused by the database too). One act, one leaf.
    """
    plan = plan_import(rows, since=since, source=source, complete=complete, within=within)
    report = plan.report
    if not report.changes:
        return report
    before = hash_register()
    for division in plan.end:
        division.valid = Range(division.valid.lower, since)
        division.save(update_fields=["valid"])
    for division in plan.correct:
        division.save(update_fields=["name_en", "pinyin"])
    Division.objects.bulk_create(plan.begin)
    _follow_with_organs(plan, since)
    details: list[tuple[str, object]] = [("since", since.isoformat()), ("source", source[:200])]
    details += [(name, len(codes)) for name, codes in report.changes.items()]
    record_act(
        Act("divisions.imported", by.body.party, by.body.organ_region, by.public_id,
            Target("divisions", since.isoformat()), before=before, after=hash_register(),
            documents=(digest,) if digest else (), details=tuple(details))
    )  # fmt: skip
    return report


def _follow_with_organs(plan: Plan, since: date) -> None:
    """Organs of what was abolished end with it; names made of a division's follow it."""
    gone = set(plan.report.abolished)
    for organ in Organ.objects.filter(organ_region__in=gone, valid__contains=since):
        organ.valid = Range(organ.valid.lower, since)
        organ.save(update_fields=["valid"])
    now = {d.code: d for d in (*plan.begin, *plan.correct)}
    for organ in Organ.objects.filter(organ_region__in=now, name_derived=True):
        division = now[organ.organ_region]
        name = name_organ_of(organ.kind, organ.sector, division.name_zh, division.name_en)
        if name is not None:
            organ.name_zh, organ.name_en = name.zh, name.en
            organ.save(update_fields=["name_zh", "name_en"])


def hash_register() -> str:
    """SHA-256 of every edition, in order: what the register was before and after an import."""
    digest = hashlib.sha256()
    for d in Division.objects.order_by("code", "valid"):
        line = (d.code, d.name_zh, d.name_en, d.parent, d.level, d.valid.lower, d.valid.upper)
        digest.update(("\t".join(map(str, line)) + "\n").encode())
    return digest.hexdigest()


def load_official_divisions(by: Actor = SYSTEM) -> Report:
    """The divisions that the law package ships; nothing happens where they are there already."""
    rows = [Row(d.code, d.name.zh, d.name.en, d.parent, d.level) for d in load_divisions().values()]
    there = set(Division.objects.values_list("code", flat=True))
    if there.issuperset(r.code for r in rows):
        return Report(kept=len(rows))
    missing = [r for r in rows if r.code not in there]
    report = import_divisions(missing, since=SINCE, source=OFFICIAL, complete=False, by=by)
    report.kept += len(rows) - len(missing)
    return report


__all__ = [
    "Report",
    "Row",
    "import_divisions",
    "load_official_divisions",
    "open_public_security_organs",
    "plan_import",
]
