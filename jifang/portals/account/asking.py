"""Who asks, as views and templates see it, and the one way a view says what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import may
from jifang.foundation.accounts.selectors import Capacity
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_refusal
from jifang.foundation.watch.security import log_security
from jifang.portals.public.errors import permission_denied

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whoever makes a request: nobody, or an account in one of the roles it holds."""

    account: Account | None = None
    held: tuple[Capacity, ...] = ()
    chosen: Capacity | None = None
    lacks_factor: bool = False
    """The role needs a second factor, and none is set up yet: nothing is shown before."""
    ended: str = ""
    """Why the sign-in of this request was ended just now: idle, long, elsewhere."""

    @property
    def must_change(self) -> bool:
        """The password has to be changed first."""
        return self.account is not None and self.account.must_change_password

    @property
    def is_ready(self) -> bool:
        """Signed in, and nothing has to be done first."""
        return self.account is not None and not (self.lacks_factor or self.must_change)

    @property
    def membership(self) -> Membership | None:
        """The membership that is acted in."""
        return self.chosen.membership if self.chosen and self.is_ready else None

    @property
    def actor(self) -> Actor | None:
        """Who acts, in which role and body."""
        if self.account is None or self.chosen is None or not self.is_ready:
            return None
        return self.chosen.as_actor(self.account)

    @property
    def acting(self) -> Actor:
        """Who acts. Raises `PermissionDenied` where nobody does."""
        if self.actor is None:
            raise PermissionDenied
        return self.actor

    @property
    def reads_registers(self) -> bool:
        """Whether the role reads any register: an organ's of its territory, a body's its own."""
        return self.may("see_register") or self.may("own_body")

    def may(self, power: str) -> bool:
        """Whether the role acted in has a power."""
        return bool(self.is_ready and self.chosen and may(self.chosen.membership.role, power))


def is_last_factor(authenticator: Authenticator) -> bool:
    """Whether no authenticator app and no passkey would be left."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id)
    kept = others.exclude(pk=authenticator.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return not kept.exists()


def find_asking(request: HttpRequest) -> Asking:
    """Who makes this request.

    A form that was sent before the person was asked again is taken up afterwards as a request of
    its own, made by the sign-in library: whoever sends the confirmation makes it.
    """
    found = getattr(request, "asking", None) or getattr(context.request, "asking", None)
    return found if isinstance(found, Asking) else Asking()


def require_signed_in(*powers: str, role: bool = True) -> Callable[[View], View]:
    """A view for those who are signed in, hold a role, and have one of these powers if any are
    named; everyone else is led to what is lacking, or told that it is not theirs.

    The view takes the request and its `Asking`.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asking = find_asking(request)
            if asking.account is None:
                return lead_to_sign_in(request, asking.ended)
            if asking.must_change:
                return HttpResponseRedirect(reverse("account_change_password"))
            if asking.lacks_factor:
                return HttpResponseRedirect(reverse("mfa_index"))
            lacking = role and asking.chosen is None
            if lacking or (powers and not any(asking.may(p) for p in powers)):
                return turn_away(request, asking, powers, no_role=lacking)
            return view(request, asking, *args, **kwargs)

        return guarded

    return wrap


def refuse(request: HttpRequest, asking: Asking, powers: tuple[str, ...]) -> None:
    """Someone asked for what the role does not allow: into the security log, and if it was to do
    something, into the ledger too."""
    route = request.resolver_match.url_name if request.resolver_match else None
    account = str(asking.account.public_id) if asking.account else ""
    log_security("permission.refused", account=account, route=route, power=(powers or ("role",))[0])
    if request.method == "POST" and asking.actor is not None:
        by = asking.actor
        on = Target("page", str(route))
        record_refusal(Act("page", by.body.party, by.body.organ_region, by.public_id, on), "power")


def turn_away(
    request: HttpRequest, asking: Asking, powers: tuple[str, ...], *, no_role: bool = False
) -> HttpResponse:
    """Refuse, and say what is lacking: one of these powers, unless the role has one and it is
    something else."""
    refuse(request, asking, powers)
    lacking = () if any(asking.may(p) for p in powers) else powers
    return permission_denied(request, None, lacking, no_role=no_role)


def ask_again(view: View) -> View:
    """A view that first asks for the password, a code or a passkey again (within five minutes)."""
    guarded: View = reauthentication_required(view)
    return guarded


def lead_to_sign_in(request: HttpRequest, ended: str = "") -> HttpResponseRedirect:
    """To the sign-in page, and back here afterwards."""
    query = {REDIRECT_FIELD_NAME: request.get_full_path()} if request.method == "GET" else {}
    if ended:
        query["ended"] = ended
    where = reverse("account_login")
    return HttpResponseRedirect(f"{where}?{urlencode(query)}" if query else where)
