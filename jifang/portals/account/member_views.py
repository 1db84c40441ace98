"""成员 (members of a body): who they are, inviting, ending, letting back in, seeing a name.

Each act has a page of its own; what cannot be taken back asks for the password or a code again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jifang.foundation.accounts.data import AccountError, Actor, Body
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.recovery import issue_recovery, reveal_member
from jifang.foundation.accounts.selectors import find_body, list_bodies, list_members, list_offers
from jifang.foundation.accounts.services import end_membership, invite_member
from jifang.portals.account.asking import Asking, ask_again, require_signed_in
from jifang.portals.account.member_forms import (
    BodyForm,
    EndForm,
    InviteForm,
    PurposeForm,
    ReasonForm,
)
from jifang.portals.wording import get_reader_lang

MANAGE = ("manage_members", "manage_accounts")


def add_refusal(form: forms.Form, error: AccountError) -> None:
    """Say on the form why the act was refused."""
    field = error.code if error.code in form.fields else None
    form.add_error(field, error.text.say(get_reader_lang()))


def find_asked_body(asking: Asking, party: str | None) -> Body:
    """The body a page is about: one's own, or any for the security administration.

    Raises `Http404` for one that is not there, or not one's own: the same answer for both.
    """
    if party is None or party == asking.acting.body.party:
        return asking.acting.body
    row = Membership.objects.filter(party=party).order_by("-pk").first()
    offer = list_offers(party).first()
    found = row or offer
    if found is None or not asking.may("manage_accounts"):
        raise Http404
    return find_body(found)


@require_signed_in("own_body", "see_register", "manage_accounts")
def show_members(request: HttpRequest, asking: Asking, party: str | None = None) -> HttpResponse:
    """The members of a body, names masked."""
    body = find_asked_body(asking, party)
    manages = any(asking.may(p) for p in MANAGE)
    shown = {
        "body": body,
        "own": body == asking.acting.body,
        "members": list_members(body.party),
        "offers": list_offers(body.party) if manages else (),
        "manages": manages,
    }
    return render(request, "account/members.html", shown)


@require_signed_in("manage_accounts")
def find_members(request: HttpRequest, asking: Asking) -> HttpResponse:
    """For the security administration: a body, to see its members or to invite the first one."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = form.as_body()
        request.session["jifang_body"] = [body.kind, body.party, body.name, body.organ_region]
        return HttpResponseRedirect(reverse("members_invite_first"))
    bodies = list_bodies()
    lacking = Account.objects.filter(memberships__isnull=True).count()
    shown = {"form": form, "bodies": bodies, "lacking": lacking}
    return render(request, "account/bodies.html", shown)


Done = Callable[[Any], HttpResponse]


def run_act(
    request: HttpRequest, form: forms.Form, page: dict[str, Any], act: Callable[[], HttpResponse]
) -> HttpResponse:
    """One act on a page of its own: ask, do it, or say why not and keep what was entered."""
    if request.method == "POST" and form.is_valid():
        try:
            return act()
        except AccountError as error:
            add_refusal(form, error)
    status = 400 if form.is_bound else 200
    return render(request, "account/act.html", {"form": form, **page}, status=status)


def show_link(request: HttpRequest, name: str, token: str, page: dict[str, Any]) -> HttpResponse:
    """A link that is shown once."""
    link = request.build_absolute_uri(reverse(name, args=[token]))
    return render(request, "account/link.html", {"link": link, **page})


def invite(request: HttpRequest, actor: Actor, body: Body) -> HttpResponse:
    """Offer a role in a body."""
    form = InviteForm(request.POST or None, kind=body.kind)
    page = {
        "title": _("Invite a member"),
        "text": _("The link holds for seven days and is shown once. Hand it over in person."),
        "button": _("Make the link"),
        "body": body,
    }

    def act() -> HttpResponse:
        token = invite_member(actor, form.cleaned_data["role"], body)
        return show_link(request, "invitation", token, page)

    return run_act(request, form, page, act)


@require_signed_in(*MANAGE)
@ask_again
def invite_to_body(request: HttpRequest, asking: Asking, party: str | None = None) -> HttpResponse:
    """Invite to one's own body, or to any for the security administration."""
    return invite(request, asking.acting, find_asked_body(asking, party))


@require_signed_in("manage_accounts")
@ask_again
def invite_first(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Invite to a body that was just named and may have no member yet."""
    named = request.session.get("jifang_body")
    if not isinstance(named, list):
        return HttpResponseRedirect(reverse("members_find"))
    return invite(request, asking.acting, Body(*named))


def find_member(pk: int) -> Membership:
    """A member within one's bounds. Raises `Http404`, whatever the reason."""
    found = Membership.objects.select_related("account").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def back_to_members(asking: Asking, member: Membership) -> HttpResponse:
    """To the list the member stands in."""
    own = member.party == asking.acting.body.party
    where = reverse("members") if own else reverse("members_of", args=[member.party])
    return HttpResponseRedirect(where)


@require_signed_in(*MANAGE)
@ask_again
def end_role(request: HttpRequest, asking: Asking, pk: int) -> HttpResponse:
    """Let a role end after a day."""
    member, actor = find_member(pk), asking.acting
    form = EndForm(request.POST or None, initial={"last": timezone.localdate()})
    page = {
        "title": _("End a role"),
        "text": _("From the day after, the account does not act in this role any more."),
        "button": _("End the role"),
        "member": member,
    }

    def act() -> HttpResponse:
        end_membership(actor, member, form.cleaned_data["last"])
        return back_to_members(asking, member)

    return run_act(request, form, page, act)


@require_signed_in(*MANAGE)
@ask_again
def let_back_in(request: HttpRequest, asking: Asking, pk: int) -> HttpResponse:
    """A link to a new password, for someone who lost it."""
    return recover(request, asking, pk, second_factor=False)


@require_signed_in("manage_accounts")
@ask_again
def take_factor(request: HttpRequest, asking: Asking, pk: int) -> HttpResponse:
    """The same, and the lost second factor is taken away."""
    return recover(request, asking, pk, second_factor=True)


def recover(request: HttpRequest, asking: Asking, pk: int, *, second_factor: bool) -> HttpResponse:
    """Make the link; the person's sessions end at once."""
    member, actor = find_member(pk), asking.acting
    form = ReasonForm(request.POST or None)
    lost = _("New password and new second factor") if second_factor else _("New password")
    page = {
        "title": lost,
        "text": _(
            "The link holds for a day and is shown once; sign-ins of this account end now. "
            "Make sure of the person before you hand it over."
        ),
        "button": _("Make the link"),
        "member": member,
    }

    def act() -> HttpResponse:
        reason = form.cleaned_data["reason"]
        token = issue_recovery(actor, member, reason, second_factor=second_factor)
        return show_link(request, "recovery", token, page)

    return run_act(request, form, page, act)


@require_signed_in(*MANAGE, "reveal_personal")
def see_name(request: HttpRequest, asking: Asking, pk: int) -> HttpResponse:
    """A member's name in clear, for a purpose that is recorded before."""
    member, actor = find_member(pk), asking.acting
    form = PurposeForm(request.POST or None)
    page = {
        "title": _("See a name"),
        "text": _("Who looked, when and what for is recorded in the ledger."),
        "button": _("Show"),
        "member": member,
    }

    def act() -> HttpResponse:
        name, email = reveal_member(actor, member, form.cleaned_data["purpose"])
        return render(request, "account/revealed.html", {"name": name, "email": email, **page})

    return run_act(request, form, page, act)


URLS: list[URLPattern] = [
    path("me/members/", show_members, name="members"),
    path("me/members/find/", find_members, name="members_find"),
    path("me/members/invite/", invite_to_body, name="members_invite"),
    path("me/members/invite/first/", invite_first, name="members_invite_first"),
    path("me/members/of/<str:party>/", show_members, name="members_of"),
    path("me/members/of/<str:party>/invite/", invite_to_body, name="members_of_invite"),
    path("me/members/<int:pk>/end/", end_role, name="member_end"),
    path("me/members/<int:pk>/password/", let_back_in, name="member_password"),
    path("me/members/<int:pk>/factor/", take_factor, name="member_factor"),
    path("me/members/<int:pk>/name/", see_name, name="member_name"),
]
