"""Writing practitioners' evidence: one's own, or, for officers, that of their territory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jifang.domains.practitioners.kinds import PROMISE_CHECK
from jifang.domains.practitioners.models import PromiseCheck, ServicePromise
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import Place
from jifang.foundation.history.kinds import Kind, R
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.services import Draft, declare_record, draft_record
from jifang.law.errors import InputError, Problem, Text

RETIRED = Text("已注销，不能再登记新的内容", "retired: nothing more is entered into it")
NO_FIRM = Text("不是从业单位，没有这些职责", "no practitioner: it has no such duties")


def draft_of_firm(kind: Kind[R], firm: Any, given: Mapping[str, Any], **links: Any) -> Draft[R]:
    """Read and check something that a firm has, without writing it."""
    if firm.state != ACTIVE:
        raise InputError(Problem("organisation", str(firm.public_id), RETIRED))
    if firm.kind != "firm":
        raise InputError(Problem("organisation", firm.kind, NO_FIRM))
    place = Place(firm.party, firm.organ_region, str(firm.public_id))
    return draft_record(
        kind, place, given, links={"organisation_id": firm.pk, **links},
        demonstration=firm.demonstration,
    )  # fmt: skip


def draft_check(promise: ServicePromise, given: Mapping[str, Any]) -> Draft[PromiseCheck]:
    """Read and check that somebody looked whether a promise is kept, without writing it."""
    if promise.state != ACTIVE:
        raise InputError(Problem("service_promise", str(promise.public_id), RETIRED))
    return draft_of_firm(PROMISE_CHECK, promise.organisation, given, promise=promise)


def declare_part(
    kind: Kind[R], by: Actor, firm: Any, given: Mapping[str, Any], *, reason: str = ""
) -> R:
    """Enter a promise, a rule, an agreement, an archive or another duty of a firm."""
    return declare_record(kind, by, draft_of_firm(kind, firm, given), reason=reason)


def declare_check(
    by: Actor, promise: ServicePromise, given: Mapping[str, Any], *, reason: str = ""
) -> PromiseCheck:
    """Enter that somebody looked whether a promise is kept."""
    return declare_record(PROMISE_CHECK, by, draft_check(promise, given), reason=reason)
