"""The check list: clauses of standards that the law package records, as far as a test meets them.

It is an aid and no closed list: a tester names any clause of any standard. What is recorded is
taken from notes, not from the standards themselves; each says with what confidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from jifang.domains.testing.data import SMALL_LOT, ClauseGiven
from jifang.law.errors import Text
from jifang.law.instruments import load_cited_instruments
from jifang.law.places import GUANGDONG

ASKED: Final = ("art_12__", "art_13__", "art_20__", "art_23__")
"""Provisions of the Measures on how systems are built, equipped, keep their records."""
CONFIDENCES: Final = {
    "C": Text("据公开摘录，未核对原文", "from public excerpts, not checked against the text"),
    "D": Text("据公开资料，未核对原文", "from a public note, not checked against the text"),
    "M": Text("凭记忆，未核实", "from memory, not verified"),
}
SAMPLING: Final = ("gb-50348-2018", ("cl_9_1_5", "cl_9_1_6"))


@dataclass(frozen=True, slots=True)
class KnownClause:
    """A clause that is recorded: code, standard, clause, what it asks for, how sure that is."""

    code: str
    standard: str
    clause: str
    says: Text
    confidence: str

    @property
    def sure(self) -> Text:
        """How far it may be relied on."""
        return CONFIDENCES.get(self.confidence, Text("已核对", "checked"))


def list_known(on: date) -> list[KnownClause]:
    """The recorded clauses of standards in force on a day that a test meets, in order."""
    found = []
    for law in load_cited_instruments().values():
        if law.rank != "norm" or not law.is_in_force(on) or not GUANGDONG.startswith(law.territory):
            continue
        for one in law.provisions.values():
            if not one.eid.startswith("cl_") or not any(t.startswith(ASKED) for t in one.touches):
                continue
            if (one.since and on < one.since) or (one.until and one.until < on):
                continue
            found.append(
                KnownClause(
                    f"{law.id}/{one.eid}", law.number.zh, say_clause(one.eid), one.says,
                    one.confidence,
                )
            )  # fmt: skip
    return found


def find_known(code: str, on: date) -> KnownClause | None:
    """A recorded clause by its code."""
    return next((k for k in list_known(on) if k.code == code), None)


def say_clause(eid: str) -> str:
    """A clause as standards number it: cl_3_5_2__item_5 is 3.5.2(5)."""
    main, _, item = eid.partition("__item_")
    number = main.removeprefix("cl_").replace("_", ".")
    return f"{number}({item})" if item else number


def list_sampling_rules(on: date) -> list[KnownClause]:
    """What is recorded on sampling, shown beside the counts."""
    law = load_cited_instruments()[SAMPLING[0]]
    if not law.is_in_force(on):
        return []
    return [
        KnownClause(f"{law.id}/{eid}", law.number.zh, say_clause(eid), p.says, p.confidence)
        for eid in SAMPLING[1]
        if (p := law.provisions.get(eid)) is not None
    ]


def warn_sampling(given: ClauseGiven) -> Iterable[Text]:
    """Where the counts do not agree with the sampling as it is recorded (GB 50348-2018, 9.1.5 and
    9.1.6, confidence C): said, never refused."""
    there, drawn = given.population, given.sampled
    if there is not None and drawn is not None:
        if there <= SMALL_LOT and drawn < there:
            yield Text(
                f"同型号不超过 {SMALL_LOT} 台的应全检（据摘录，未核对原文）",
                f"up to {SMALL_LOT} of a model are all tested (as reported, not verified)",
            )
        elif there > SMALL_LOT > drawn:
            yield Text(
                f"抽样不应少于 {SMALL_LOT} 台（据摘录，未核对原文）",
                f"not fewer than {SMALL_LOT} are sampled (as reported, not verified)",
            )
    again = given.resampled
    if given.failed and again is not None and drawn is not None and again < 2 * drawn:
        yield Text(
            "复检应加倍抽样（据摘录，未核对原文）",
            "a retest doubles the sample (as reported, not verified)",
        )
    if given.failed_again and given.result == "conforms":
        yield Text(
            "复检仍有不合格，该项应为不符合（据摘录，未核对原文）",
            "failing again the item fails (as reported, not verified)",
        )
    if given.failed and given.resampled is None and given.result == "conforms":
        yield Text(
            "抽样有不合格而没有复检，结论却是符合",
            "some of the sample failed and none was tested again, yet it is said to conform",
        )
