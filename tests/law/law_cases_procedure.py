"""Cases of the Administrative Penalty Law over arts. 32-38: limitation, amount, hearing, payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.law.law_cases import ON, Case, Facts, vary

BASE: Facts = {
    "breach": "art_20__para_1", "offender": "unit", "offender_role": "other", "fine": 5_000,
    "confiscation": None, "act_ended_on": "2026-06-01", "case_filed_on": "2026-06-15",
    "told_of_hearing_on": None, "decided_on": None, "decision_served_on": None,
    "first_breach": False, "slight": False, "harm": False, "corrected_in_time": False,
    "video_system": False, "system_of_art_7": False, "serious_consequences": False,
}  # fmt: skip
PERSON: Facts = {"offender": "individual"}
CAMERA: Facts = {"video_system": True, "system_of_art_7": True}
OUT = "fine_out_of_band"
THE_DAY_BEFORE = date(2025, 3, 31)


def ask(
    outcome: str, provision: str | None = None, values: Facts | None = None, **changes: Any
) -> Case:
    on = changes.pop("on", ON)
    return Case("penalty_procedure", vary(BASE, **changes), outcome, provision, values or {}, on)


def limitation() -> Iterator[Case]:
    """Art. 36: two years, five with harm, from the end of the act, to the day of filing."""
    not_filed: Facts = {"case_filed_on": None}
    for ended, outcome in (("2024-11-21", "time_barred"), ("2024-11-22", "ordinary")):
        yield ask(outcome, None, act_ended_on=ended, **not_filed)
    for ended, outcome in (("2021-11-21", "time_barred"), ("2021-11-22", "ordinary")):
        yield ask(outcome, None, act_ended_on=ended, harm=True, **not_filed)
        two: Facts = {"limitation_ends": ended.replace("2021", "2023")}
        yield ask("time_barred", "art_36", two, act_ended_on=ended, harm=True,
                  harms_life_health_or_finance=False, **not_filed)  # fmt: skip
        yield ask("time_barred", "art_36", two, act_ended_on=ended,
                  harms_life_health_or_finance=True, **not_filed)  # fmt: skip
    five: Facts = {"limitation_ends": "2026-03-31"}
    for filed, outcome in (("2026-03-31", "ordinary"), ("2026-04-01", "time_barred")):
        yield ask(outcome, None, five, act_ended_on="2021-03-31", case_filed_on=filed, harm=True)
    old: Facts = {"act_ended_on": "2022-03-31"}
    ends: Facts = {"limitation_ends": "2024-03-31"}
    yield ask("ordinary", "art_60", ends, **old, case_filed_on="2024-03-31")
    yield ask("time_barred", "art_36", ends, **old, case_filed_on="2024-04-01")
    yield ask("time_barred", "art_36", ends, **old, **not_filed)
    yield ask("unknown", None, **old, case_filed_on=...)
    yield ask("ordinary", "art_60", case_filed_on=...)
    longer: Facts = {"limitation_ends": "2027-03-31"}
    yield ask("ordinary", "art_60", longer, **old, harm=True, case_filed_on="2024-04-01")
    yield ask("ordinary", "art_60", {"limitation_ends": "2025-02-28"},
              act_ended_on="2023-02-28", case_filed_on="2025-02-28")  # fmt: skip
    yield ask("time_barred", "art_36", {"limitation_ends": "2026-02-28"},
              act_ended_on="2024-02-29", case_filed_on="2026-03-01")  # fmt: skip
    still: Facts = {"act_ended_on": None, "case_filed_on": None}
    yield ask("ordinary", "art_60", {"limitation_ends": None}, **still)
    yield from public_order()


def public_order() -> Iterator[Case]:
    """Six months where the act also breaks public order; the text of the day of the act."""
    ends, hearing, spot = (
        "public_order_limitation_ends", "public_order_hearing_threshold", "public_order_on_the_spot",
    )  # fmt: skip
    for breach, fine in (
        ("art_8__para_1", 5_000), ("art_10__para_1", 5_000), ("art_23__para_1__item_1", 10_000),
        ("art_24__para_1__item_4", 10_000),
        ("cn-decree-799/art_8", 10_000), ("cn-decree-799/art_7__para_3", 5_000),
    ):  # fmt: skip
        facts: Facts = {"breach": breach, "fine": fine}
        if "/" in breach:
            facts |= CAMERA
        yield ask("hearing" if fine >= 10_000 else "ordinary", None,
                  {ends: "2026-12-01", hearing: 4_000, spot: 500}, **facts)  # fmt: skip
    act: Facts = {"breach": "art_8__para_1", "fine": 5_000}
    before = date(2025, 12, 31)
    yield ask("ordinary", None, {ends: "2026-02-28", hearing: 2_000, spot: 200},
              **act, act_ended_on="2025-08-31", case_filed_on="2025-09-01", on=before)  # fmt: skip
    yield ask("ordinary", None, {hearing: 4_000, spot: 500, ends: "2026-02-28"},
              **act, act_ended_on="2025-08-31", case_filed_on="2025-09-01", on=date(2026, 1, 1))  # fmt: skip
    for breach, fine in (
        ("art_20__para_1", 5_000),
        ("art_9__para_1", 5_000),
        ("art_14__para_2", 10_000),
    ):
        for day in ("2025-12-31", "2026-01-01"):
            yield ask("hearing" if fine >= 10_000 else "ordinary", None,
                      {ends: None, hearing: None, spot: None}, breach=breach, fine=fine,
                      act_ended_on=day)  # fmt: skip
    yield ask("ordinary", None, {ends: None}, **act, act_ended_on=None)


def no_penalty() -> Iterator[Case]:
    """Art. 33."""
    mild: Facts = {"slight": True, "corrected_in_time": True, "harm": False}
    yield ask("no_penalty", "art_33", **mild)
    for fact, other in (("slight", False), ("corrected_in_time", False), ("harm", True)):
        yield ask("ordinary", "art_60", {"may_waive": None}, **vary(mild, **{fact: other}))
        yield ask("unknown", None, **{**mild, fact: ...})
    first: Facts = {**mild, "harm": True, "first_breach": True}
    yield ask("ordinary", "art_60", {"may_waive": True}, **first)
    for fact in ("slight", "corrected_in_time", "first_breach"):
        yield ask("ordinary", "art_60", {"may_waive": None}, **vary(first, **{fact: False}))
    yield ask("no_penalty", "art_33", no_fault_proven=True)
    yield ask("ordinary", "art_60", no_fault_proven=False)
    yield ask("time_barred", "art_36", **mild, act_ended_on="2024-06-01")


# breach, article, unit range, individual range (responsible persons included), facts
RANGES: list[tuple[str, str, tuple[int, int], tuple[int, int] | None, Facts]] = [
    ("art_8__para_1", "art_32__para_1", (5_000, 30_000), (200, 1_000), {}),
    ("art_10__para_2", "art_32__para_1", (5_000, 30_000), (200, 1_000), {}),
    ("art_32__para_1", "art_32__para_1", (5_000, 30_000), (200, 1_000), {}),
    ("art_9__para_1", "art_33__para_1", (5_000, 30_000), None, {}),
    ("art_33__para_1", "art_33__para_1", (5_000, 30_000), None, {}),
    ("art_9__para_1", "art_33__para_1", (20_000, 100_000), (5_000, 10_000), {"serious_consequences": True}),
    ("art_20__para_1", "art_34__para_1", (2_000, 10_000), (200, 500), {}),
    ("art_34__para_1__item_4", "art_34__para_1", (2_000, 10_000), (200, 500), {}),
    ("art_14__para_2", "art_35__para_1", (10_000, 30_000), (10_000, 30_000), {}),
    ("art_35__para_1", "art_35__para_1", (10_000, 30_000), (10_000, 30_000), {}),
    ("art_19__para_1", "art_36__para_1", (10_000, 30_000), (10_000, 30_000), {}),
    ("art_36__para_1", "art_36__para_1", (10_000, 30_000), (10_000, 30_000), {}),
    ("art_23__para_1__item_3", "art_37__para_1", (10_000, 30_000), (2_000, 10_000), {}),
    ("art_37__para_1", "art_37__para_1", (10_000, 30_000), (2_000, 10_000), {}),
    ("art_24__para_1__item_3", "art_38__para_1", (10_000, 30_000), (500, 1_000), {}),
    ("art_38__para_1", "art_38__para_1", (10_000, 30_000), (500, 1_000), CAMERA),
    ("art_8__para_1", "art_26", (0, 20_000), (0, 5_000), CAMERA),
    ("cn-decree-799/art_7__para_3", "art_26", (0, 20_000), (0, 5_000), CAMERA),
    ("cn-decree-799/art_26", "art_26", (0, 20_000), (0, 5_000), CAMERA),
    ("art_10__para_2", "art_27__para_1", (10_000, 20_000), (5_000, 10_000), CAMERA),
    ("cn-decree-799/art_8", "art_27__para_1", (10_000, 20_000), (5_000, 10_000), CAMERA),
    ("cn-decree-799/art_27__para_1", "art_27__para_1", (10_000, 20_000), (5_000, 10_000), CAMERA),
    ("cn-decree-799/art_27__para_2", "art_27__para_1", (10_000, 20_000), (5_000, 10_000), CAMERA),
    ("cn-decree-799/art_10", "art_28", (10_000, 20_000), (5_000, 10_000), CAMERA),
    ("cn-decree-799/art_28", "art_28", (10_000, 20_000), (5_000, 10_000), CAMERA),
    ("cn-decree-799/art_14", "art_29", (0, 10_000), (0, 10_000), CAMERA),
    ("cn-decree-799/art_29", "art_29", (0, 10_000), (0, 10_000), CAMERA),
    ("art_23__para_1__item_3", "art_30", (5_000, 10_000), (0, 5_000), CAMERA),
    ("cn-decree-799/art_30", "art_30", (5_000, 10_000), (0, 5_000), CAMERA),
    ("cn-counter-terrorism-law/art_32", "art_88__para_1__item_6", (0, 100_000), (0, 10_000), CAMERA),
    ("cn-counter-terrorism-law/art_88__para_1__item_6", "art_88__para_1__item_6", (0, 100_000), (0, 10_000), CAMERA),
]  # fmt: skip


EVERY_OTHER: list[tuple[str, str, tuple[int, int], tuple[int, int]]] = [
    *((f"art_{n}__para_1", "art_34__para_1", (2_000, 10_000), (200, 500)) for n in (11, 12, 13)),
    *((f"art_{n}__para_1__item_1", "art_34__para_1", (2_000, 10_000), (200, 500)) for n in (21, 22)),
    ("art_10__para_1", "art_32__para_1", (5_000, 30_000), (200, 1_000)),
    ("art_16__para_2", "art_35__para_1", (10_000, 30_000), (10_000, 30_000)),
    ("art_17__para_1", "art_36__para_1", (10_000, 30_000), (10_000, 30_000)),
    *((f"art_23__para_1__item_{n}", "art_37__para_1", (10_000, 30_000), (2_000, 10_000)) for n in (1, 2, 4, 5, 6)),
    *((f"art_24__para_1__item_{n}", "art_38__para_1", (10_000, 30_000), (500, 1_000)) for n in (1, 2, 4, 5)),
]  # fmt: skip
"""Further breaches of the Measures that the same articles punish, video apart."""


def find_procedure(fine: float, unit: bool) -> str:
    """By the lower figures: a person 2,000, a unit 10,000; on the spot 200 and 3,000."""
    if fine >= (10_000 if unit else 2_000):
        return "hearing"
    return "on_the_spot" if fine <= (3_000 if unit else 200) else "ordinary"


def ranges() -> Iterator[Case]:
    """A fine on either side of both ends of every range."""
    every: Any = [*RANGES, *((*row, {}) for row in EVERY_OTHER)]
    for breach, article, unit, individual, facts in every:
        for who, pair in (("unit", unit), ("individual", individual)):
            given: Facts = {**facts, "breach": breach, "offender": who}
            if pair is None:
                yield ask(OUT, article, {"fine_min": 0, "fine_max": 0}, **given, fine=200)
                continue
            low, high = pair
            told: Facts = {"fine_min": low, "fine_max": high}
            for fine in (low, high):
                if fine:
                    yield ask(find_procedure(fine, who == "unit"), None, told, **given, fine=fine)
            if low:
                yield ask(OUT, article, told, **given, fine=low - 0.01)
                yield ask(OUT, article, told, **given, fine=0.01)
            else:
                yield ask("on_the_spot", "art_51", told, **given, fine=0.01)
            yield ask(OUT, article, told, **given, fine=high + 0.01)
        yield ask("on_the_spot", "art_51", **facts, breach=breach, fine=None)
        nothing: Facts = {"surcharge_per_day": None, "surcharge_max": None}
        yield ask("on_the_spot", "art_51", nothing, **facts, breach=breach, fine=0)
    yield from vectors()
    yield from days_of_the_ranges()


def vectors() -> Iterator[Case]:
    """25,000 on a unit under art. 27 of Decree 799, 30,000 under art. 36, 1,000 on a person
    under art. 37; fines that no article names."""
    yield ask(OUT, "art_27__para_1", breach="art_10__para_2", fine=25_000, **CAMERA)
    yield ask("hearing", "art_63", breach="art_17__para_2", fine=30_000)
    yield ask(OUT, "art_37__para_1", breach="art_23__para_1", fine=1_000, **PERSON)
    for breach in ("art_7__para_1", "art_18__para_1", "art_42__para_1"):
        yield ask(OUT, "art_32__para_1", {"fine_min": 0, "fine_max": 0}, breach=breach, fine=1)
        yield ask("on_the_spot", "art_51", breach=breach, fine=None)
    yield ask(OUT, "art_32__para_1", breach="cn-decree-799/art_13", fine=1, **CAMERA)
    unfiled: Facts = {"breach": "cn-decree-799/art_14", "video_system": True}
    yield ask(OUT, "art_32__para_1", **unfiled, fine=1)
    leak: Facts = {"breach": "art_24__para_1__item_1", **CAMERA}
    for fine, outcome in ((400_000, "hearing"), (3_000, "on_the_spot"), (9_999, "ordinary")):
        yield ask(outcome, None, {"fine_min": None, "fine_max": None}, **leak, fine=fine)
        yield ask(outcome, None, {"fine_max": None}, breach="cn-pipl/art_66", fine=fine)
    spot: Facts = {"breach": "art_10__para_2", "video_system": ..., "system_of_art_7": ...}
    yield ask("unknown", None, **spot, fine=25_000)
    yield ask(OUT, None, **spot, fine=30_001)
    yield ask("hearing", "art_63", **spot, fine=20_000)


def days_of_the_ranges() -> Iterator[Case]:
    """Decree 799 from 2025-04-01; art. 30, the milder, for earlier acts too."""
    filed: Facts = {"case_filed_on": "2025-04-10"}
    for ended, outcome in (("2025-03-31", "hearing"), ("2025-04-01", OUT)):
        yield ask(
            outcome,
            None,
            breach="art_10__para_2",
            fine=25_000,
            **CAMERA,
            **filed,
            act_ended_on=ended,
        )
        yield ask(
            outcome,
            None,
            breach="art_8__para_1",
            fine=25_000,
            **CAMERA,
            **filed,
            act_ended_on=ended,
        )
        yield ask(
            "hearing",
            None,
            breach="art_24__para_1__item_1",
            fine=30_000,
            **CAMERA,
            **filed,
            act_ended_on=ended,
        )
        yield ask(
            OUT,
            "art_30",
            breach="art_23__para_1__item_3",
            fine=10_001,
            **CAMERA,
            **filed,
            act_ended_on=ended,
        )
    asked: Facts = {**CAMERA, "case_filed_on": None, "act_ended_on": None}
    for on, outcome in ((THE_DAY_BEFORE, "hearing"), (date(2025, 4, 1), OUT)):
        for breach in ("art_10__para_2", "art_8__para_1", "art_23__para_1__item_3"):
            yield ask(outcome, None, breach=breach, fine=25_000, **asked, on=on)
    for breach in ("art_8", "art_10", "art_7__para_3", "art_14"):
        own = f"cn-decree-799/{breach}"
        yield ask(OUT, "art_32__para_1", breach=own, fine=5_000, **asked, on=THE_DAY_BEFORE)
        yield ask(
            OUT,
            "art_32__para_1",
            breach=own,
            fine=5_000,
            **CAMERA,
            **filed,
            act_ended_on="2025-03-31",
        )
    for article in ("art_26", "art_27__para_1", "art_28", "art_29", "art_30"):
        yield ask("ordinary", "art_60", breach=f"cn-decree-799/{article}", fine=5_000,
                  **CAMERA, **filed, act_ended_on="2025-03-31")  # fmt: skip


def hearings() -> Iterator[Case]:
    """Arts. 63 and 64 by the lower figures; both are told; confiscation counts too."""
    both: Facts = {"hearing_threshold": 10_000, "hearing_threshold_ministry": 10_000,
                   "hearing_threshold_guangdong": 100_000}  # fmt: skip
    yield ask("ordinary", "art_60", both, fine=9_999.99)
    yield ask("hearing", "art_63", both, fine=10_000)
    one: Facts = {"hearing_threshold": 2_000, "hearing_threshold_ministry": 2_000,
                  "hearing_threshold_guangdong": 5_000}  # fmt: skip
    camera: Facts = {"breach": "art_8__para_1", **CAMERA, **PERSON}
    yield ask("ordinary", "art_60", one, **camera, fine=1_999.99)
    yield ask("hearing", "art_63", one, **camera, fine=2_000)
    for who, figure in (("unit", 10_000), ("individual", 2_000)):
        spot: Facts = {"offender": who, "fine": 200 if who == "individual" else 2_000}
        yield ask("hearing", "art_63", **spot, confiscation=figure)
        yield ask("ordinary", "art_60", **spot, confiscation=figure - 0.01)
        yield ask("ordinary", "art_60", **spot, confiscation=0.01)
        yield ask("on_the_spot", "art_51", **spot, confiscation=0)
        yield ask("on_the_spot", "art_51", **spot, confiscation=None)
        yield ask("unknown", None, **spot, confiscation=...)
    yield ask("on_the_spot", "art_51", fine=3_000)
    yield ask("ordinary", "art_60", fine=3_000.01)
    yield ask("on_the_spot", "art_51", fine=200, **PERSON)
    yield ask("ordinary", "art_60", fine=200.01, **PERSON)
    yield ask("ordinary", "art_60", fine=None, confiscation=1)


def periods() -> Iterator[Case]:
    """Arts. 42, 60, 61, 64, 67, 72 and 85."""
    told: Facts = {"decide_by": "2026-04-15", "officers_min": 2, "hearing_request_by": None,
                   "pay_by": None, "serve_by": None}  # fmt: skip
    yield ask("ordinary", None, told, act_ended_on="2026-01-01", case_filed_on="2026-01-15")
    # the 90th day after 2026-07-03 is 2026-10-01, within the National Day holidays to 10-07
    yield ask("ordinary", None, {"decide_by": "2026-10-08"}, case_filed_on="2026-07-03")
    yield ask("ordinary", None, {"decide_by": None}, case_filed_on=None)
    asked: Facts = {"fine": 10_000, "told_of_hearing_on": "2026-09-30"}
    yield ask("hearing", "art_63", {"hearing_request_by": "2026-10-13"}, **asked)
    served: Facts = {"decision_served_on": "2026-09-18", "decided_on": "2026-09-16"}
    yield ask("ordinary", None, {"pay_by": "2026-10-08", "serve_by": "2026-09-24",
                                 "surcharge_per_day": 150, "surcharge_max": 5_000}, **served)  # fmt: skip
    plain: Facts = {"decision_served_on": "2026-06-10"}
    yield ask("ordinary", None, {"pay_by": "2026-06-25"}, **plain)
    yield ask("ordinary", None, {"surcharge_per_day": 299.97, "surcharge_max": 9_999}, fine=9_999)
    yield ask("on_the_spot", "art_51",
              {"pay_by": None, "surcharge_per_day": None, "surcharge_max": None}, **served, fine=None)  # fmt: skip
    yield ask(
        "time_barred",
        "art_36",
        {"officers_min": None, "decide_by": None},
        act_ended_on="2024-01-01",
    )


def penalty_procedure() -> Iterator[Case]:
    """Every case of the procedure."""
    for source in (limitation, no_penalty, ranges, hearings, periods):
        yield from source()
