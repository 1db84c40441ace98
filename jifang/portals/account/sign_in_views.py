"""登录 (signing in) and one's own security: the library's views within our bounds and words."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.utils import url_str_to_user_pk
from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from jifang.foundation.accounts.factors import note_new_password, record_factors
from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.selectors import list_capacities
from jifang.foundation.accounts.sessions import begin_session
from jifang.foundation.network import find_client
from jifang.foundation.walls.scope import Scope, enter_scope, work_in
from jifang.foundation.watch.security import log_security
from jifang.portals.account.asking import find_asking, is_last_factor

ENDED = frozenset({"idle", "long", "elsewhere"})


def begin(request: HttpRequest) -> None:
    """After the sign-in is complete: note its beginning, within the person's own bounds."""
    user = request.user
    if isinstance(user, Account):
        with work_in(Scope(actor=str(user.pk))):
            begin_session(request.session, user, list_capacities(user))
        log_security("signin.succeeded", account=str(user.public_id), network=find_client(request))


class SignIn(LoginView):
    """Name and password."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: what follows reads the person's own rows."""
        with work_in(Scope(actor=str(form.user.pk))):
            response: HttpResponse = super().form_valid(form)
        begin(self.request)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why an earlier sign-in ended, if it did."""
        ended = self.request.GET.get("ended", "")
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "ended": ended if ended in ENDED else ""}


class SecondStep(mfa.AuthenticateView):
    """A code, or a passkey as the second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The second factor is right."""
        response: HttpResponse = super().form_valid(form)
        begin(self.request)
        return response


@method_decorator(transaction.atomic, name="dispatch")
class PasskeySignIn(passkeys.LoginWebAuthnView):
    """A passkey alone: it is two factors in one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The key says whose it is; only that person's rows are read to check it."""
        enter_scope(Scope(actor=find_owner(request.POST.get("credential", ""))))
        response: HttpResponse = super().post(request, *args, **kwargs)
        begin(request)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The key was not accepted: said on the sign-in page, which stays usable."""
        where = reverse("account_login")
        return HttpResponseRedirect(f"{where}?passkey=refused")


def find_owner(credential: str) -> str:
    """The account that a passkey's answer names; nobody if it cannot be read."""
    try:
        handle = json.loads(credential)["response"]["userHandle"]
        return str(url_str_to_user_pk(decode_handle(handle)))
    except (ValueError, KeyError, TypeError, ValidationError):
        return ""


def decode_handle(handle: str) -> str:
    """The text of a base64url user handle."""
    from fido2.utils import websafe_decode

    return bytes(websafe_decode(handle)).decode("utf-8")


class NewPassword(PasswordChangeView):
    """Another password."""

    def form_valid(self, form: Any) -> HttpResponse:
        """It is an act, and no one has to change it any more."""
        response: HttpResponse = super().form_valid(form)
        note_new_password(form.user)
        return response


class RemovePasskey(passkeys.RemoveWebAuthnView):
    """Take a passkey away, unless it is the last factor of someone who needs one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say so instead of asking."""
        held = find_asking(request).held
        if any(c.role.mfa for c in held) and is_last_factor(self.find(kwargs["pk"])):
            return render(request, "account/last_factor.html", status=409)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def find(self, pk: int) -> Any:
        """The key, if it is one's own."""
        from django.shortcuts import get_object_or_404

        return get_object_or_404(self.get_queryset(), pk=pk)


def show_inactive(request: HttpRequest) -> HttpResponse:
    """The account was closed."""
    return render(request, "account/account_inactive.html", status=403)


def signed_in(view: Any) -> Any:
    """For one's own security: signed in is enough, a role is not needed."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        account = find_asking(request).account
        if account is None:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with record_factors(account):
            return view(request, *args, **kwargs)

    return never_cache(guarded)


URLS: list[URLPattern] = [
    path("account/login/", SignIn.as_view(), name="account_login"),
    path("account/logout/", LogoutView.as_view(), name="account_logout"),
    path("account/inactive/", show_inactive, name="account_inactive"),
    path(
        "account/confirm/", signed_in(ReauthenticateView.as_view()), name="account_reauthenticate"
    ),
    path("account/password/", signed_in(NewPassword.as_view()), name="account_change_password"),
    path("account/second-step/", SecondStep.as_view(), name="mfa_authenticate"),
    path("account/passkey/", PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("account/security/", signed_in(mfa.index), name="mfa_index"),
    path("account/confirm/code/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/codes/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/",
        signed_in(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/passkeys/", signed_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("account/passkeys/add/", signed_in(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/confirm/passkey/",
        signed_in(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove/",
        signed_in(RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/name/",
        signed_in(passkeys.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
]
