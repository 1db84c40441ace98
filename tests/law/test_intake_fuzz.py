"""Whatever arrives, the intake answers with plain data or an `InputError`, and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jifang.law.errors import InputError
from jifang.law.intake import build_workbook, read_bytes

PLAIN = build_workbook({"facts": [("setting", "key_unit"), ("captures[]", "video")]})
BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
KINDS: list[Literal["auto", "yaml", "json", "xlsx"]] = ["auto", "yaml", "json", "xlsx"]


def check_plain(value: Any) -> None:
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value)
        for inner in value.values():
            check_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            check_plain(inner)
    else:
        assert type(value) in (str, int, bool, date, Decimal, type(None))


def read_or_refuse(data: bytes, name: str = "", **stated: Any) -> None:
    try:
        value = read_bytes(data, name, **stated)
    except InputError as error:
        check_problems(error)
    else:
        check_plain(value)


def check_problems(error: InputError) -> None:
    assert error.problems
    for problem in error:
        assert problem.message.zh
        assert problem.message.en
        json.dumps(problem.as_dict("zh"))


@BOUNDED
@given(st.binary(max_size=300), st.sampled_from(KINDS))
@example(b"PK\x03\x04", "auto")
@example(b"\xff\xfe", "auto")
@example(b"- " * 5000, "yaml")
@example(b"{" * 5000, "yaml")
@example(b'{"a":' * 5000, "json")
def test_random_bytes(data: bytes, kind: Literal["auto", "yaml", "json", "xlsx"]) -> None:
    read_or_refuse(data, kind=kind)


YAML_MARKS = (
    "a b : [ ] { } , &x *x !! !t ' \" \\ | > ? # --- ... %YAML << 2026-02-30 1e9 0x ~ true "
    ".inf 校 - \x85 \ufeff"
)
YAML_PIECES = st.sampled_from([*YAML_MARKS.split(" "), "\n", "  ", "\t", ": ", "- "])


@BOUNDED
@given(st.lists(YAML_PIECES, max_size=40).map("".join))
def test_text_made_of_the_marks_of_yaml(text: str) -> None:
    read_or_refuse(text.encode(), "a.yaml")
    read_or_refuse(text.encode(), "a.json")


# Line separators and a BOM are ordinary characters to JSON and not to YAML.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")).filter(
        lambda ch: ch != "\ufeff" and ord(ch) & 0xFFFE != 0xFFFE
    ),
    max_size=20,
)
PLAIN_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=15,
)


@BOUNDED
@given(st.dictionaries(TEXTS, PLAIN_VALUES, min_size=1, max_size=4))
def test_json_means_the_same_read_as_json_or_as_yaml(value: dict[str, Any]) -> None:
    written = json.dumps(value, ensure_ascii=False).encode()
    assert read_bytes(written, "a.json") == value
    assert read_bytes(written, "a.yaml") == value


@BOUNDED
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_bytes_changed(at: int, written: bytes) -> None:
    read_or_refuse(PLAIN[:at] + written + PLAIN[at + len(written) :], "a.xlsx")


PARTS = zipfile.ZipFile(io.BytesIO(PLAIN)).namelist()


@BOUNDED
@given(st.sampled_from(PARTS), st.data())
def test_a_workbook_with_a_part_changed_inside(part: str, data: st.DataObject) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(PLAIN)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in PARTS:
            body = source.read(name)
            if name == part:
                at = data.draw(st.integers(0, len(body)))
                cut = data.draw(st.integers(0, 12))
                body = body[:at] + data.draw(st.binary(max_size=8)) + body[at + cut :]
            target.writestr(name, body)
    read_or_refuse(stream.getvalue(), "a.xlsx")
    read_or_refuse(stream.getvalue(), "a.xlsx", expect="dossier")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.xlsx", "a.txt", "", "a.xls"])
@pytest.mark.parametrize("data", [b"", b"\x00", b"a: 1", b"{}", b"[]", b"PK\x03\x04", PLAIN])
def test_every_meeting_of_kind_name_and_content(data: bytes, name: str, kind: str) -> None:
    read_or_refuse(data, name, kind=kind)
