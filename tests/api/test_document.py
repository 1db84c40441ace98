"""The OpenAPI document is whole, and its page shows all of it in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from jifang.api.gate import get_resolver
from jifang.api.openapi import COMPONENTS, write_document
from jifang.api.problems import KINDS
from jifang.api.routes import OPERATIONS, Doc, declare
from jifang.law.errors import Lang, Text
from tests.api.asking import ask_example, get
from tests.api.test_gate import WITHOUT_ORGANS
from tests.foundation.access_tokens.people import give_token, make_person

pytestmark = pytest.mark.django_db
get_resolver()
LANGS: tuple[Lang, ...] = ("zh", "en")
CHINESE = re.compile("[\u4e00-\u9fff]")


def list_operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


@cache
def read_document() -> dict[str, Any]:
    """The Chinese document, written once for every operation that is held against it."""
    return write_document("zh")


def walk(value: Any) -> Iterator[Any]:
    yield value
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    for child in children:
        yield from walk(child)


@pytest.mark.parametrize("lang", LANGS)
def test_every_operation_is_described_and_every_error_said_once(lang: Lang) -> None:
    document = write_document(lang)
    assert document["openapi"] == "3.1.0"
    found = {o["operationId"] for o in list_operations(document)}
    assert found == OPERATIONS.keys()
    for one in list_operations(document):
        assert bool(CHINESE.search(one["summary"] + one["description"])) is (lang == "zh")
        assert one["tags"][0] in {t["name"] for t in document["tags"]}
        assert one["security"]
        statuses = one["responses"].keys()
        assert {"401", "405", "422", "429", "500", "503"} <= statuses
        for status, response in one["responses"].items():
            if status >= "400":
                assert response == {"$ref": f"#/components/responses/{COMPONENTS[int(status)]}"}
        if "requestBody" in one:
            assert one["requestBody"]["content"]["application/json"]["example"] is not None
        for parameter in one["parameters"]:
            assert parameter["description"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_reference_leads_somewhere_and_every_error_is_used(lang: Lang) -> None:
    document = write_document(lang)
    text = json.dumps(document)
    for node in walk(document):
        ref = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(ref, str):
            at: Any = document
            for part in ref.removeprefix("#/").split("/"):
                at = at[part]
    for name in COMPONENTS.values():
        assert f"#/components/responses/{name}" in text
    assert document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == list(KINDS)


def test_every_schema_is_one() -> None:
    for node in walk(write_document("en")):
        if isinstance(node, dict) and isinstance(node.get("schema"), dict):
            jsonschema.Draft202012Validator.check_schema(node["schema"])


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_every_example_is_answered_and_its_answer_fits(name: str) -> None:
    operation = OPERATIONS[name]
    secret = give_token(make_person("unit_manager"), days=300).secret
    last = (timezone.localdate() + timedelta(days=3)).isoformat()
    if name == "createToken":
        operation.doc.example["last_day"] = last
    came = ask_example(operation, secret=secret, key="k")
    document = read_document()
    path = "/" + operation.path.replace("{int:", "{")
    responses = document["paths"][path][operation.method.lower()]["responses"]
    assert came.status in {operation.doc.status, 404, *WITHOUT_ORGANS.get(name, ())}
    response = responses[str(came.status)]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    kind = came.headers["Content-Type"].partition(";")[0]
    schema = response["content"][kind]["schema"]
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(came.body)


def test_the_document_is_served_in_the_language_asked_for() -> None:
    assert get("openapi.json?lang=en").body == write_document("en")
    assert get("openapi.json").body == write_document("zh")


@pytest.mark.parametrize(("prefix", "lang"), [("", "zh"), ("/en", "en")])
def test_the_page_shows_every_operation_and_error(prefix: str, lang: Lang) -> None:
    page = Client().get(f"{prefix}/developers/").content.decode()
    for one in list_operations(write_document(lang)):
        assert f'id="{one["operationId"]}"' in page
    for code, kind in KINDS.items():
        assert f'id="problem-{code}"' in page
        assert kind.title.say(lang).replace("'", "&#x27;") in page
    assert "<script" not in page


def test_nothing_else_shows_the_api() -> None:
    for path in ("/api/v1/docs", "/api/v1/redoc", "/api/docs", "/api"):
        assert Client().get(path).status_code == 404


def make_doc(**more: Any) -> Doc:
    return Doc("x", "about", Text("一", "one"), Text("一", "one"), **more)


def test_an_operation_is_declared_soundly_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="a write needs"):
        declare("POST", "x", dict, make_doc(write=True))
    with pytest.raises(KeyError):
        declare("GET", "x", dict, make_doc(scope="unheard"))
    with pytest.raises(ValueError, match="two operations"):
        declare("GET", "x", dict, Doc("readMe", "own", Text("一", "one"), Text("一", "one")))(
            lambda request: None
        )
