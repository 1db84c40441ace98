"""The one door of the API: nothing behind it is reached any other way.

In this order: how often one asks; whose the token is; which operation; what the token may be used
for; how the request is written; for a write, whether it was answered before. Then the operation
runs in one transaction within the bounds of its caller, and a refusal takes everything back.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from typing import NoReturn, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError, ValidationError

from jifang.api.network import name_bucket
from jifang.api.problems import ApiError, Fault, carry_input, write_problem
from jifang.api.reading import OTHERWISE, explain_errors, find_lang, guess_lang
from jifang.api.routes import ROUTES, ApiRequest, Operation, api
from jifang.foundation.access_tokens.answers import (
    Answer,
    KeyBusyError,
    OtherRequestError,
    Try,
    find_answer,
    keep_answer,
)
from jifang.foundation.access_tokens.data import Caller
from jifang.foundation.access_tokens.limits import Drawn, Limit, draw
from jifang.foundation.access_tokens.selectors import find_caller
from jifang.foundation.network import find_network
from jifang.foundation.walls.reading import reading
from jifang.foundation.walls.scope import NOBODY, work_in
from jifang.foundation.watch.security import log_security
from jifang.law.errors import InputError, Lang, Text

logger = logging.getLogger(__name__)

BEARER = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.ASCII | re.IGNORECASE)
KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
WITHOUT_COST = frozenset({"HEAD", "GET"})
REPLAYED = "Idempotency-Replayed"


class RefusedError(Exception):
    """An operation answered that it does not do it: what it did is rolled back."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


class ForgetCookies:
    """The API knows no cookie: none that a browser sends is even looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the rest does."""
        if is_for_api(request):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


def is_for_api(request: HttpRequest) -> bool:
    """Whether a request is the API's to answer."""
    return request.path_info.startswith("/api/")


@csrf_exempt  # there is no cookie that another site could make a browser send
def serve_api(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer one request; whatever happens, as the API answers."""
    drawn: list[Drawn] = []
    lang = guess_lang(request)
    try:
        lang = find_lang(request)
        response = answer_request(cast(ApiRequest, request), rest, lang, drawn)
    except ApiError as error:
        response = write_problem(error, lang)
    except (OperationalError, InterfaceError):
        logger.exception("the database did not answer")
        response = write_problem(ApiError("unavailable"), lang)
    except Exception:
        logger.exception("an operation of the API failed")
        response = write_problem(ApiError("internal"), lang)
    return finish(request, response, lang, drawn)


def refuse_size(request: HttpRequest) -> HttpResponse:
    """The answer to a body that is too large to be read at all."""
    lang = guess_lang(request)
    return finish(request, write_problem(ApiError("too-large"), lang), lang, [])


def finish(
    request: HttpRequest, response: HttpResponse, lang: Lang, drawn: list[Drawn]
) -> HttpResponse:
    """The headers that every answer has."""
    response["Content-Language"] = "en" if lang == "en" else "zh-Hans"
    patch_vary_headers(response, ("Accept-Language", "Authorization"))
    response.headers.setdefault("Cache-Control", "no-store")
    for one in drawn:
        limit = one.limit
        response["RateLimit-Policy"] = f'"{limit.name}";q={limit.per_minute};w=60'
        response["RateLimit"] = f'"{limit.name}";r={one.left};t={one.wait}'
    if request.method == "HEAD":
        response.content = b""
    return response


def answer_request(request: ApiRequest, rest: str, lang: Lang, drawn: list[Drawn]) -> HttpResponse:
    """The answer, or `ApiError`."""
    caller, was_presented = identify(request)
    drawn.append(draw_request(request, caller))
    if not drawn[0].allowed:
        log_refusal("rate.limited", request, caller)
        raise ApiError("too-many", headers={"Retry-After": str(drawn[0].wait)})
    if was_presented and caller is None:
        log_refusal("token.refused", request, None)
        refuse_stranger()
    match, operation = find_operation(rest, request.method or "")
    # What the log of requests and the metrics call it.
    name = f"api.{operation.doc.id}"
    request.resolver_match = ResolverMatch(match.func, match.args, match.kwargs, url_name=name)
    authorise(request, caller, operation)
    check_query(request, operation)
    request.lang, request.caller, request.tried = lang, caller, None
    request.actor = None if caller is None else caller.actor
    if operation.doc.has_body:
        check_body(request)
    if operation.doc.write:
        return answer_write(request, match, operation)
    if not operation.doc.rows:
        return compare_tag(request, run(request, match), operation)
    with work_in(NOBODY if caller is None else caller.bounds), reading():
        return compare_tag(request, run(request, match), operation)


# --- who asks, and how often ----------------------------------------------------------------------


def identify(request: HttpRequest) -> tuple[Caller | None, bool]:
    """Whom the token stands for, and whether one was presented."""
    given = request.headers.get("Authorization")
    if given is None:
        return None, False
    found = BEARER.fullmatch(given.strip())
    return (find_caller(found[1]) if found else None), True


def refuse_stranger() -> NoReturn:
    """401, the same for every reason."""
    raise ApiError("unauthorised", headers={"WWW-Authenticate": 'Bearer realm="jifang"'})


def draw_request(request: HttpRequest, caller: Caller | None) -> Drawn:
    """One request from the bucket of the token, or of the network of those without a good one."""
    if caller is None:
        return draw(name_bucket(find_network(request)), Limit(*settings.API_LIMITS["network"]))
    return draw(f"t:{caller.token}", Limit(*settings.API_LIMITS["token"]))


def log_refusal(event: str, request: HttpRequest, caller: Caller | None) -> None:
    """A line in the security log: whose token, or from which network."""
    account = {} if caller is None else {"account": caller.actor.public_id}
    log_security(event, route="api", network=request.META.get("REMOTE_ADDR", ""), **account)


def authorise(request: HttpRequest, caller: Caller | None, operation: Operation) -> None:
    """Refuse a caller whose token does not open the operation."""
    scope = operation.doc.scope
    if not scope:
        return
    if caller is None:
        refuse_stranger()
    if scope not in caller.scopes:
        log_refusal("permission.refused", request, caller)
        said = Text(f"须有范围 {scope}", f"the scope {scope} is needed")
        challenge = f'Bearer realm="jifang", error="insufficient_scope", scope="{scope}"'
        raise ApiError("forbidden", said, headers={"WWW-Authenticate": challenge})


# --- which operation, and how it is asked ---------------------------------------------------------


def find_operation(rest: str, method: str) -> tuple[ResolverMatch, Operation]:
    """The operation at an address. Raises `ApiError`."""
    try:
        match = get_resolver().resolve(rest)
    except Resolver404:
        raise ApiError("not-found") from None
    methods = ROUTES.get(match.route)
    if methods is None:
        raise ApiError("not-found")
    operation = methods.get("GET" if method == "HEAD" else method)
    if operation is None:
        allowed = sorted({*methods, *(["HEAD"] if "GET" in methods else [])})
        raise ApiError("method", headers={"Allow": ", ".join(allowed)})
    return match, operation


def get_resolver() -> URLResolver:
    """The addresses of the operations, made once."""
    if not _RESOLVER:
        import jifang.api.operations  # noqa: F401  (declares them)

        _RESOLVER.append(URLResolver(RegexPattern(r""), list(api.urls[0])))
    return _RESOLVER[0]


_RESOLVER: list[URLResolver] = []


def check_query(request: HttpRequest, operation: Operation) -> None:
    """Refuse a query with a name that is unknown or given twice. Raises `ApiError`."""
    known = sorted(operation.query | {"lang"})
    allowed = Text("、".join(known), ", ".join(known))
    faults = []
    for name, values in request.GET.lists():
        if name not in known:
            said = Text("没有这个参数", "there is no such parameter")
            faults.append(Fault(name, values[0], said, allowed))
        elif len(values) > 1:
            faults.append(Fault(name, ", ".join(values), Text("只能写一次", "may be given once")))
        elif "\0" in values[0]:
            faults.append(Fault(name, values[0], OTHERWISE))
    if faults:
        raise ApiError("invalid", faults=tuple(faults))


def check_body(request: HttpRequest) -> None:
    """Refuse a body that is none of ours to read. Raises `ApiError`."""
    try:
        empty = not request.body
    except RequestDataTooBig:
        raise ApiError("too-large") from None
    if empty:
        raise ApiError("unreadable", Text("没有正文", "there is no body"))
    charset = request.content_params.get("charset") if request.content_params else None
    if request.content_type != "application/json" or (charset or "utf-8").lower() != "utf-8":
        raise ApiError("media-type")


# --- running it -----------------------------------------------------------------------------------


def run(request: ApiRequest, match: ResolverMatch) -> HttpResponse:
    """What the operation answers."""
    asked = request.method
    if asked == "HEAD":
        request.method = "GET"
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    finally:
        request.method = asked
    return response


def answer_write(request: ApiRequest, match: ResolverMatch, operation: Operation) -> HttpResponse:
    """Do it once: the act and its answer are one transaction, a retry gets the same answer."""
    caller = request.caller
    if caller is None:
        refuse_stranger()
    request.tried = tried = Try(caller, read_key(request), digest_request(request))
    try:
        with work_in(caller.bounds), reading():
            kept = find_answer(tried)
            if kept is not None:
                again = HttpResponse(
                    kept.body, status=kept.status, content_type="application/json; charset=utf-8"
                )
                again[REPLAYED] = "true"
                return again
            response = run(request, match)
            if response.status_code >= 400:
                raise RefusedError(response)
            keep_answer(tried, Answer(response.status_code, response.content))
            return response
    except RefusedError as refused:
        return refused.response
    except KeyBusyError:
        raise ApiError("key-busy", headers={"Retry-After": "1"}) from None
    except OtherRequestError:
        raise ApiError("key-reused") from None


def read_key(request: HttpRequest) -> str:
    """The idempotency key. Raises `ApiError`."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise ApiError("key-missing")
    return key


def digest_request(request: HttpRequest) -> str:
    """What the request asks: method, address and body, byte for byte."""
    head = f"{request.method} {request.get_full_path()}\n".encode("utf-8", "surrogatepass")
    return hashlib.sha256(head + request.body).hexdigest()


def compare_tag(request: HttpRequest, response: HttpResponse, operation: Operation) -> HttpResponse:
    """Put an ETag on what may be cached; 304 where the reader has it."""
    if not operation.doc.cached or response.status_code != 200:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    given = [
        t.strip().removeprefix("W/") for t in request.headers.get("If-None-Match", "").split(",")
    ]
    if tag in given or given == ["*"]:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    return response


# --- what operations raise ------------------------------------------------------------------------


@api.exception_handler(ApiError)
def show_error(request: HttpRequest, error: ApiError) -> HttpResponse:
    """An error of ours."""
    return write_problem(error, cast(ApiRequest, request).lang)


@api.exception_handler(InputError)
def show_input(request: HttpRequest, error: InputError) -> HttpResponse:
    """The law refused an input."""
    return show_error(request, carry_input(error))


@api.exception_handler(ValidationError)
def show_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The schema refused the request."""
    return show_error(request, ApiError("invalid", faults=explain_errors(error.errors)))


@api.exception_handler(HttpError)
def show_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body could not be parsed; what was wrong with it is the cause."""
    cause = error.__cause__
    if error.status_code != 400 or not isinstance(cause, InputError):
        raise error
    return show_error(request, carry_input(cause, "unreadable"))


@api.exception_handler(Http404)
def show_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Not there, or not for this reader."""
    return show_error(request, ApiError("not-found"))


@api.exception_handler(Exception)
def raise_on(request: HttpRequest, error: Exception) -> NoReturn:
    """Everything else is a fault of ours: the gate says so, and logs it."""
    raise error
