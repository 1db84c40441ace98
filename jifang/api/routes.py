"""Declaring an operation: its address, its documentation in both languages, what guards it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from jifang.api.reading import StrictParser
from jifang.foundation.access_tokens.answers import Try
from jifang.foundation.access_tokens.data import Caller
from jifang.foundation.access_tokens.scopes import SCOPES
from jifang.foundation.accounts.data import Actor
from jifang.law.errors import Lang, Text

F = TypeVar("F", bound=Callable[..., Any])
VERSION = "1"
_NAME = re.compile(r"{(?:\w+:)?(\w+)}")


class PlainRenderer(JSONRenderer):
    """JSON in UTF-8, Chinese as it is written."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False, "allow_nan": False}


api = NinjaAPI(
    title="Jifang",
    version=VERSION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    parser=StrictParser(),
    renderer=PlainRenderer(),
)


class ApiRequest(HttpRequest):
    """A request past the gate."""

    lang: Lang
    caller: Caller | None
    tried: Try | None
    actor: Actor | None
    """For the log of requests, which names the public id."""


@dataclass(frozen=True)
class Doc:
    """An operation as it is documented and guarded.

    id: its name for programs. tag: where it stands in the documentation.
    scope: what a token needs; none where no token is needed.
    write: it changes something, so a key is needed and its answer kept.
    rows: it reads or writes rows, within the bounds of its caller.
    cached: its answer depends on its address and language alone and bears an ETag.
    may_lack: there may be nothing yet to answer with.
    acts: it acts in a case, without a token: the act may be refused, or come too late.
    example: a body that is answered with success.
    body: the JSON Schema of the body where it says more than the form.
    """

    id: str
    tag: str
    summary: Text
    about: Text
    scope: str = ""
    write: bool = False
    rows: bool = False
    cached: bool = False
    may_lack: bool = False
    acts: bool = False
    status: int = 200
    example: Any = None
    body: Mapping[str, Any] | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_body(self) -> bool:
        """It takes a body."""
        return self.example is not None


@dataclass(frozen=True)
class Operation:
    """An operation in its place."""

    doc: Doc
    method: str
    path: str
    query: frozenset[str]

    @property
    def statuses(self) -> tuple[int, ...]:
        """The errors it may answer with."""
        found = {401, 405, 422, 429, 500, 503}
        if "{" in self.path or self.doc.may_lack:
            found.add(404)
        if self.doc.has_body:
            found |= {400, 413, 415}
        if self.doc.scope or self.doc.acts:
            found.add(403)
        if self.doc.acts:
            found.add(409)
        if self.doc.write:
            found |= {400, 409}
        return tuple(sorted(found))


OPERATIONS: dict[str, Operation] = {}
"""Every operation by its id."""
ROUTES: dict[str, dict[str, Operation]] = {}
"""The operations of an address, by method; the address as Django writes it."""


def declare(method: str, path: str, answer: Any, doc: Doc) -> Callable[[F], F]:
    """Put a view at an address. `path` has no leading slash; `answer` is the form of success."""
    if doc.scope and doc.scope not in SCOPES:
        raise KeyError(doc.scope)
    if doc.write and not (doc.scope and doc.rows):
        raise ValueError(f"{doc.id}: a write needs a scope and rows")

    def place(view: F) -> F:
        inside = set(_NAME.findall(path))
        names = set(inspect.signature(view).parameters) - {"request", "body"} - inside
        operation = Operation(doc, method, path, frozenset(names))
        if doc.id in OPERATIONS:
            raise ValueError(f"two operations are called {doc.id}")
        OPERATIONS[doc.id] = operation
        route = path.replace("{", "<").replace("}", ">")
        ROUTES.setdefault(route, {})[method] = operation
        register = api.api_operation(
            [method],
            path,
            response={doc.status: answer},
            operation_id=doc.id,
            summary=doc.summary.en,
            description=doc.about.en,
            tags=[doc.tag],
        )
        register(view)
        return view

    return place
