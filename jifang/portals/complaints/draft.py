"""A report while it is written: it travels, signed, in the form from screen to screen.

Nothing of it is kept by us before it is sent, and nothing of it stands in an address.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from django.core import signing
from django.http import HttpRequest, QueryDict

SALT: Final = "jifang.report"
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "subject": ("subject",),
    "place": ("division", "address", "place_note", "lat", "lon"),
    "nearby": ("same_as",),
    "what": ("what",),
    "who": ("who", "name", "contact"),
    "check": (),
}
"""The screens in their order, and what each asks."""
STEPS: Final = tuple(FIELDS)
LONGEST: Final = 5_000
"""Characters of one entry that are carried along; what is longer is refused by its own screen, and
what nobody types is cut here."""
ONCE: Final = "once"

Draft = dict[str, str]


def begin_draft() -> Draft:
    """A report of which nothing is known; its random mark lets it be sent but once."""
    return {ONCE: secrets.token_urlsafe(12)}


def read_draft(request: HttpRequest) -> Draft | None:
    """What was entered on every screen so far; nothing where the form is not ours.

    Raises nothing: what is wrong with an entry is said by its screen.
    """
    try:
        held = signing.loads(request.POST.get("kept", ""), salt=SALT)
    except signing.BadSignature:
        return None
    draft = {str(name): str(value) for name, value in held.items()}
    return draft | read_screen(request.POST)


def read_screen(entered: QueryDict) -> Draft:
    """What was entered on the screen that was sent; line ends as they are everywhere else."""
    asked = FIELDS.get(entered.get("at", ""), ())
    return {
        name: entered.get(name, "").replace("\r\n", "\n").strip()[: LONGEST + 1] for name in asked
    }


def sign_draft(draft: Draft) -> str:
    """The draft as the next form carries it."""
    return signing.dumps(draft, salt=SALT, compress=True)
