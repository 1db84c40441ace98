"""Asking the API in tests: real requests through the whole of Django, and what came back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client

from jifang.api.routes import Operation

BASE = "/api/v1/"


@dataclass(frozen=True)
class Came:
    """An answer."""

    status: int
    body: Any
    headers: Mapping[str, str]
    content: bytes

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def fields(self) -> list[str]:
        return [p["field"] for p in self.body["problems"]]


def ask(
    method: str,
    path: str,
    body: Any = None,
    *,
    secret: str = "",
    key: str = "",
    raw: bytes | None = None,
    **more: Any,
) -> Came:
    """One request; `body` is sent as JSON, `raw` as it is."""
    headers = dict(more.pop("headers", {}))
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    if key:
        headers["Idempotency-Key"] = key
    data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    kind = more.pop("content_type", "application/json")
    client = Client(raise_request_exception=False)
    came = client.generic(method, BASE + path, data, kind, headers=headers, **more)
    content = came.content
    is_json = "json" in came.headers.get("Content-Type", "")
    shown = json.loads(content) if content and is_json else None
    return Came(came.status_code, shown, dict(came.headers), content)


def get(path: str, **more: Any) -> Came:
    """A reading request."""
    return ask("GET", path, **more)


def post(path: str, body: Any = None, **more: Any) -> Came:
    """A posting request."""
    return ask("POST", path, body, **more)


def fill(operation: Operation) -> str:
    """The address of an operation with its example arguments."""
    path = operation.path.replace("{int:", "{")
    values = dict(operation.doc.arguments)
    inside = {name: values.pop(name) for name in list(values) if f"{{{name}}}" in path}
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return path.format(**inside) + (f"?{query}" if query else "")


def ask_example(operation: Operation, **more: Any) -> Came:
    """An operation as its documentation shows it."""
    return ask(operation.method, fill(operation), operation.doc.example, **more)


def forget_request(came: Came) -> dict[str, Any]:
    """A problem without the id of its request."""
    return {name: value for name, value in came.body.items() if name != "request_id"}
