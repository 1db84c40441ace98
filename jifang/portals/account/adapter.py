"""How django-allauth signs people in here: by name and password, counted, with a second factor."""

from __future__ import annotations

from io import BytesIO
from typing import Any, ClassVar, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from segno import make_qr

from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.sealing import seal, unseal
from jifang.foundation.accounts.sign_in import begin_attempt, end_attempt
from jifang.foundation.network import find_client
from jifang.foundation.watch.security import log_security
from jifang.portals.account.asking import find_asking, is_last_factor

WRONG = gettext_lazy("The sign-in name or the password is not right.")
WRONG_CODE = gettext_lazy("The code is not right, or it was used already.")


class LockedError(ValidationError):
    """Signing in is refused for a while, whatever the password."""


def refuse_while_locked(until: Any) -> NoReturn:
    """Say until when nothing is tried."""
    moment = timezone.localtime(until).strftime("%H:%M")
    said = _("Too many attempts failed. Nothing is tried until %(time)s.") % {"time": moment}
    raise LockedError(said, code="locked")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation; failures are counted in the database."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": gettext_lazy("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account without an invitation."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is looked at; raises `LockedError`."""
        self._attempt = begin_attempt(str(credentials.get("username", "")), find_client(request))
        if self._attempt.locked_until is not None:
            log_security("signin.locked", network=find_client(request))
            refuse_while_locked(self._attempt.locked_until)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account, if name and password are right."""
        found = super().authenticate(request, **credentials)
        if found is not None:
            end_attempt(self._attempt)
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Into the security log; not who it was, for what was typed may be a password."""
        log_security("signin.failed", network=find_client(request), method="password")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The library's own counting, in a cache of each process, is not used."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address, by the proxies that are ours."""
        return find_client(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened themselves; nothing is queued for a later page."""

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        logout(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed, names that lead to nobody."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": gettext_lazy(
            "The last second factor stays: your role needs one."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last factor of someone whose role needs one."""
        held = find_asking(context.request).held
        return not (any(c.role.mfa for c in held) and is_last_factor(authenticator))

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The code an authenticator app reads."""
        drawn = BytesIO()
        make_qr(url, error="m").save(drawn, kind="svg", xmldecl=False, scale=5, border=2)
        return drawn.getvalue().decode("utf-8")

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The sign-in name; never the e-mail address."""
        return str(user.get_username())

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What a passkey keeps: the sign-in name, not the person's."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user.get_username())}

    def generate_authenticator_name(self, user: AbstractBaseUser, kind: Any) -> str:
        """A name to begin with, in the reader's language."""
        return _("Passkey") if isinstance(user, Account) else ""
