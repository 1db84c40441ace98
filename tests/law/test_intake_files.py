"""Size, encoding and kind of a file are settled before its content is read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from jifang.law.errors import InputError
from jifang.law.intake import build_workbook, read_bytes, read_path, read_stream
from jifang.law.intake.limits import MAX_TEXT_BYTES, MAX_XLSX_BYTES, MIB

WORKBOOK = build_workbook({"facts": [("setting", "key_unit")]})


class CountingStream(io.RawIOBase):
    """An endless stream that counts what was taken from it."""

    def __init__(self, head: bytes, filler: bytes) -> None:
        self.head = head
        self.filler = filler
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        assert size >= 0, "an endless stream must never be read whole"
        start, self.taken = self.taken, self.taken + size
        return (self.head[start : start + size] + self.filler * size)[:size]


def refuse(data: bytes, name: str = "", **settings: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name, **settings)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("head", "most"), [(b"a: 1\n", MAX_TEXT_BYTES), (b"PK\x03\x04", MAX_XLSX_BYTES)]
)
def test_an_endless_stream_is_read_to_one_byte_past_the_limit(head: bytes, most: int) -> None:
    stream = CountingStream(head, b"#")
    with pytest.raises(InputError, match="too large"):
        read_stream(stream)  # type: ignore[arg-type]
    assert stream.taken == most + 1


@pytest.mark.parametrize("name", ["big.yaml", "big.json", "big.xlsx", "big"])
def test_a_file_of_50_mb_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b"PK\x03\x04" if name.endswith("xlsx") else b"a: 1\n")
        file.truncate(50 * MIB)
    with pytest.raises(InputError, match="too large") as caught:
        read_path(path)
    assert "过大" in caught.value.say("zh")
    assert caught.value.problems[0].field == name


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not() -> None:
    line = b"a: 1\n"
    at_limit = line + b"#" * (MAX_TEXT_BYTES - len(line))
    assert read_bytes(at_limit, "a.yaml") == {"a": 1}
    assert "1 MiB" in refuse(at_limit + b"#", "a.yaml").say("en")


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 1, 3))

    assert read_stream(Dripping(b"setting: key_unit\n")) == {"setting": "key_unit"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("设置: 宾馆".encode("gbk"), "GBK"),
        ("a: 1\nb: 宾馆".encode("gb18030"), "line 2, column 4"),
        ("a: 1".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "a: 1".encode("utf-16-be"), "UTF-16"),
        ("a: 1".encode("utf-32"), "UTF-32"),
        ("a: 1".encode("utf-16-le"), "control character U+0000"),
        ("a: 校".encode()[:-1], "incomplete"),
        (b"a: \xc3\x28", "not UTF-8"),
        (b"a: \xed\xa0\x80", "not UTF-8"),
        (b"a: \xff\xff\xff", "not UTF-8"),
        (b"a: 1\x00", "line 1, column 5"),
        (b"a: \x1b[31m", "U+001B"),
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n", "empty"),
    ],
)
@pytest.mark.parametrize("name", ["a.yaml", "a.json", ""])
def test_a_broken_encoding_is_named(data: bytes, says: str, name: str) -> None:
    error = refuse(data, name)
    assert says in error.say("en")
    assert error.problems[0].message.zh


@pytest.mark.parametrize("name", ["a.yaml", "a.json", ""])
def test_a_utf8_bom_is_no_fault(name: str) -> None:
    assert read_bytes(b'\xef\xbb\xbf{"a": "\xe6\xa0\xa1"}', name) == {"a": "校"}


def test_the_kind_follows_from_name_and_content() -> None:
    assert read_bytes(b"on: no\n") == {"on": "no"}
    assert read_bytes(b"on: no\n", "FACTS.YML") == {"on": "no"}
    assert read_bytes(b'{"a": "2026-11-22"}', "upload") == {"a": "2026-11-22"}
    assert read_bytes(b'{"a": "\\ud83d\\ude00"}') == {"a": "\N{GRINNING FACE}"}
    assert read_bytes(b"{setting: key_unit}") == {"setting": "key_unit"}
    assert read_bytes(WORKBOOK) == read_bytes(WORKBOOK, "facts.xlsx") == {}


def test_text_that_opens_like_json_but_is_neither_is_judged_as_json() -> None:
    assert "JSON syntax" in refuse(b'{"a": ]').say("en")


def test_what_json_refuses_is_not_tried_as_yaml() -> None:
    assert "finite" in refuse(b'{"a": NaN}').say("en")
    assert "given twice" in refuse(b'{"a": 1, "a": 2}').say("en")


@pytest.mark.parametrize(
    ("data", "name", "kind", "says"),
    [
        (b"a: 1", "facts.xlsx", "auto", "no workbook"),
        (b"a: 1", "", "xlsx", "no workbook"),
        (b"a: 1", "facts.yaml", "xlsx", "no workbook"),
        (b"", "facts.xlsx", "auto", "empty"),
        (WORKBOOK, "facts.yaml", "auto", "package"),
        (WORKBOOK, "facts.json", "auto", "package"),
        (WORKBOOK, "", "json", "package"),
        (WORKBOOK, "facts.xlsm", "auto", "not supported"),
        (b"a,b\n", "facts.csv", "auto", "not supported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "facts.xls", "auto", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "facts.xlsx", "auto", "password"),
        (b"a: 1", "facts.json", "auto", "JSON syntax"),
        (b"a: 1", "facts.yaml", "json", "JSON syntax"),
    ],
)
def test_name_content_and_stated_kind_must_agree(
    data: bytes, name: str, kind: str, says: str
) -> None:
    assert says in refuse(data, name, kind=kind).say("en")


def test_what_cannot_be_opened_is_bad_input(tmp_path: Path) -> None:
    for path, says in [
        (tmp_path / "absent.yaml", "no such file"),
        (tmp_path, "folder"),
        (tmp_path / "nul\x00.yaml", "cannot be read"),
        (tmp_path / ("x" * 5000), "cannot be read"),
    ]:
        with pytest.raises(InputError, match=says):
            read_path(path)


def test_a_stream_that_fails_is_bad_input() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "input/output error")

    with pytest.raises(InputError, match="cannot be read"):
        read_stream(Failing())


def test_a_path_reads_what_its_bytes_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("setting: key_unit\n", encoding="utf-8")
    assert read_path(str(path)) == read_path(path) == {"setting": "key_unit"}
