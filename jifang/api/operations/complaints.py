"""Complaints by someone who is not signed in: filed, and followed by their code.

The code stands in the body of a request, never in its address. Nothing of a token is looked at: a
complaint leads back to nobody. How often a network may send is counted together with the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import Http404

from jifang.api.case_shapes import carry_case, show_cite
from jifang.api.complaint_forms import (
    AskedComplaint,
    AskedFollowing,
    AskedRating,
    AskedReopening,
    AskedSupplement,
    AskedWithdrawal,
    ComplaintFiled,
    ComplaintSubjects,
    TrackedGiven,
)
from jifang.api.problems import ApiError, carry_input
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.domains.complaints.api import (
    file_report,
    open_by_code,
    rate,
    reopen,
    supplement,
    withdraw,
)
from jifang.domains.complaints.data import NO_PERIOD, SUBJECTS, Report, Tracked
from jifang.foundation.access_tokens.limits import Limit, draw
from jifang.foundation.accounts.sign_in import digest
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.network import find_network
from jifang.foundation.walls.scope import NOBODY, work_in
from jifang.foundation.watch.security import log_security
from jifang.law.errors import InputError, Lang, Text

TAG = "complaints"
CODE_EXAMPLE = {"code": "0000-0000-0000-0000"}
COMPLAINT_EXAMPLE = {
    "subject": "no_sign",
    "division": "440106",
    "what": "入口处的摄像机没有提示标识（演示）",
    "address": "天河路 1 号（演示）",
}
ONCE = Text("没有幂等键：超时后重试，可能提出两次。",
            "There is no idempotency key: a retry after a time-out may file it twice.")  # fmt: skip


def take_turn(request: ApiRequest, name: str) -> None:
    """One of the tries of a network, which the form counts, too. Raises `ApiError`."""
    limit = Limit(*settings.REPORT_LIMITS[name])
    drawn = draw(digest(limit.name, find_network(request)), limit)
    if not drawn.allowed:
        # Without the network: whoever reports may stay unknown to us, too.
        log_security("rate.limited", reason=limit.name)
        raise ApiError("too-many", headers={"Retry-After": str(drawn.wait)})


@contextmanager
def deciding() -> Iterator[None]:
    """One transaction; what is refused is taken back, and said as the API says it."""
    try:
        with work_in(NOBODY):
            yield
    except (CaseError, DocumentError) as error:
        raise carry_case(error) from None
    except InputError as error:
        raise carry_input(error) from None


def show_tracked(tracked: Tracked, lang: Lang) -> Mapping[str, Any]:
    """What the bearer of a code sees."""
    referred = tracked.referred
    return {
        "number": tracked.number,
        "state": tracked.case.state,
        "state_name": tracked.state.say(lang),
        "sentence": tracked.sentence.say(lang),
        "subject": tracked.complaint.subject,
        "division": tracked.complaint.division,
        "asked": tracked.asked,
        "finding": tracked.finding,
        "answer": tracked.answer,
        "instead": tracked.instead,
        "rateable": tracked.rateable,
        "referred": referred and {"to": referred.to.say(lang), "reason": referred.reason},
        "merged": tracked.main is not None,
        "happenings": [
            {
                "at": one.at.isoformat(),
                "act": one.act,
                "name": one.name.say(lang),
                "state": one.state.say(lang),
                "reason": one.reason,
                "own": one.own,
            }
            for one in tracked.happenings
        ],
        "unsealings": [
            one.decided_at.isoformat() for one in tracked.unsealings if one.decided_at is not None
        ],
    }


def find_tracked(code: str) -> Tracked:
    """What a code opens. Raises `Http404`, the same for every other text."""
    found = open_by_code(code)
    if found is None:
        raise Http404
    return found


def act_by_code(
    request: ApiRequest, code: str, act: Callable[[Tracked], object]
) -> Mapping[str, Any]:
    """A step by the bearer of a code, and the complaint as it stands then."""
    take_turn(request, "report_code")
    with deciding():
        act(find_tracked(code))
        return show_tracked(find_tracked(code), request.lang)


@declare(
    "GET",
    "complaints/subjects",
    ComplaintSubjects,
    Doc(
        "listComplaintSubjects",
        TAG,
        Text("可以投诉举报的事项", "What a complaint may be about"),
        Text("每个事项的依据，以及由哪一级机关受理。",
             "The provisions of each subject, and to which organ it goes."),
        cached=True,
    ),
)  # fmt: skip
def list_subjects(request: ApiRequest) -> Mapping[str, Any]:
    """Every subject."""
    items = [
        {
            "subject": one.code,
            "name": one.name.say(request.lang),
            "help": one.help.say(request.lang),
            "basis": [show_cite(cite, request.lang) for cite in one.cites],
            "route": one.route,
            "joins": one.joins,
        }
        for one in SUBJECTS.values()
    ]
    return {"items": items, "period": NO_PERIOD.say(request.lang)}


@declare(
    "POST",
    "complaints",
    ComplaintFiled,
    Doc(
        "fileComplaint",
        TAG,
        Text("提出投诉举报，不须登录", "File a complaint without signing in"),
        Text(f"回答中的查询码只显示这一次，凭它查看进展。令牌不起作用。照片请用网页提交。{ONCE.zh}",
             "The code in the answer is shown this once; by it the complaint is followed. A token"
             f" changes nothing. Photos are sent with the form on the pages. {ONCE.en}"),
        acts=True,
        status=201,
        example=COMPLAINT_EXAMPLE,
    ),
)  # fmt: skip
def file_one(request: ApiRequest, body: AskedComplaint) -> Mapping[str, Any]:
    """File a complaint."""
    take_turn(request, "report")
    report = Report(
        body.subject, body.division, body.address, body.place_note,
        None if body.lat is None else float(body.lat),
        None if body.lon is None else float(body.lon),
        body.what, (), body.name, body.contact, body.sealed,
    )  # fmt: skip
    with deciding():
        filed = file_report(report)
    return {"number": filed.number, "organ": filed.organ, "code": filed.code}


@declare(
    "POST",
    "complaints/follow",
    TrackedGiven,
    Doc(
        "followComplaint",
        TAG,
        Text("凭查询码查看进展", "Follow a complaint by its code"),
        Text("查询码不对的，一律答 404。", "Whatever is no code is answered 404, all alike."),
        may_lack=True,
        example=CODE_EXAMPLE,
    ),
)
def follow_one(request: ApiRequest, body: AskedFollowing) -> Mapping[str, Any]:
    """What the bearer of the code sees."""
    take_turn(request, "report_code")
    with deciding():
        return show_tracked(find_tracked(body.code), request.lang)


@declare(
    "POST",
    "complaints/supplement",
    TrackedGiven,
    Doc(
        "supplementComplaint",
        TAG,
        Text("凭查询码补充", "Add to a complaint by its code"),
        Text("机关请补充的，即为答复。", "Where the organ asked for more, this is the answer."),
        may_lack=True,
        acts=True,
        example={**CODE_EXAMPLE, "text": "补充说明（演示）"},
    ),
)
def supplement_one(request: ApiRequest, body: AskedSupplement) -> Mapping[str, Any]:
    """Add words."""
    return act_by_code(request, body.code, lambda tracked: supplement(tracked, body.text))


@declare(
    "POST",
    "complaints/rate",
    TrackedGiven,
    Doc(
        "rateComplaint",
        TAG,
        Text("凭查询码评价答复", "Rate the answer by one's code"),
        Text("每次答复评价一次，1 至 5。", "Each answer once, 1 to 5."),
        may_lack=True,
        acts=True,
        example={**CODE_EXAMPLE, "stars": 4},
    ),
)
def rate_one(request: ApiRequest, body: AskedRating) -> Mapping[str, Any]:
    """Rate the latest answer."""
    return act_by_code(request, body.code, lambda tracked: rate(tracked, body.stars, body.remark))


@declare(
    "POST",
    "complaints/reopen",
    TrackedGiven,
    Doc(
        "reopenComplaint",
        TAG,
        Text("凭查询码请求重新办理", "Have it taken up again by one's code"),
        Text("已答复、移送或者不予受理的。", "One that was answered, referred or rejected."),
        may_lack=True,
        acts=True,
        example={**CODE_EXAMPLE, "reason": "问题仍在（演示）"},
    ),
)
def reopen_one(request: ApiRequest, body: AskedReopening) -> Mapping[str, Any]:
    """Have it taken up again."""
    return act_by_code(request, body.code, lambda tracked: reopen(tracked, body.reason))


@declare(
    "POST",
    "complaints/withdraw",
    TrackedGiven,
    Doc(
        "withdrawComplaint",
        TAG,
        Text("凭查询码撤回", "Withdraw a complaint by its code"),
        Text("并案的他人不受影响。", "Others who joined it are not affected."),
        may_lack=True,
        acts=True,
        example=CODE_EXAMPLE,
    ),
)
def withdraw_one(request: ApiRequest, body: AskedWithdrawal) -> Mapping[str, Any]:
    """Withdraw it."""
    return act_by_code(request, body.code, lambda tracked: withdraw(tracked, body.reason))
