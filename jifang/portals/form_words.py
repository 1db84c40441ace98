"""What a form says of an entry that cannot be: in the words of the platform, on every page.

Django's own forms, those of the sign-in library among them, speak of "this field"; here they say
what is allowed, as the platform's other forms do. Set once, when the programs start.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MUST: Final = _("This must be given.")
CHOICE: Final = _("Choose one of those that are offered.")
WORDS: Final[tuple[tuple[type[forms.Field], dict[str, Any]], ...]] = (
    (forms.Field, {"required": MUST}),
    (forms.DateField, {"invalid": _("A day is written 2026-11-26.")}),
    (forms.IntegerField, {"invalid": _("This must be a whole number.")}),
    (forms.ChoiceField, {"invalid_choice": CHOICE}),
    (forms.MultipleChoiceField, {"invalid_choice": CHOICE, "invalid_list": CHOICE}),
    (forms.FileField, {"required": _("Choose a file."), "missing": _("Choose a file.")}),
)  # fmt: skip


def say_as_the_platform() -> None:
    """Put the platform's words in the place of Django's."""
    for field, words in WORDS:
        field.default_error_messages = {**field.default_error_messages, **words}
    validators.MaxLengthValidator.message = ngettext_lazy(
        "at most %(limit_value)d character", "at most %(limit_value)d characters", "limit_value"
    )
    validators.MinValueValidator.message = _("not less than %(limit_value)s")
    validators.MaxValueValidator.message = _("not more than %(limit_value)s")
    validators.ProhibitNullCharactersValidator.message = _(
        "An invisible character stands in it: delete it."
    )
