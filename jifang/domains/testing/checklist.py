"""The check list: clauses of standards that the law package records, as far as a test meets them.

It is an aid and no closed list: a tester names any clause of any standard. What is recorded is
taken from notes, not from the standards themselves; each says with what confidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
FEW: Final = 3
"""A report of fewer clauses is asked about before it is locked."""
LEAST: Final = re.compile(
    r"(?:不少于|不低于|不小于|至少|≥|not less than|no less than|at least)"
    r"\s*(\d+(?:\.\d+)?)\s*(\w+)", re.IGNORECASE,
)  # fmt: skip
MOST: Final = re.compile(
    r"(?:不超过|不大于|不多于|不高于|≤|not more than|no more than|at most)"
    r"\s*(\d+(?:\.\d+)?)\s*(\w+)", re.IGNORECASE,
)  # fmt: skip
UNITS: Final = {
    "s": "秒", "second": "秒", "seconds": "秒", "min": "分钟", "h": "小时", "hour": "小时",
    "hours": "小时", "d": "日", "day": "日", "days": "日", "天": "日", "m": "米", "mm": "毫米",
    "ms": "毫秒", "v": "伏", "lx": "勒克斯",
}  # fmt: skip
"""Units as they are written, by one word for each: what is written otherwise is not compared."""
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


def warn_clause(given: ClauseGiven, on: date | None = None) -> Iterator[Text]:
    """What somebody should look at again before a clause is locked: said, never refused.

    on: the last day of the test, where it is known.
    """
    until = given.instrument_until
    if until is not None and on is not None and until < on:
        yield Text(
            f"仪器证书有效至 {until}，早于检测之日 {on}",
            f"the certificate of the instrument ended on {until}, before the day of the test, {on}",
        )
    if given.result == "not_applicable":
        return
    yield from warn_reading(given)
    if given.measured and not given.instrument:
        yield Text("有读数，没有写明仪器", "a reading, and no instrument is named")
    if given.sampled is None:
        yield Text(
            "没有写明总数和抽样数", "how many there are and how many were tested is not said"
        )
    yield from warn_sampling(given)


def warn_reading(given: ClauseGiven) -> Iterator[Text]:
    """A reading beyond the number of its own requirement, of a clause that is said to conform."""
    reading = re.fullmatch(r"\d+(?:\.\d+)?", given.measured.strip())
    if reading is None or given.result != "conforms":
        return
    value = float(reading[0])
    for bound, is_beyond, zh, en in (
        (LEAST, float.__lt__, "小于", "below"), (MOST, float.__gt__, "大于", "above"),
    ):  # fmt: skip
        asked = bound.search(given.requirement)
        if asked is None or not is_same_unit(asked[2], given.unit):
            continue
        if is_beyond(value, float(asked[1])):
            said = f"{given.measured} {given.unit}"
            yield Text(
                f"读数 {said} {zh}要求中的 {asked[1]}，结果却是符合",
                f"the reading {said} is {en} the {asked[1]} of the requirement, yet it is said to"
                " conform",
            )


def is_same_unit(asked: str, given: str) -> bool:
    """Whether the word after a number begins with the unit of a reading."""
    unit = given.strip().lower()
    word = UNITS.get(unit, unit)
    asked = asked.lower()
    return bool(unit) and (UNITS.get(asked, asked).startswith(word) or asked.startswith(unit))


def warn_report(rows: Sequence[ClauseGiven], kinds: int) -> Iterator[Text]:
    """What somebody should look at again before a report of so many kinds of system is locked."""
    applied = [row for row in rows if row.result != "not_applicable"]
    if len(applied) < max(FEW, kinds):
        yield Text(
            f"只有 {len(applied)} 条结果，委托检测 {kinds} 种系统",
            f"only {count(len(applied), 'clause')} with a result,"
            f" for {count(kinds, 'kind')} of system",
        )
    if not any(row.instrument for row in applied):
        yield Text("没有一条写明仪器", "no clause names an instrument")
    if not any(row.sampled for row in applied):
        yield Text("没有一条写明抽样", "no clause names a sample")
    doubted = sum(1 for row in applied if any(warn_reading(row)))
    if doubted:
        yield Text(
            f"{doubted} 条的读数与结果不一致，请核对后再锁定",
            f"{count(doubted, 'clause')} whose reading does not agree with the result: check before"
            " locking",
        )
    yield from warn_repeated(rows)
    sampled = sum(1 for row in applied if any(warn_sampling(row)))
    if sampled:
        yield Text(
            f"{sampled} 条的抽样或者复检有疑问，请核对后再锁定",
            f"{count(sampled, 'clause')} whose sample or retest is doubtful: check before locking",
        )


def count(number: int, word: str) -> str:
    """So many of something, in English."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def warn_repeated(rows: Sequence[ClauseGiven]) -> Iterator[Text]:
    """A clause that stands there several times with nothing to tell its rows apart: it may be
    tested of several systems or in several places, and then the remark or the requirement names
    which."""
    found = Counter((r.standard, r.clause, r.requirement, r.remark) for r in rows)
    for (standard, clause, *_), times in found.items():
        if times > 1:
            yield Text(
                f"{standard} {clause} 出现 {times} 次，要求和备注都相同：请在备注中写明"
                "各是哪个系统或者部位，或者删去重复的",
                f"{standard} {clause} stands there {times} times with the same requirement and"
                " remark: name the system or place in the remark, or remove what is there twice",
            )
