"""A workbook of sites as a spreadsheet program saves one: shared texts, some rows wrong on purpose.

The same number of rows gives the same file.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

BAD_EVERY: Final = 100
HEAD: Final = (
    "unit.credit_code", "name", "place_kind", "region", "address", "public_area", "longitude",
    "latitude", "datum", "state_owned", "right_holder", "contact_name", "contact_phone",
)  # fmt: skip
PLACES: Final = ("东", "南", "西", "北", "中", "新", "旧", "上", "下", "前", "后", "左", "右")
SORTS: Final = (
    "实验小学",
    "人民医院",
    "体育馆",
    "客运站",
    "图书馆",
    "商场",
    "加油站",
    "仓库",
    "车站",
)
KINDS: Final = ("a9_7.school", "a9_5.fuel_station", "a9_5.oil_depot")

NS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}.sharedStrings+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{NS}" xmlns:r="{OFFICE}"><sheets><sheet name="site" sheetId="1"'
        ' r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>'
    ),
}  # fmt: skip

Cell = str | int | float | None


@dataclass(slots=True)
class Made:
    """What stands in the file: the names of the good rows, the bad ones with the field that is
    wrong, by row."""

    good: set[str] = field(default_factory=set)
    bad: dict[int, str] = field(default_factory=dict)


def write_book(path: Path, rows: int, codes: Sequence[str], region: str) -> Made:
    """Write a workbook of `rows` sites of the units with these credit codes."""
    made, shared = Made(), dict[str, int]()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in PARTS.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        with TextIOWrapper(package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)) as out:
            out.write(f'<worksheet xmlns="{NS}"><sheetData>')
            out.write(write_row(1, HEAD, shared))
            for number, cells in list_rows(rows, codes, region, made):
                out.write(write_row(number, cells, shared))
            out.write("</sheetData></worksheet>")
        with TextIOWrapper(package.open("xl/sharedStrings.xml", "w", force_zip64=True)) as out:
            out.write(f'<sst xmlns="{NS}">')
            out.writelines(f"<si><t>{escape(text)}</t></si>" for text in shared)
            out.write("</sst>")
    return made


def write_row(number: int, cells: Sequence[Cell], shared: dict[str, int]) -> str:
    """A row as XML; texts are numbers in the list of shared ones."""
    found = []
    for at, cell in enumerate(cells):
        where = f"{chr(65 + at)}{number}"
        if isinstance(cell, str) and cell.startswith("="):
            found.append(f'<c r="{where}"><f>{escape(cell[1:])}</f><v>2</v></c>')
        elif isinstance(cell, str):
            index = shared.setdefault(cell, len(shared))
            found.append(f'<c r="{where}" t="s"><v>{index}</v></c>')
        elif cell is not None:
            found.append(f'<c r="{where}"><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(found)}</row>'


def list_rows(
    rows: int, codes: Sequence[str], region: str, made: Made
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows with their numbers; every hundredth is wrong, each in one of seven ways."""
    draw = random.Random(238)  # noqa: S311 - the same file each time
    for n in range(rows):
        name = f"{draw.choice(PLACES)}{draw.choice(PLACES)}路{draw.choice(SORTS)}{n:06d}"
        cells: list[Cell] = [
            codes[n % len(codes)], name, draw.choice(KINDS), region,
            f"{draw.choice(PLACES)}山{draw.choice(PLACES)}路 {n} 号", "否",
            round(113 + draw.random(), 6), round(23 + draw.random(), 6), "cgcs2000", "是",
            f"{name}管理处", "张三", f"020-8{n % 10_000_000:07d}",
        ]  # fmt: skip
        if n % BAD_EVERY == BAD_EVERY // 2:
            made.bad[n + 2] = spoil(cells, n // BAD_EVERY, codes)
        else:
            made.good.add(name)
        yield n + 2, cells


def spoil(cells: list[Cell], turn: int, codes: Sequence[str]) -> str:
    """Make a row wrong; the field that is."""
    wrong: dict[str, Cell] = {
        "name": None, "place_kind": "no_such_kind", "region": "110101", "latitude": "north",
        "address": "=1+1", "contact_phone": 13800138000, "unit.credit_code": codes[0][::-1],
    }  # fmt: skip
    field_ = list(wrong)[turn % len(wrong)]
    cells[HEAD.index(field_)] = wrong[field_]
    return field_
