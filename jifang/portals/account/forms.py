"""Forms of signing in: the library's, with our words and our counting."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from jifang.foundation.accounts.sign_in import count_code, forget_codes, use_code
from jifang.foundation.watch.security import log_security
from jifang.portals.account.adapter import refuse_while_locked


def label(form: forms.BaseForm, **labels: Any) -> None:
    """Give fields our labels; a label is seen, so nothing is repeated inside a field."""
    for name, text in labels.items():
        if name in form.fields:
            form.fields[name].label = text
            form.fields[name].widget.attrs.pop("placeholder", None)
            form.fields[name].help_text = ""


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, login=_("Sign-in name"), password=_("Password"))


class ConfirmPasswordForm(ReauthenticateForm):
    """The password again, before something that cannot be taken back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, password=_("Password"))


class NewPasswordForm(ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(
            self,
            oldpassword=_("Present password"),
            password1=_("New password"),
            password2=_("New password, again"),
        )


class CountedCode:
    """A code of a second factor: counted before it is looked at, and good once."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, code=_("Verification code"))  # type: ignore[arg-type]

    def clean_code(self) -> str:
        """The code, if it is right. Raises `ValidationError`."""
        until = count_code(self.user.pk)
        if until is not None:
            refuse_while_locked(until)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            log_security("factor.failed", account=str(self.user.public_id))
            raise
        if not use_code(self.user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        forget_codes(self.user.pk)
        return code


class CodeForm(CountedCode, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(CountedCode, CodeReauthenticateForm):
    """A code again, before something that cannot be taken back."""


class FirstCodeForm(CountedCode, ActivateTOTPForm):
    """The first code of an app, which shows that it holds the secret."""


class RemoveAppForm(DeactivateTOTPForm):
    """Taking the app away, where another factor is left or none is needed."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(
            self,
            name=_("Name of the key"),
            passwordless=_("Sign in with this key alone, without the password"),
        )


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, name=_("Name of the key"))
