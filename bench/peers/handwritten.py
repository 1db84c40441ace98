"""The limit: both rules by hand in Polars, as a careful analyst would write them.

Two columns: a code of the outcome, a number of the deciding clause. A null condition counts as
false, which is Polars' way in `when`: rows that cannot be decided get a verdict all the same.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from bench.rules import ACCESS, load_bench_law


def choose_retention() -> tuple[pl.Expr, ...]:
    """The conditions of art. 20, in order."""
    setting, target = pl.col("setting"), pl.col("counter_terrorism_target")
    stored, other = pl.col("effective_storage_days"), pl.col("other_law_days")
    no_other = pl.col("other_law_days__none")
    governed = (setting == "public_area") | (setting == "key_unit") | target
    short = governed & (stored < pl.when(target).then(90).otherwise(30))
    return target & short, short, ~no_other & (stored < other), ~governed & no_other


def choose_access() -> tuple[pl.Expr, ...]:
    """The conditions of arts. 24-27, in order."""
    who, action, purpose = pl.col("requester"), pl.col("action"), pl.col("purpose")
    police = (who == "public_security") | (who == "national_security")
    department = (who == "emergency_department") | (who == "other_department")
    official, citizen, staff = police | department, who == "citizen", who == "using_unit_staff"
    viewing, copying, connecting = action == "view", action == "copy", action == "connect"
    enforcing, in_emergency = purpose == "law_enforcement", purpose == "public_emergency"
    emergency = in_emergency & pl.col("emergency_power")
    registered = pl.col("registered")
    formal = (
        (pl.col("staff_count") >= 2)
        & pl.col("work_cards_shown")
        & pl.col("letter_shown")
        & registered
    )
    level, kind = pl.col("approved_by_level"), pl.col("approved_by_kind")
    above = (level == "county") | (level == "prefecture") | (level == "province")
    in_place = pl.col("approver_covers_place")
    by_police = above & (kind == "public_security") & in_place
    organ = (kind == "public_security") | (kind == "national_security")
    by_head = above & organ & pl.col("approver_is_person_in_charge") & in_place
    grievance = pl.col("major_loss") & pl.col("urgent") & pl.col("unit_consents")
    statutory = (
        (purpose == "statutory_reason")
        & (pl.col("system_setting") == "public_area")
        & pl.col("approved_by_builder_organ")
    )
    on_duty = staff & (purpose == "duty") & registered
    return (
        who == "judicial_or_supervisory",
        police & connecting & (enforcing | in_emergency),
        connecting,
        official & emergency & formal,
        police & enforcing & viewing & formal,
        police & enforcing & by_head & formal,
        department & enforcing & by_police & formal,
        citizen & viewing & grievance,
        citizen & copying & statutory,
        on_duty & viewing,
        on_duty & (copying | (action == "retrieve")),
        official & (enforcing | emergency) & ~formal,
        police,
        department,
        citizen & viewing,
        citizen,
        staff,
    )


def express(question: str) -> list[pl.Expr]:
    """The outcome and the deciding clause of every row, as two small numbers."""
    conditions = choose_access() if question == ACCESS else choose_retention()
    asked = load_bench_law().questions[question]
    codes = [o.code for o in asked.outcomes]
    outcomes = [codes.index(c.then) for c in asked.clauses]
    return [
        number_first(conditions, outcomes).alias("outcome"),
        number_first(conditions, list(range(len(outcomes)))).alias("clause"),
    ]


def number_first(conditions: tuple[pl.Expr, ...], numbers: list[int]) -> pl.Expr:
    """The number of the first condition that holds; the last number where none does."""
    chain: Any = pl.when(conditions[0]).then(pl.lit(numbers[0], pl.UInt8))
    for condition, number in zip(conditions[1:], numbers[1:], strict=False):
        chain = chain.when(condition).then(pl.lit(number, pl.UInt8))
    found: pl.Expr = chain.otherwise(pl.lit(numbers[-1], pl.UInt8))
    return found
