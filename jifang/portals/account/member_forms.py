"""Forms about people: invitations, roles, delegation, new passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jifang.foundation.accounts.data import AccountError, Body
from jifang.foundation.accounts.powers import BODY_KINDS, ORGAN, PLATFORM, ROLES
from jifang.foundation.accounts.services import check_body
from jifang.foundation.territory.models import Organ
from jifang.portals.wording import get_reader_lang


def ask_day() -> forms.DateInput:
    """A field for a day, filled in as browsers take it in every language: 2026-11-26."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def list_roles(kind: str) -> list[tuple[str, str]]:
    """The roles that a body of a kind has, in the reader's words."""
    lang = get_reader_lang()
    return [(r.code, r.name.say(lang)) for r in ROLES.values() if r.body == kind]


class InviteForm(forms.Form):
    """Which role is offered."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list_roles(kind)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done to another person's account."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PurposeForm(forms.Form):
    """What personal data is looked at for."""

    purpose = forms.CharField(label=_("Purpose"), max_length=200)


class EndForm(forms.Form):
    """The last day of a role."""

    last = forms.DateField(label=_("Last day"), widget=ask_day())


class LendForm(forms.Form):
    """To whom one's powers are lent, until when, and why."""

    to = forms.ChoiceField(label=_("Colleague"))
    until = forms.DateField(label=_("Last day"), widget=ask_day())
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = colleagues  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """The same as the first."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") != again:
            raise forms.ValidationError(_("The two entries are not the same."))
        return again


class JoinForm(PasswordForm):
    """A new account, by invitation."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=64,
        help_text=_("3 to 64 letters, digits, dots or hyphens; no telephone or identity number"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("username", "name", "password", "again")


class BodyForm(forms.Form):
    """A body, by its kind and its number among parties."""

    kind = forms.ChoiceField(label=_("Kind of body"))
    party = forms.CharField(
        label=_("Code of the body"),
        max_length=64,
        help_text=_("for an organ its code (ps-440106), for others their number in the register"),
    )
    name = forms.CharField(label=_("Name of the body"), max_length=128, required=False)
    organ_region = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("Division of the organ that keeps it"),
        required=False,
        error_messages={"invalid": _("A division code has six digits.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_reader_lang()
        kinds = [(k, t.say(lang)) for k, t in BODY_KINDS.items() if k != PLATFORM]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An organ is one of the register's; of others, name and division are given."""
        data = super().clean() or {}
        if data.get("kind") == ORGAN and data.get("party"):
            organ = Organ.objects.filter(code=data["party"]).first()
            if organ is None:
                self.add_error("party", _("There is no organ with this code."))
            else:
                data["name"], data["organ_region"] = organ.name_zh, organ.organ_region
        else:
            for name in ("name", "organ_region"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This must be given."))
        if not self.errors:
            try:
                check_body(self.as_body(data))
            except AccountError as error:
                self.add_error(error.code, error.text.say(get_reader_lang()))
        return data

    def as_body(self, data: dict[str, Any] | None = None) -> Body:
        """The body that was named."""
        d = self.cleaned_data if data is None else data
        return Body(d["kind"], d["party"], d["name"], d["organ_region"])
