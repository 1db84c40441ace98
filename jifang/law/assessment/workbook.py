"""The empty workbook of a dossier, a sheet per section, made from the same declarations."""

from __future__ import annotations

from jifang.law.assessment.dossier import SECTIONS
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Kind
from jifang.law.errors import Text
from jifang.law.intake.xlsx import build_workbook

_HINTS = {
    Kind.BOOL: Text("true 或 false", "true or false"),
    Kind.DATE: Text("日期 2026-11-22", "date 2026-11-22"),
    Kind.REGION: Text("行政区划代码", "division code"),
    Kind.AMOUNT: Text("金额，元", "amount in yuan"),
    Kind.AMOUNTS: Text("金额，元，以“；”分隔", "amounts in yuan, separated by `;`"),
}


def note_fact(fact: Fact) -> str:
    """What to write into a column: the label, the form, the codes, and what null means."""
    zh, en = [fact.label.zh], [fact.label.en]
    hint = _HINTS.get(fact.type.kind)
    if hint is not None:
        zh.append(hint.zh)
        en.append(hint.en)
    if fact.type.domain is not None and len(fact.type.domain.codes) <= 12:
        codes = ", ".join(fact.type.domain.codes)
        zh.append(codes)
        en.append(codes)
    if fact.none.en:
        zh.append(f"无 = {fact.none.zh}")
        en.append(f"无 = {fact.none.en}")
    return f"{'；'.join(zh)} / {'; '.join(en)}"


def _columns(fact: Fact) -> list[tuple[str, str]]:
    if fact.type.kind is Kind.ORGAN:
        note = note_fact(fact)
        return [(f"{fact.name}.level", note), (f"{fact.name}.region", note)]
    is_list = fact.type.kind in (Kind.CODES, Kind.AMOUNTS)
    name = f"{fact.name}[]" if is_list else fact.name
    return [(name, note_fact(fact))]


def write_template() -> bytes:
    """The empty workbook."""
    return build_workbook(
        {s.name: [c for fact in s.facts for c in _columns(fact)] for s in SECTIONS}
    )
