"""Which request or job the present work belongs to; set by whoever begins it."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from contextvars import ContextVar

_REQUEST: ContextVar[str] = ContextVar("jifang_request", default="")


@contextlib.contextmanager
def name_request(given: str = "") -> Iterator[str]:
    """Name a request or job, so that every entry it writes carries the same id."""
    token = _REQUEST.set(given or secrets.token_hex(12))
    try:
        yield _REQUEST.get()
    finally:
        _REQUEST.reset(token)


def read_request() -> str:
    """The id of the request or job, or nothing outside of one."""
    return _REQUEST.get()
