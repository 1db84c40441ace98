"""Lists of divisions and organs from files: CSV (UTF-8) and XLSX, read whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jifang.foundation.audit.data import DocumentDigest
from jifang.foundation.territory.data import OrganRow, Row
from jifang.law.errors import InputError, Problem, Text, fail_input
from jifang.law.intake.limits import MAX_XLSX_BYTES, Findings, decode_text, refuse_size
from jifang.law.intake.package import check_package

HEADINGS: Final[Mapping[str, str]] = {
    "代码": "code", "行政区划代码": "code", "名称": "name_zh", "单位名称": "name_zh",
    "英文名称": "name_en", "上级代码": "parent", "级别": "level", "拼音": "pinyin",
    "种类": "kind", "行业": "sector", "管辖区划": "organ_region", "演示": "demonstration",
}  # fmt: skip
"""Chinese headings and the fields that they mean; the English names of the fields are read too."""

DIVISION_FIELDS: Final = ("code", "name_zh", "name_en", "parent", "level", "pinyin")
ORGAN_FIELDS: Final = (
    "code", "kind", "sector", "organ_region", "name_zh", "name_en", "demonstration",
)  # fmt: skip
TRUTHS: Final = {
    "": False,
    "0": False,
    "no": False,
    "否": False,
    "1": True,
    "yes": True,
    "是": True,
}
LEVEL_WORDS: Final = {"省": "province", "地": "prefecture", "县": "county", "乡": "township"}
MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """The filled rows of a file by field, with the line that each stands in, and its digest."""

    rows: list[tuple[int, dict[str, str]]]
    fields: frozenset[str]
    digest: DocumentDigest


def read_table(path: Path, fields: Iterable[str], required: Iterable[str]) -> Table:
    """Read a CSV or XLSX file. Raises `InputError` for what cannot be read as such a list."""
    name = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        said = Text("文件无法读取", f"the file cannot be read ({error.strerror})")
        raise InputError(Problem(name, str(path), said)) from None
    if len(data) > MAX_XLSX_BYTES:
        raise refuse_size(name, MAX_XLSX_BYTES)
    ending = path.suffix.lower()
    if ending == ".csv":
        lines, media = _read_csv(data, name), "text/csv"
    elif ending == ".xlsx":
        lines = _read_xlsx(data, name)
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise fail_input(name, ending, "只读 .csv 和 .xlsx", "only .csv and .xlsx are read")
    digest = DocumentDigest(hashlib.sha256(data).hexdigest(), len(data), media)
    return _lay_out(lines, name, tuple(fields), tuple(required), digest)


def _read_csv(data: bytes, name: str) -> list[list[str]]:
    text = decode_text(data, name)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise fail_input(name, "", "CSV 格式有误", f"not well-formed CSV ({error})") from None


def _read_xlsx(data: bytes, name: str) -> list[list[str]]:
    import openpyxl

    check_package(data, name)
    findings = Findings(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that hold no value
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
            book.close()
    except Exception as error:
        # A broken package makes openpyxl raise almost anything; to the reader it is one thing.
        broken = Text("工作簿已损坏", "the workbook is damaged")
        raise findings.fail("", "", broken) from error
    lines: list[list[str]] = []
    for number, row in enumerate(cells, 1):
        lines.append([_read_cell(value, number, findings) for value in row])
    findings.settle()
    return lines


def _read_cell(value: object, line: int, findings: Findings) -> str:
    """A cell as text: codes are often stored as whole numbers; nothing else is taken for one."""
    if value is None:
        return ""
    if isinstance(value, str) and not value.startswith("="):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    said = Text("单元格应为文本或整数", "a cell holds text or a whole number")
    findings.add(f"rows[{line}]", value, said)
    return ""


def _lay_out(
    lines: list[list[str]], name: str, fields: tuple[str, ...], required: tuple[str, ...],
    digest: DocumentDigest,
) -> Table:  # fmt: skip
    findings = Findings(name)
    filled = [
        (number, [cell.strip() for cell in line])
        for number, line in enumerate(lines, 1)
        if any(cell.strip() for cell in line)
    ]
    if not filled or len(filled) > MAX_ROWS:
        said = Text(f"应有标题行和 1 至 {MAX_ROWS} 行", f"a heading and 1 to {MAX_ROWS} rows")
        findings.stop("", len(filled), said)
    head = [HEADINGS.get(cell, cell) for cell in filled[0][1]]
    allowed = ", ".join(fields)
    for cell in head:
        if cell not in fields or head.count(cell) > 1:
            said = Text(
                f"不认识或重复的标题；可用：{allowed}", f"unknown or twice; may be: {allowed}"
            )
            findings.add("rows[1]", cell, said)
    for field in required:
        if field not in head:
            findings.add("rows[1]", field, Text(f"缺少标题 {field}", f"no column {field}"))
    findings.settle()
    rows = []
    for number, line in filled[1:]:
        if len(line) > len(head) and any(line[len(head) :]):
            said = Text("多于标题的列", "more cells than headings")
            findings.add(f"rows[{number}]", line[-1], said)
        rows.append((number, dict(zip(head, [*line, *[""] * len(head)], strict=False))))
    findings.settle()
    return Table(rows, frozenset(head), digest)


def read_divisions(path: Path) -> tuple[list[Row], DocumentDigest]:
    """The divisions of a file.

    Needed are `code` and `name_zh`; the level and the parent follow from the code (GB/T 2260:
    440106 lies in 440100, 440106001 in 440106) where the file has no such column. Raises
    `InputError`.
    """
    table = read_table(path, DIVISION_FIELDS, ("code", "name_zh"))
    rows = []
    for line, cells in table.rows:
        code = cells["code"]
        level = cells.get("level", "")
        level = LEVEL_WORDS.get(level[:1], level) or derive_level(code)
        parent = cells["parent"] if "parent" in table.fields else derive_parent(code)
        rows.append(
            Row(code, cells["name_zh"], cells.get("name_en", ""), parent, level,
                cells.get("pinyin", ""), line)
        )  # fmt: skip
    return rows, table.digest


def derive_level(code: str) -> str:
    """The level that a code of the standard says by its length and zeros."""
    if len(code) == 9:
        return "township"
    if code[2:] == "0000":
        return "province"
    return "prefecture" if code[4:] == "00" else "county"


def derive_parent(code: str) -> str:
    """The code above: the city of a county, the county (or city without counties) of a township."""
    level = derive_level(code)
    if level == "province":
        return ""
    if level == "township":
        return code[:6]
    return code[:2] + "0000" if level == "prefecture" else code[:4] + "00"


def read_organs(path: Path) -> tuple[list[OrganRow], DocumentDigest]:
    """The organs of a file. Raises `InputError`."""
    table = read_table(path, ORGAN_FIELDS, ("code", "kind", "organ_region"))
    problems, rows = [], []
    for line, cells in table.rows:
        said = cells.get("demonstration", "").lower()
        if said not in TRUTHS:
            message = Text("应为 是 或 否", "must be yes or no")
            problems.append(Problem(f"rows[{line}].demonstration", said, message))
        rows.append(
            OrganRow(cells["code"], cells["kind"], cells["organ_region"], cells.get("name_zh", ""),
                     cells.get("name_en", ""), cells.get("sector", ""), TRUTHS.get(said, False),
                     line)
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    return rows, table.digest
