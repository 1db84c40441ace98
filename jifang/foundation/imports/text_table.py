"""CSV: its encoding said by the person or found and shown, its lines read strictly.

UTF-8 is recognised by its form, which other encodings do not have by chance. What is not UTF-8 is
GB18030 only if all of it is: lines that are plainly UTF-8 beside others make it a mixture, which is
refused, since one of the two would be read as wrong characters.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jifang.foundation.imports.data import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Row,
    Sheet,
    refuse,
)
from jifang.law.errors import InputError

CHUNK: Final = 1024 * 1024
LONGEST_LINE: Final = 1024 * 1024
BOM: Final = b"\xef\xbb\xbf"
OTHERS: Final = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
# Four characters of three bytes: by chance hardly ever in another encoding.
_PLAIN_UTF8: Final = re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2}){4}")


def find_encoding(path: Path, said: str = "") -> str:
    """The encoding of a text file: the one that was said, else the one it has.

    Raises `InputError` for what is neither UTF-8 nor GB18030, or not what was said.
    """
    with path.open("rb") as file:
        begins = file.read(4)
    for mark, name in OTHERS:
        if begins.startswith(mark):
            raise refuse(
                f"编码是 {name}，请另存为 UTF-8 的 CSV", f"the encoding is {name}; save it as UTF-8"
            )
    if begins.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise refuse(
            "内容不是文本；工作簿请用 .xlsx", "the content is no text; a workbook is named .xlsx"
        )
    fault = find_fault(path, "utf-8")
    if said == "utf-8" or fault == 0:
        if fault:
            raise refuse(f"第 {fault} 行不是 UTF-8", f"line {fault} is not UTF-8")
        if said == "gb18030" and (fault := find_plain_utf8(path)):
            raise refuse(
                f"这个文件是 UTF-8（见第 {fault} 行），不是 GB18030",
                f"this file is UTF-8 (see line {fault}), not GB18030",
            )
        return said or "utf-8"
    plain = find_plain_utf8(path)
    if plain:
        raise refuse(
            f"混用两种编码：第 {plain} 行是 UTF-8，第 {fault} 行不是",
            f"two encodings are mixed: line {plain} is UTF-8, line {fault} is not",
        )
    other = find_fault(path, "gb18030")
    if other:
        raise refuse(
            f"既不是 UTF-8（第 {fault} 行）也不是 GB18030（第 {other} 行）",
            f"neither UTF-8 (line {fault}) nor GB18030 (line {other})",
        )
    return "gb18030"


def find_fault(path: Path, encoding: str) -> int:
    """The line, from one, at which a file is not of an encoding; nought where all of it is."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file:
        while True:
            piece = file.read(CHUNK)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                # What was held back of the piece before has no line end in it.
                return line + error.object[: error.start].count(b"\n")
            if not piece:
                return 0
            line += piece.count(b"\n")


def find_plain_utf8(path: Path) -> int:
    """The first line that is plainly UTF-8; nought where there is none."""
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), start=1):
            if _PLAIN_UTF8.search(line):
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    continue
                return number
    return 0


def read_text_table(path: Path, said: str = "") -> Sheet:
    """The rows of a CSV file. Raises `InputError`, also while rows are read."""
    encoding = find_encoding(path, said)
    return Sheet(_list_rows(path, encoding), encoding=encoding)


def _list_rows(path: Path, encoding: str) -> Iterator[Row]:
    reading = "utf-8-sig" if encoding == "utf-8" else encoding
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=reading, newline="") as file:
        rows = csv.reader(_list_lines(file), strict=True)
        number = 0
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                raise _explain(rows.line_num, str(error)) from error
            number += 1
            if len(cells) > MOST_COLUMNS:
                raise refuse(
                    f"第 {number} 行超过 {MOST_COLUMNS} 列",
                    f"row {number} has more than {MOST_COLUMNS} columns",
                )
            if any(c.strip() for c in cells):
                yield Row(number, tuple(c if c.strip() else None for c in cells))


def _list_lines(file: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if "\x00" in line:
            raise refuse(f"第 {number} 行有 NUL 字符", f"line {number} holds a NUL character")
        yield line


def _explain(line: int, said: str) -> InputError:
    if "field larger" in said:
        return refuse(f"第 {line} 行：单元格文字过长", f"line {line}: too much text in a cell")
    return refuse(
        f"第 {line} 行：引号不成对，或者引号后有多余的字",
        f"line {line}: quotes do not pair, or something follows a closing quote",
    )
