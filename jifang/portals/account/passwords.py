"""What a password must be, said in both languages."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """The library's rule; its Chinese lacks this sentence."""

    def get_error_message(self) -> str:
        """What is asked for."""
        return _("A password has at least %(number)s characters.") % {"number": self.min_length}
