"""Terms of a file under audit: the one notice, the periods of the law, telling the applicant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from jifang.foundation.cases.audit_items import Item, Verdict, find_transition, say_event
from jifang.foundation.cases.case_files import CaseFile
from jifang.foundation.cases.checks import ONE_NOTICE
from jifang.foundation.cases.clocks import Dates, read_dates, run_period
from jifang.foundation.cases.data import Procedure
from jifang.foundation.cases.models import CasePeriod
from jifang.law.clock import Clock
from jifang.law.errors import InputError, Text
from jifang.law.period_book import find_period

LONGEST_LATE = 3_660


def check_notices(file: CaseFile, procedure: Procedure) -> Iterator[Item]:
    """A kind of notice was sent once, with everything that is wanting."""
    kinds = sorted({t.notice for t in procedure.transitions if t.notice})
    days = {e.pk: e for e in file.events}
    for kind in kinds:
        title = Text("一次告知全部需要补正的内容", "everything that is wanting, told once")
        sent = [n for n in file.notices if n.kind == kind]
        if not sent:
            none = Text("没有发出告知", "no notice was sent")
            yield Item("notices", title, "none", none, ONE_NOTICE)
            continue
        notice, event = sent[0], days.get(sent[0].event_id)
        whole = bool(notice.defects) and all(
            str(d.get(k, "")).strip() for d in notice.defects for k in ("item", "text")
        )
        same = event is not None and event.details.get("defects") == notice.defects
        n = len(notice.defects)
        day = event.legal_day if event else ""
        verdict: Verdict = "holds" if whole and same and len(sent) == 1 else "gap"
        said = Text(f"{day}，{n} 项", f"{day}, {n} item{'s' * (n != 1)}")
        if verdict == "gap":
            said = Text(f"{said.zh}：不完整，或者与所记不同", f"{said.en}: not whole, or changed")
        version = event.version if event else None
        yield Item("notices", title, verdict, said, ONE_NOTICE, version)


# -- periods ---------------------------------------------------------------------------------------


def check_periods(file: CaseFile, today: date) -> Iterator[Item]:
    """Every period of the law that ran was kept; and its dates follow from what happened."""
    for period in file.periods:
        rows = file.happened.get(period.pk, [])
        title = find_period(period.name).title
        version = next((e.version for e in file.events if e.pk == period.event_id), None)
        try:
            clock = run_period(period.name, rows)
        except (InputError, IndexError):
            wrong = Text("所记的经过不合法", "what is recorded of it cannot be")
            yield Item("periods", title, "gap", wrong, None, version)
            continue
        verdict, said = judge_period(clock, period, today)
        yield Item("periods", title, verdict, said, clock.definition.cite, version)
        if not follows(clock, period):
            what = Text(
                f"{title.zh}：日期随经过推算", f"{title.en}: its dates follow from its events"
            )
            other = Text("所记日期与推算不同", "the recorded dates come out otherwise")
            yield Item("periods", what, "gap", other, clock.definition.cite, version)


def follows(clock: Clock, period: CasePeriod) -> bool:
    """Whether the dates of a period come out as recorded; of a finished one the end alone, since
    calendars that came out later move it no more."""
    again = read_dates(clock)
    if period.finished_on is not None:
        return again.finished_on == period.finished_on
    held = Dates(
        period.due_on, period.alert_on, period.opens_on, period.finished_on, period.provisional
    )
    return again == held


def judge_period(clock: Clock, period: CasePeriod, today: date) -> tuple[Verdict, Text]:
    """Whether a period was kept. A date that days off not yet published could still move leaves it
    open."""
    if clock.definition.meaning != "deadline":
        return "none", Text("不是办理时限", "no time limit to act within")
    due, end = clock.due_on, period.finished_on or today
    state = clock.stand(end).state
    if state in {"done_late", "overdue"} and due is not None:
        late = count_late(clock, due, end)
        said = Text(
            f"应于 {due} 前，{end} 才办结，逾期 {late} 个工作日" if period.finished_on
            else f"应于 {due} 前，至今逾期 {late} 个工作日",
            f"due {due}, done {end}: late by {late} working days" if period.finished_on
            else f"due {due}: late by {late} working days so far",
        )  # fmt: skip
        return ("unknown", say_provisional(said)) if clock.provisional else ("gap", said)
    if period.finished_on is not None:
        said = Text(f"{end} 办结，期限 {due or '—'}", f"done {end}, due {due or '—'}")
        open_ = clock.provisional and clock.book.is_assumed(end)
        return ("unknown", say_provisional(said)) if open_ else ("holds", said)
    if due is None:
        return "holds", Text("依法停止计算中", "lawfully standing still")
    return "holds", Text(f"进行中，至 {due}", f"running until {due}")


def say_provisional(said: Text) -> Text:
    """That the date may still move."""
    return Text(f"{said.zh}（节假日安排未公布，待定）", f"{said.en} (days off not published yet)")


def count_late(clock: Clock, due: date, end: date) -> int:
    """The working days after a day up to another."""
    length = min((end - due).days, LONGEST_LATE)
    days = (due + timedelta(days=n) for n in range(1, length + 1))
    return sum(clock.book.kind_of(day).is_worked for day in days)


# -- the end ---------------------------------------------------------------------------------------


def check_closing(file: CaseFile, procedure: Procedure) -> Iterator[Item]:
    """Whoever applied is told how it ended."""
    case = file.case
    title = Text("告知当事人结果", "the party is told how it ended")
    if case.closed_at is None:
        yield Item("closing", title, "none", Text("尚未办结", "not closed yet"))
        return
    final = {s.code for s in procedure.states if s.is_final}
    ends = [e for e in file.events if e.to_state in final and e.from_state not in final]
    if not ends:
        none = Text("没有办结的步骤", "there is no step that closed it")
        yield Item("closing", title, "gap", none)
        return
    event = ends[-1]
    transition = find_transition(event)
    named, day = say_event(event, transition), event.legal_day
    provision = transition.provision if transition else None
    if not case.party:
        yield Item("closing", title, "none", Text("没有当事人", "there is no party"), provision)
    elif not event.from_state:
        once = Text(f"{named.zh}：当场办结，{day}", f"{named.en}: ended as it was opened, {day}")
        yield Item("closing", title, "holds", once, provision, event.version)
    elif event.by_party == case.party:
        own = Text(f"{named.zh}：当事人自己办结，{day}", f"{named.en}: by the party itself, {day}")
        yield Item("closing", title, "holds", own, provision, event.version)
    elif event.letter or (transition is not None and "applicant" in transition.tells):
        how = Text("发出文书", "by letter") if event.letter else Text("通知", "by notification")
        told = Text(f"{named.zh}：{how.zh}，{day}", f"{named.en}: {how.en}, {day}")
        yield Item("closing", title, "holds", told, provision, event.version)
    else:
        nobody = Text(f"{named.zh}：没有告知", f"{named.en}: the party was not told")
        yield Item("closing", title, "gap", nobody, provision, event.version)
