"""The documentation for developers, made from the OpenAPI document: no script, no other host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jifang.api.gate import get_resolver
from jifang.api.openapi import BASE, list_limits, write_document
from jifang.api.problems import KINDS
from jifang.foundation.access_tokens.scopes import SCOPES
from jifang.law.errors import Lang


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A parameter or a field of a body."""

    name: str
    place: str
    required: bool
    shape: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownOperation:
    """An operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    scope_name: str
    parameters: tuple[ShownParameter, ...]
    statuses: tuple[str, ...]
    example: str
    answer: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The operations of one subject."""

    name: str
    title: str
    operations: tuple[ShownOperation, ...]


@require_safe
def show_developers(request: HttpRequest) -> HttpResponse:
    """The page."""
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    context = {
        "groups": list_groups(lang),
        "kinds": [
            {"code": k.code, "status": k.status, "title": k.title, "about": k.about}
            for k in KINDS.values()
        ],
        "scopes": SCOPES.values(),
        "limits": list_limits(),
        "base": BASE,
        "origin": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "developers/index.html", context)


@cache
def list_groups(lang: Lang) -> tuple[ShownGroup, ...]:
    """Every operation by subject, from the document."""
    get_resolver()
    document = write_document(lang)
    shown = [
        (operation["tags"][0], show_operation(path, method, operation, document))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return tuple(
        ShownGroup(
            tag["name"],
            tag["description"],
            tuple(one for name, one in shown if name == tag["name"]),
        )
        for tag in document["tags"]
    )


def show_operation(
    path: str, method: str, operation: Mapping[str, Any], document: Mapping[str, Any]
) -> ShownOperation:
    """One operation."""
    scope = operation.get("x-scope", {"code": "", "name": ""})
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = json.dumps(media["example"], ensure_ascii=False, indent=2) if media else ""
    success = next(v for k, v in operation["responses"].items() if k.startswith("2"))
    schema = success["content"]["application/json"]["schema"]
    return ShownOperation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation["description"].replace("`", ""),
        scope=scope["code"],
        scope_name=scope["name"],
        parameters=tuple(list_parameters(operation, media.get("schema", {}), document)),
        statuses=tuple(operation["responses"]),
        example=example,
        answer=say_shape(schema, document),
    )


def list_parameters(
    operation: Mapping[str, Any], body: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[ShownParameter]:
    """What an operation takes: parameters, then the fields of its body."""
    for one in operation["parameters"]:
        shape = say_shape(one["schema"], document)
        yield ShownParameter(one["name"], one["in"], one["required"], shape, one["description"])
    form = find_schema(body, document)
    needed = form.get("required", ())
    for name, field in form.get("properties", {}).items():
        text = field.get("description", "")
        yield ShownParameter(name, "body", name in needed, say_shape(field, document), text)
        if name == "facts":
            yield from list_facts(field, document)


def list_facts(field: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[ShownParameter]:
    """The facts of a question, none of which is required."""
    for name, fact in field.get("properties", {}).items():
        zh, en = fact.get("x-title-zh", ""), fact.get("title", "")
        shape = say_shape(fact, document)
        text = zh if document["info"]["x-lang"] == "zh" else en
        yield ShownParameter(f"facts.{name}", "body", False, shape, text)


def find_schema(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the one it refers to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def say_shape(schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """A shape in a few signs: `integer 1–200`, `string (date)`, `{items: […], next}`."""
    form = find_schema(schema, document)
    if "anyOf" in form:
        return " | ".join(dict.fromkeys(say_shape(s, document) for s in form["anyOf"]))
    if "enum" in form:
        return " | ".join(str(v) for v in form["enum"])
    kind = form.get("type", "any")
    kind = " | ".join(kind) if isinstance(kind, list) else kind
    if kind == "array":
        return f"[{say_shape(form.get('items', {}), document)}]"
    if kind == "object" and form.get("properties"):
        return "{" + ", ".join(form["properties"]) + "}"
    if "format" in form:
        return f"{kind} ({form['format']})"
    if "minimum" in form and "maximum" in form:
        return f"{kind} {form['minimum']}–{form['maximum']}"
    return str(kind)
