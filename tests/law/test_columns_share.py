"""What several conditions join is pulled out, and they answer as before."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifang.law.columns.shape import Shaper, share_nodes
from jifang.law.columns.share import factor_joins
from jifang.law.engine.compile import evaluate
from jifang.law.engine.expr import Expr, Op, all_of, any_of, walk_expr
from tests.law.random_trees import CONDITIONS, DAY, FACT, make_rows

ROWS = make_rows(60)
A, B, C, D = FACT["yes"], FACT["count"] > 3, FACT["letter"].is_in("a"), FACT["day"] <= DAY


def prepare(*exprs: Expr) -> list[Expr]:
    shaper = Shaper(DAY)
    return share_nodes([shaper.shape(e) for e in exprs])


def count_joins(trees: list[Expr]) -> int:
    nodes = {id(n): n for t in trees for n in walk_expr(t) if isinstance(n, Op)}
    return sum(len(n.args) - 1 for n in nodes.values() if n.fn in ("and", "or"))


def test_a_common_pair_is_joined_once() -> None:
    trees = prepare(all_of(A, B, C), all_of(B, A, D), all_of(B, A))
    assert count_joins(trees) == 5
    assert count_joins(factor_joins(trees)) == 3


def test_a_longer_common_part_is_joined_once() -> None:
    trees = prepare(all_of(A, B, C, D), all_of(~A, B, C, D), any_of(all_of(B, C, D), A))
    assert count_joins(factor_joins(trees)) == 5  # b & c, & d; & a; & ~a; | a


def test_and_is_not_or() -> None:
    trees = prepare(all_of(A, B, C), any_of(A, B, D))
    assert count_joins(factor_joins(trees)) == count_joins(trees)


def test_nothing_in_common_is_left_alone() -> None:
    trees = prepare(all_of(A, B), all_of(C, D), ~A)
    assert factor_joins(trees) == trees


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CONDITIONS, min_size=2, max_size=6))
def test_every_tree_answers_as_before(exprs: list[Expr]) -> None:
    trees = prepare(*exprs, all_of(*exprs), any_of(*exprs))
    for before, after in zip(trees, factor_joins(trees), strict=True):
        for row in ROWS:
            assert evaluate(after, row, DAY)[0] == evaluate(before, row, DAY)[0]
