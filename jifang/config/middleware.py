"""Bounds and headers that hold for every request."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import BinaryIO

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from jifang.api.gate import is_for_api, refuse_size
from jifang.foundation.audit.context import name_request
from jifang.foundation.watch.counters import DATABASE_ERRORS, REQUESTS, SECONDS
from jifang.portals.account.asking import find_asking
from jifang.portals.public.errors import too_large

Handler = Callable[[HttpRequest], HttpResponseBase]

# A browser shows an answer only after it has sent its request, so what is refused is read and
# thrown away, up to this many times the allowed size; beyond that the connection just closes.
DRAIN_FACTOR = 16
CHUNK = 65536


class DenyDeviceFeatures:
    """No page uses a camera, a microphone or a position: browsers are told so. The one screen whose
    reader may fill in a position by a button says so itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the rest does, with the header added."""
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        return response


class NameRequest:
    """Every request has an id; the entries it writes into the ledger carry it, and so the answer.

    The id is ours: one that came with the request could be anybody's.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the rest does, with the id in a header."""
        with name_request() as given:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = given
            return response


class WatchRequest:
    """Count and log every answer: by route, never by path; who asked by the public id at most."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("jifang.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the rest does."""
        begun = time.perf_counter()
        response = self.get_response(request)
        passed = time.perf_counter() - begun
        route, method = name_route(request), name_method(request)
        REQUESTS.labels(route, method, str(response.status_code)).inc()
        SECONDS.labels(route).observe(passed)
        if route not in UNWATCHED:
            actor = getattr(getattr(request, "actor", None), "public_id", "")
            who = {"actor": str(actor)} if actor else {}
            self.log.info(
                "answered",
                route=route,
                method=method,
                status=response.status_code,
                ms=round(passed * 1000, 1),
                **who,
            )
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Count a fault of the database; it goes on its way."""
        if isinstance(error, DatabaseError):
            DATABASE_ERRORS.labels(type(error).__name__).inc()


UNWATCHED = frozenset({"healthz", "readyz", "metrics"})
"""Routes that machines ask for all the time: counted, not logged."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def name_route(request: HttpRequest) -> str:
    """The name of the route that answered; a path could hold anything."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "unresolved"


def name_method(request: HttpRequest) -> str:
    """The method; one that is none of the known is whatever someone sent."""
    return request.method if request.method in METHODS else "other"


class LimitBody:
    """Refuse a request body over `MAX_BODY_BYTES` with 413, before anything parses it.

    Addresses that take files are let carry more (`LARGE_BODIES`, `OPEN_BODIES`); see
    `LimitStrangers`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the rest does, unless the body is too large."""
        length = read_length(request)
        limits = settings.LARGE_BODIES | settings.OPEN_BODIES
        if length <= settings.MAX_BODY_BYTES or length <= find_limit(request, limits):
            return self.get_response(request)
        drain_body(request.META.get("wsgi.input"), length)
        return refuse_size(request) if is_for_api(request) else too_large(request)


class LimitStrangers:
    """Only someone signed in may send more than `MAX_BODY_BYTES`, but for the few addresses that
    take files from anyone (`OPEN_BODIES`): after it is known who asks, before anything parses the
    body."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the rest does, unless a stranger sends much."""
        length = read_length(request)
        if length <= settings.MAX_BODY_BYTES or find_asking(request).is_ready:
            return self.get_response(request)
        if length <= find_limit(request, settings.OPEN_BODIES):
            return self.get_response(request)
        drain_body(request.META.get("wsgi.input"), length)
        return too_large(request)


def find_limit(request: HttpRequest, limits: Mapping[str, int]) -> int:
    """How many bytes the address may be sent: more than others where it stands in `limits`."""
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        name = ""
    return limits.get(name, settings.MAX_BODY_BYTES)


def read_length(request: HttpRequest) -> int:
    """The announced length of the body in bytes; Django reads no further than this."""
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else 0


def drain_body(stream: BinaryIO | None, length: int) -> None:
    """Read and forget the body, within bounds."""
    left = min(length, settings.MAX_BODY_BYTES * DRAIN_FACTOR)
    while stream is not None and left > 0:
        chunk = stream.read(min(CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)
