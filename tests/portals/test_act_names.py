"""Every kind of act that can be recorded is called something in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Context, Template

from jifang.domains.projects import members, papers
from jifang.domains.testing.data import ANSWERS
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.verbs import VERBS
from jifang.foundation.history.kinds import KINDS
from jifang.foundation.imports.models import STATES
from jifang.portals.act_names import NAMED, OF_RECORDS, name_act

ROOT = Path(members.__file__).parents[2]
KIND = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDING = frozenset({"Act", "describe", "_act", "record_change", "note", "fill", "record_organs"})
"""Functions that are told what is done."""
BUILT = {
    "case.", "import.", "demonstration.", "project.", "test.", "letter.", ".declared_together", ".",
}  # fmt: skip
"""How kinds are put together: each of these families is gone through below."""


def list_sources() -> Iterator[ast.AST]:
    for path in ROOT.rglob("*.py"):
        if not {"migrations", "law", "ledger", "api", "cli"} & set(path.relative_to(ROOT).parts):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))


def find_name(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def join_fixed(node: ast.JoinedStr) -> str:
    return "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))


def test_what_the_code_records_has_a_name() -> None:
    told: set[str] = set()
    of_projects: set[str] = set()
    for node in list_sources():
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "KIND":
            words = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant)]
            told |= {w for w in words if isinstance(w, str) and KIND.fullmatch(w)}
        if not isinstance(node, ast.Call) or find_name(node) not in RECORDING:
            continue
        for given in node.args[:3]:
            if isinstance(given, ast.JoinedStr) and find_name(node) == "Act":
                assert join_fixed(given) in BUILT, ast.unparse(given)
            elif isinstance(given, ast.Constant | ast.IfExp):
                words = [c.value for c in ast.walk(given) if isinstance(c, ast.Constant)]
                told |= {w for w in words if isinstance(w, str) and KIND.fullmatch(w)}
    for source in Path(papers.__file__).parent.glob("*.py"):
        found = re.findall(r'describe\(\s*by, "([a-z_]+)"', source.read_text("utf-8"))
        found += re.findall(r'check_enters\(by, [a-z_.]+, "([a-z_]+)"', source.read_text("utf-8"))
        of_projects |= {f"project.{what}" for what in found}
    assert len(told) > 30
    assert len(of_projects) >= 6
    lacking = sorted(k for k in told | of_projects if name_act(k) is None)
    assert lacking == []


def test_every_step_record_import_and_answer_has_a_name() -> None:
    steps = {t.code for p in PROCEDURES.values() for t in p.transitions} | {v.code for v in VERBS}
    kinds = [
        *(f"case.{code}" for code in steps), *(f"case.{code}.refused" for code in steps),
        *(f"{kind}.{what}" for kind in KINDS for what in OF_RECORDS),
        *(f"import.{state}" for state, _said in STATES if state not in ("checked", "running")),
        *(f"test.{answer}" for answer in (*ANSWERS, "answered")), *NAMED, "case.unknown.refused",
        "demonstration.loaded", "demonstration.removed", "letter.withdrawn", "letter.superseded",
    ]  # fmt: skip
    for kind in kinds:
        said = name_act(kind)
        assert said is not None, kind
        assert said.zh, kind
        assert said.en, kind
    assert name_act("something.else") is None
    refused = name_act("session.began.refused")
    assert refused is not None
    assert refused.zh == "登录（被拒绝）"
    page = Template("{% load people %}{{ kind|act_name }} {{ other|act_name }}")
    assert page.render(Context({"kind": "session.began", "other": "x.y"})).endswith(" x.y")
