"""How long a sign-in holds, and that an officer has one at a time.

15 minutes without a request end it, and 8 hours in any case; a new sign-in of someone who must have
a second factor ends the earlier one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import MutableMapping
from typing import Any, Final

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.selectors import Capacity
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act

IDLE_SECONDS: Final = 15 * 60
LONGEST_SECONDS: Final = 8 * 3600
NOTE_EVERY: Final = 30
"""The last request is noted this often (seconds), so that not every page writes the session."""

BEGAN, SEEN, MARK, CAPACITY = "jifang_began", "jifang_seen", "jifang_mark", "jifang_capacity"
PERIODS: Final = {"idle": IDLE_SECONDS, "long": LONGEST_SECONDS}

Store = MutableMapping[str, Any]


def begin_session(session: Store, account: Account, held: list[Capacity]) -> None:
    """Note when the sign-in began; end an officer's earlier one; write the leaf."""
    now = int(time.time())
    session[BEGAN], session[SEEN] = now, now
    session[MARK] = secrets.token_hex(16)
    mark = session[MARK] if any(c.role.mfa for c in held) else ""
    if account.session_mark != mark:
        account.session_mark = mark
        account.save(update_fields=["session_mark"])
    if held:
        by: Actor = held[0].as_actor(account)
        on = Target("account", by.public_id)
        record_act(Act("session.began", by.body.party, by.body.organ_region, by.public_id, on))


def check_session(session: Store, account: Account, now: float | None = None) -> str | None:
    """Why a sign-in does not hold any more: `idle`, `long`, `elsewhere`; nothing if it does."""
    moment = time.time() if now is None else now
    if moment - session.get(BEGAN, 0) > LONGEST_SECONDS:
        return "long"
    if moment - session.get(SEEN, 0) > IDLE_SECONDS:
        return "idle"
    if account.session_mark and session.get(MARK) != account.session_mark:
        return "elsewhere"
    if moment - session[SEEN] >= NOTE_EVERY:
        session[SEEN] = int(moment)
    return None
