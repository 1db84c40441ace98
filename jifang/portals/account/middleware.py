"""Who asks, and what they may see: one transaction per signed-in request, within its bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
from jifang.foundation.accounts.sessions import CAPACITY, check_session
from jifang.foundation.walls.reading import reading
from jifang.foundation.walls.scope import Scope, enter_scope
from jifang.foundation.watch.security import log_security
from jifang.portals.account.asking import Asking

Handler = Callable[[HttpRequest], HttpResponseBase]


class EnterScope:
    """Sets `request.asking`, `request.actor` and `request.membership`, and the bounds of the walls.

    A request without a session is nobody's: it sees what is open to everyone. What a view has
    written is undone where it raises; what is streamed after the answer was returned sees nothing.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer within the bounds of whoever asks."""
        tell(request, Asking())
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        with transaction.atomic(), reading():
            identify(request)
            response = self.get_response(request)
        if request.asking.account is not None:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> None:
        """Mark where to return to, should the view fail."""
        if transaction.get_connection().in_atomic_block:
            request.before_view = transaction.savepoint()

    def process_exception(self, request: Any, error: Exception) -> None:
        """Undo what the view wrote; the error page may still read."""
        point = getattr(request, "before_view", None)
        if point is not None:
            transaction.set_rollback(False)
            transaction.savepoint_rollback(point)


def tell(request: Any, asking: Asking) -> None:
    """Let views know who asks."""
    request.asking = asking
    request.membership = asking.membership
    request.actor = asking.actor


def identify(request: Any) -> None:
    """Find out who asks, end a sign-in that does not hold any more, and enter the bounds."""
    user = request.user
    if not isinstance(user, Account):
        pending = find_pending(request.session.get(LOGIN_SESSION_KEY))
        enter_scope(Scope(actor=pending))
        return
    ended = check_session(request.session, user)
    if ended is not None:
        log_security("session.ended", account=str(user.public_id), reason=ended)
        logout(request)
        tell(request, Asking(ended=ended))
        return
    enter_scope(Scope(actor=str(user.pk)))
    held = tuple(list_capacities(user))
    chosen = choose_capacity(held, request.session.get(CAPACITY))
    lacks = bool(chosen and chosen.role.mfa and not chosen.has_factor)
    tell(request, Asking(user, held, chosen, lacks_factor=lacks))
    acting = chosen.membership if chosen and request.asking.is_ready else None
    enter_scope(derive_scope(user, acting))


def find_pending(stashed: object) -> str:
    """The account whose password was right and whose second factor is awaited; its own rows may be
    read, to check that factor."""
    given = stashed.get("user_pk") if isinstance(stashed, dict) else None
    try:
        return str(url_str_to_user_pk(given)) if given else ""
    except (ValueError, ValidationError):
        return ""
