"""What whoever reported sees of the case, in words, and what they may do in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from jifang.domains.complaints.api import (
    as_bearer,
    find_organ,
    rate,
    reopen,
    supplement,
    unmerge,
    urge,
    withdraw,
)
from jifang.domains.complaints.data import (
    FINDINGS,
    RECEIVE,
    STARS,
    SUBJECTS,
    UNSEAL_PURPOSES,
    Happening,
    Route,
    Subject,
    Tracked,
    Unsealing,
)
from jifang.foundation.cases.checks import as_basis
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import say_organ
from jifang.law.errors import InputError, Lang, Problem, Text
from jifang.portals.complaints.places import name_place
from jifang.portals.complaints.screens import CHOOSE
from jifang.portals.complaints.uploads import read_photos
from jifang.portals.wording import format_date, get_reader_lang

Do = Callable[[HttpRequest, Tracked], object]


@dataclass(frozen=True, slots=True)
class ActKind:
    """Something one may do: its title, its button, how it is done."""

    title: Text
    button: Text
    do: Do


def do_supplement(request: HttpRequest, tracked: Tracked) -> object:
    """Words and pictures."""
    return supplement(tracked, read_words(request, "text"), read_photos(request))


def do_withdraw(request: HttpRequest, tracked: Tracked) -> object:
    """With a reason, if one likes to give one."""
    return withdraw(tracked, read_words(request, "reason"))


def do_reopen(request: HttpRequest, tracked: Tracked) -> object:
    """Raises `InputError` without a reason."""
    return reopen(tracked, read_reason(request))


def do_rate(request: HttpRequest, tracked: Tracked) -> object:
    """One of five. Raises `InputError`."""
    stars = request.POST.get("stars", "")
    if stars not in STARS:
        raise InputError(Problem("stars", None, CHOOSE))
    return rate(tracked, int(stars), read_words(request, "remark"))


def do_urge(request: HttpRequest, tracked: Tracked) -> object:
    """Remind the organ. Raises `InputError` without a reason."""
    return urge(tracked, read_reason(request))


def do_unmerge(request: HttpRequest, tracked: Tracked) -> object:
    """Say that it is another matter. Raises `InputError` without a reason."""
    return unmerge(tracked, read_reason(request))


def read_reason(request: HttpRequest) -> str:
    """A reason that must be given. Raises `InputError`."""
    reason = read_words(request, "reason")
    if not reason:
        raise InputError(Problem("reason", None, Text("须填写", "must be given")))
    return reason


def read_words(request: HttpRequest, name: str) -> str:
    """Words as they were typed, with plain line ends."""
    return request.POST.get(name, "").replace("\r\n", "\n").strip()


ACTS: Final[Mapping[str, ActKind]] = {  # by their code in the procedure
    "supplement": ActKind(
        Text("补充情况或者照片", "Add words or photos"),
        Text("提交补充", "Hand it in"), do_supplement,
    ),
    "rate": ActKind(
        Text("对答复满意吗？", "How satisfied are you with the answer?"),
        Text("提交评价", "Send the rating"), do_rate,
    ),
    "reopen": ActKind(
        Text("请求重新办理", "Have the case taken up again"),
        Text("请求重新办理", "Have it taken up again"), do_reopen,
    ),
    "urge": ActKind(
        Text("催办", "Remind the organ"), Text("催办", "Remind it"), do_urge,
    ),
    "unmerge": ActKind(
        Text("不是同一件事，请求分开办理", "It is another matter: have it handled apart"),
        Text("请求分开办理", "Have it handled apart"), do_unmerge,
    ),
    "withdraw": ActKind(
        Text("撤回举报", "Withdraw the report"),
        Text("撤回", "Withdraw it"), do_withdraw,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """An act in the present state, and why it cannot be done now, if it cannot."""

    name: str
    kind: ActKind
    refusal: CaseError | None


NOT_NOW: Final = Text(
    "案件现在的状态下不能这样做", "the present state of the case has no such step"
)


def list_deeds(tracked: Tracked) -> list[Deed]:
    """What may be done now, and what the case would allow but not now."""
    with as_bearer(tracked) as bearer:
        acts = {a.transition.code: a.refusal for a in list_lawful_acts(tracked.case, bearer)}
    return [Deed(name, kind, acts[name]) for name, kind in ACTS.items() if name in acts]


def find_deed(tracked: Tracked, name: str) -> Deed:
    """One of them; where the state has no such step, it says so."""
    held = next((d for d in list_deeds(tracked) if d.name == name), None)
    return held or Deed(name, ACTS[name], CaseError("not_now", NOT_NOW, (as_basis(RECEIVE),)))


@dataclass(frozen=True, slots=True)
class FollowPage:
    """A case as its complainant sees it."""

    tracked: Tracked
    lang: Lang

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return SUBJECTS[self.tracked.complaint.subject]

    @property
    def place(self) -> Text:
        """The division in words."""
        return name_place(self.tracked.complaint.division)

    @property
    def route(self) -> Route:
        """Which organ a report of this kind goes to, and why."""
        return find_organ(self.tracked.complaint.subject, self.tracked.complaint.division)

    @property
    def organ(self) -> Text:
        """The organ that has it."""
        found = Organ.objects.filter(code=self.tracked.case.organ).order_by("-valid").first()
        return say_organ(found) if found else Text(self.tracked.case.organ, self.tracked.case.organ)

    @property
    def finding(self) -> Text | None:
        """What the examination found."""
        return FINDINGS.get(self.tracked.finding)

    @property
    def main_finding(self) -> Text | None:
        """What the examination of the main case found."""
        return FINDINGS.get(self.tracked.main.finding) if self.tracked.main else None

    @property
    def letters(self) -> frozenset[str]:
        """The ids of the letters that went out in one's own case."""
        return frozenset(h.letter for h in self.tracked.happenings if h.letter)

    @property
    def latest_letter(self) -> Happening | None:
        """The last letter."""
        return next((h for h in reversed(self.tracked.happenings) if h.letter), None)

    @property
    def unsealed(self) -> list[ShownUnsealing]:
        """What became of the sealed identity."""
        return [show_unsealing(one) for one in self.tracked.unsealings]


@dataclass(frozen=True, slots=True)
class ShownUnsealing:
    """That the identity was opened: one sentence, and for what."""

    said: str
    purpose: Text | None


def show_unsealing(one: Unsealing) -> ShownUnsealing:
    """What whoever is meant may know: when, for what, how often; never to whom."""
    lang = get_reader_lang()
    said = ngettext(
        "Asked for on %(asked)s, opened on %(decided)s by agreement of a second person; "
        "looked at %(looks)s time.",
        "Asked for on %(asked)s, opened on %(decided)s by agreement of a second person; "
        "looked at %(looks)s times.",
        one.looks,
    )
    decided = one.decided_at or one.asked_at
    days = {
        "asked": format_date(localdate(one.asked_at), lang),
        "decided": format_date(localdate(decided), lang),
        "looks": one.looks,
    }
    return ShownUnsealing(said % days, UNSEAL_PURPOSES.get(one.purpose))
