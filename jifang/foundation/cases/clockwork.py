"""What the clock does by itself: effects of the law at expiry, dates anew by a new calendar.

Each case is one act of the platform's, with its leaf, in a transaction of its own.
"""

from __future__ import annotations

from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.cases.clocks import find_differences
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Case, CasePeriod
from jifang.foundation.cases.selectors import list_expired
from jifang.foundation.cases.services import carry_out
from jifang.foundation.jobs.services import enqueue_job
from jifang.foundation.walls.scope import Scope, find_range, work_in

EXPIRE, RECOMPUTE, LOOK = "cases.expire", "cases.recompute", "cases.look"
AT_ONCE = 500
"""Cases that one transaction looks at: while it lasts, the ledger waits for it."""
PROVINCE = Scope(*find_range("440000"))


def ask_for_expiries() -> int:
    """A job for each case in which the law makes something happen by itself now; how many."""
    with work_in(PROVINCE):
        wanted = {case.pk for case, _ in list_expired()}
        for pk in sorted(wanted):
            enqueue_job(EXPIRE, case=pk)
    return len(wanted)


def expire_case(pk: int) -> str:
    """Carry out what the law makes happen in a case; the step, or nothing where it is past."""
    for case, act in list_expired():
        if case.pk == pk:
            return act_alone(case, act)
    return ""


def ask_for_recomputation(after: int = 0) -> int:
    """A job for each case that has a date which comes out otherwise by the calendar in force; how
    many. It looks at some cases, and asks for a job that looks at the rest."""
    with work_in(PROVINCE):
        running = CasePeriod.objects.filter(finished_on=None, case__closed_at=None)
        cases = Case.objects.filter(pk__in=running.values("case"), pk__gt=after).order_by("pk")
        looked = list(cases[:AT_ONCE])
        wanted = [case.pk for case in looked if any(find_differences(case))]
        for pk in wanted:
            enqueue_job(RECOMPUTE, case=pk)
        if len(looked) == AT_ONCE:
            enqueue_job(LOOK, after=looked[-1].pk)
    return len(wanted)


def recompute_case(pk: int) -> str:
    """Compute the periods of a case again; an event says that it was done."""
    case = Case.objects.filter(pk=pk).first()
    if case is None or not any(find_differences(case)):
        return ""
    return act_alone(case, "recompute")


def act_alone(case: Case, act: str) -> str:
    """One act of the platform's. What was refused is recorded, and looked at again the next day."""
    try:
        carry_out(SYSTEM, case.public_id, act, Given(version=case.version))
    except CaseError:
        return ""
    return act


def recompute_cases() -> int:
    """All of them at once, each its own act; for commands and tests. How many moved."""
    with work_in(PROVINCE):
        pks = list(Case.objects.filter(closed_at=None).order_by("pk").values_list("pk", flat=True))
        return sum(bool(recompute_case(pk)) for pk in pks)


def expire_cases() -> int:
    """All of them at once, each its own act; for commands and tests. How many."""
    with work_in(PROVINCE):
        return sum(bool(expire_case(pk)) for pk in {case.pk for case, _ in list_expired()})
