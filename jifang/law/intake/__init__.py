"""Reading facts and dossiers safely into plain data.

Plain data are mappings, lists, text, integers, `Decimal`, truth values, dates and None. What the
fields mean and which are allowed is for the schema of the question; here only the file is read.
The kind of a file follows from its content and the ending of its name, and the two must agree.
Every failure is an `InputError` that says in Chinese and English what is wrong and where.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any, BinaryIO, Literal

from jifang.law.errors import InputError, fail_input
from jifang.law.intake.json_strict import JsonSyntaxError, parse_json
from jifang.law.intake.limits import (
    MAX_TEXT_BYTES,
    MAX_XLSX_BYTES,
    decode_text,
    read_bounded,
    refuse_size,
    require_mapping,
)
from jifang.law.intake.xlsx import build_workbook, parse_xlsx
from jifang.law.intake.yaml12 import parse_yaml

__all__ = ["build_workbook", "read_bytes", "read_path", "read_stream"]

Kind = Literal["auto", "yaml", "json", "xlsx"]
Expect = Literal["facts", "dossier"]

_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_HEAD_BYTES = 8
_KIND_OF_ENDING: dict[str, Kind] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".xlsx": "xlsx",
}
_REFUSED_ENDINGS = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".csv", ".et"})


def read_bytes(
    data: bytes, name: str = "", kind: Kind = "auto", expect: Expect = "facts"
) -> dict[str, Any]:
    """Plain data of a file that is already in memory.

    Args:
        data: the whole file.
        name: its name; the ending tells the kind, and messages name the file.
        kind: the kind, where the sender has said it; must agree with the content.
        expect: one record of facts or a dossier; only workbooks are laid out differently.

    Raises:
        InputError: for anything that cannot be read; nothing is repaired or left out.
    """
    shown = PurePath(name).name
    is_package = data.startswith(_ZIP_MARKS)
    most = MAX_XLSX_BYTES if is_package else MAX_TEXT_BYTES
    if len(data) > most:
        raise refuse_size(shown, most)
    settled = _settle_kind(data, shown, kind, is_package)
    if settled == "xlsx":
        return parse_xlsx(data, shown, expect)
    text = decode_text(data, shown)
    if settled == "yaml":
        return require_mapping(parse_yaml(text, shown), shown)
    if settled == "json":
        return require_mapping(parse_json(text, shown), shown)
    return require_mapping(_parse_unnamed(text, shown), shown)


def read_path(path: str | Path, kind: Kind = "auto", expect: Expect = "facts") -> dict[str, Any]:
    """Plain data of a file on disk; never reads further than one byte past the limit.

    Raises:
        InputError: as `read_bytes`, and if the file cannot be opened.
    """
    try:
        with Path(path).open("rb") as stream:
            return read_stream(stream, str(path), kind, expect)
    except FileNotFoundError:
        raise fail_input(str(path), str(path), "没有这个文件。", "there is no such file") from None
    except IsADirectoryError:
        raise fail_input(
            str(path), str(path), "这是文件夹，不是文件。", "this is a folder, not a file"
        ) from None
    except (OSError, ValueError):
        raise _refuse_unreadable(str(path)) from None


def read_stream(
    stream: BinaryIO, name: str = "", kind: Kind = "auto", expect: Expect = "facts"
) -> dict[str, Any]:
    """Plain data of a binary stream, read to at most one byte past the limit of its kind.

    Raises:
        InputError: as `read_bytes`, and if the stream cannot be read.
    """
    try:
        head = read_bounded(stream, _HEAD_BYTES)
        most = MAX_XLSX_BYTES if head.startswith(_ZIP_MARKS) else MAX_TEXT_BYTES
        data = head + read_bounded(stream, most + 1 - len(head))
    except OSError:
        raise _refuse_unreadable(name) from None
    return read_bytes(data, name, kind, expect)


def _refuse_unreadable(name: str) -> InputError:
    return fail_input(name, name, "文件无法读取。", "the file cannot be read")


def _settle_kind(data: bytes, name: str, kind: Kind, is_package: bool) -> Kind:
    """The kind by content, name and what the sender said; they must not contradict each other."""
    if data.startswith(_OLE_MARK):
        raise fail_input(
            name,
            "",
            "这是旧版 Excel 或加密的工作簿；请另存为不加密的 XLSX。",
            "this is an old or encrypted Excel workbook; save it as XLSX without a password",
        )
    ending = PurePath(name).suffix.lower()
    if ending in _REFUSED_ENDINGS:
        raise fail_input(
            name,
            ending,
            "不支持这种文件；请用 YAML（.yaml）、JSON（.json）或 XLSX（.xlsx）。",
            "this kind of file is not supported; use YAML (.yaml), JSON (.json) or XLSX (.xlsx)",
        )
    by_name = _KIND_OF_ENDING.get(ending, "auto")
    if is_package and all(each in ("auto", "xlsx") for each in (kind, by_name)):
        return "xlsx"
    if is_package or "xlsx" in (kind, by_name):
        raise _refuse_mismatch(data, name, is_package)
    return by_name if kind == "auto" else kind


def _refuse_mismatch(data: bytes, name: str, is_package: bool) -> InputError:
    if not data:
        return fail_input(name, "", "文件为空。", "the file is empty")
    if is_package:
        return fail_input(
            name,
            "",
            "内容是压缩包（XLSX），与文件名或所选类型不符。",
            "the content is a package (XLSX), which is not what the name or chosen kind says",
        )
    return fail_input(
        name,
        "",
        "名为 XLSX，内容却不是工作簿。",
        "the file is called XLSX, but its content is no workbook",
    )


def _parse_unnamed(text: str, name: str) -> Any:
    """Text of no stated kind: JSON if it opens like JSON and is, else YAML.

    YAML also opens mappings with a brace (`{setting: key_unit}`), so what is no JSON may be that.
    """
    if not text.lstrip().startswith(("{", "[")):
        return parse_yaml(text, name)
    try:
        return parse_json(text, name)
    except JsonSyntaxError as not_json:
        try:
            return parse_yaml(text, name)
        except InputError:
            raise not_json from None
