"""The log of a trial run: one entry a day, from the day it began, never changed (GB 55029)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from jifang.domains.projects.bounds import (
    describe,
    is_builder,
    refuse,
    refuse_who,
    takes_part,
    widen,
)
from jifang.domains.projects.models import Project, TrialEntry
from jifang.domains.projects.selectors import find_row, find_trial_start
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.standing import read_day
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError, Problem, Text

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Day:
    """What was found on a day: whether all ran as it should, whether the alarm was tried."""

    on: date
    normal: bool
    alarm_tested: bool | None = None
    note: str = ""


def log_day(by: Actor, public_id: UUID | str, day: Day) -> TrialEntry:
    """Enter a day: by the constructing unit, or the construction firm that takes part.

    Raises `NotFoundError`, `CaseError`, `InputError` with every problem.
    """
    project = find_row(public_id)
    act = describe(
        by, "trial_logged", project, ("on", day.on.isoformat()), ("normal", day.normal),
        personal=(("note", day.note),) if day.note else (),
    )  # fmt: skip
    if not (is_builder(by, project) or takes_part(by, project, "construction")):
        raise refuse_who(act, "建设单位、施工单位", "the constructing unit, the construction firm")
    check_day(project, day)
    try:
        with work_in(widen(project)), transaction.atomic():
            return TrialEntry.objects.create(
                organ_region=project.organ_region, party=project.party,
                grant_key=project.grant_key, project=project, by=by.public_id,
                by_party=by.body.party, entry=record_act(act).entry, on=day.on,
                normal=day.normal, alarm_tested=day.alarm_tested, note=day.note.strip(),
            )  # fmt: skip
    except IntegrityError:
        said = Text("这一天已有记录，记录不得更改", "this day has its entry, which never changes")
        raise refuse(act, CaseError("twice", said, act.basis)) from None


def check_day(project: Project, day: Day) -> None:
    """The day lies in the trial run, the words are words. Raises `InputError`."""
    problems, since = [], find_trial_start(project)
    if project.stage != "trial" or since is None:
        said = Text("项目不在试运行阶段", "the project is not in its trial run")
        problems.append(Problem("on", day.on.isoformat(), said))
    elif not since <= day.on <= read_day():
        said = Text(f"{since} 至 {read_day()}", f"from {since} to {read_day()}")
        problems.append(Problem("on", day.on.isoformat(), said))
    if len(day.note) > LONGEST_NOTE:
        said = Text(f"至多 {LONGEST_NOTE} 字", f"at most {LONGEST_NOTE} characters")
        problems.append(Problem("note", None, said))
    if problems:
        raise InputError(problems)
