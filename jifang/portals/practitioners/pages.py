"""A firm's duties as a page shows them: what stands, what is wanting, where it is entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone

from jifang.domains.practitioners.data import (
    HELD,
    LACKING,
    LAPSED,
    NOTES,
    OPEN,
    REMIND_BEFORE,
    STATES,
    STATUSES,
    DutyView,
    Stand,
    Verdict,
)
from jifang.domains.practitioners.judging import judge_firm
from jifang.domains.practitioners.kinds import OF_FIRM
from jifang.domains.units.api import FirmRef
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.registers import find_register, may_enter
from jifang.law.calendar import step_day
from jifang.law.engine.question import Reading
from jifang.law.errors import Text
from jifang.portals.public.assess_exposure import Exposure, find_scale
from jifang.portals.wording import get_reader_lang

MARKS: Final = {HELD: "ok", OPEN: "open", LAPSED: "stop", LACKING: "stop"}
STATUS_MARKS: Final = {"met": "ok", "unknown": "open", "breached": "stop"}
TITLES: Final[Mapping[str, Text]] = {
    "check": Text("核验", "check"),
    "promise": Text("服务承诺", "service promise"),
    "secrecy": Text("安全保密制度", "rule of secrecy"),
    "archive": Text("资料存档", "archive of papers"),
    "agreement": Text("保密协议，工号", "secrecy agreement, number"),
    "staff": Text("从业人员名册", "the staff of the firm"),
    "training": Text("业务培训，工号", "professional training, number"),
    "confidentiality": Text("保密教育，工号", "confidentiality education, number"),
    "other": Text("其他", "other"),
}
RULE_OF_ARCHIVING: Final = Text("存档备查制度", "rule of archiving")


@dataclass(frozen=True, slots=True)
class Line:
    """One need: its mark, what it is about, how it stands, where its evidence is or is entered."""

    stand: Stand
    url: str
    enter_url: str

    @property
    def mark(self) -> str:
        """Its mark."""
        return MARKS[self.stand.state]

    @property
    def title(self) -> Text:
        """What is needed."""
        need = self.stand.need
        if need.code == "archive" and need.enter == "firm_rule":
            return RULE_OF_ARCHIVING
        return TITLES[need.code]

    @property
    def about(self) -> str:
        """Of whom, or of which project."""
        return self.stand.need.about

    @property
    def state(self) -> Text:
        """How it stands."""
        return STATES[self.stand.state]

    @property
    def enter_title(self) -> Text:
        """What is entered to fill the gap."""
        return find_register(self.stand.need.enter).kind.title


@dataclass(frozen=True, slots=True)
class Section:
    """One duty with its lines: first those that want something."""

    duty: DutyView
    wanting: Sequence[Line]
    held: Sequence[Line]
    exposure: Exposure | None

    @property
    def mark(self) -> str:
        """Its mark."""
        return STATUS_MARKS.get(self.duty.status, "open")

    @property
    def status(self) -> Text:
        """The law's answer in words."""
        return STATUSES.get(self.duty.status, STATUSES["unknown"])


@dataclass(frozen=True, slots=True)
class DutyPage:
    """Everything the page shows."""

    firm: FirmRef
    verdict: Verdict
    sections: Sequence[Section]
    others: Sequence[Line]
    ending: Sequence[tuple[date, Text, int]]
    top: int
    links: Sequence[tuple[str, Text]]
    may_enter: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many duties stand how."""
        found = [s.duty.status for s in self.sections]
        return {status: found.count(status) for status in STATUSES}

    @property
    def is_today(self) -> bool:
        """Whether the page is of today."""
        return self.verdict.on == timezone.localdate()

    @property
    def readings(self) -> Sequence[Reading]:
        """How we read art. 22 where it leaves it open."""
        return [
            Reading(code, NAMES[code], reason, other) for code, reason, other in NOTES
        ]  # fmt: skip


NAMES: Final[Mapping[str, Text]] = {
    "everyone": Text("从业人员", "staff"),
    "training_ends": Text("培训的有效期", "when a training ends"),
    "agreements": Text("保密协议", "agreements"),
    "archived": Text("存档", "archives"),
    "checked": Text("核验", "checks"),
}


def make_page(by: Actor, firm: FirmRef, on: date) -> DutyPage:
    """The page of a firm for a day, as whoever asks may see and enter it."""
    verdict = judge_firm(firm, on)
    own = by.body.party == firm.party
    may = {k.name: may_enter(find_register(k.name), by) for k in OF_FIRM}
    enters = may["service_promise"]
    sections = [make_section(duty, enters=enters) for duty in verdict.duties]
    exposures = [s.exposure for s in sections if s.exposure is not None]
    links = [
        (reverse("list", args=[k.name]), find_register(k.name).plural) for k in OF_FIRM if own
    ] + [(reverse("list", args=[name]), find_register(name).plural)
         for name in ("staff", "credential") if own]  # fmt: skip
    return DutyPage(
        firm, verdict, sections, [make_line(s, enters=False) for s in verdict.others],
        list_ending(verdict), find_scale(exposures), links, enters,
    )  # fmt: skip


def make_section(duty: DutyView, *, enters: bool) -> Section:
    """A duty; what is not done stands first, then what lapsed, then what is not known."""
    order = (LACKING, LAPSED, OPEN)
    wanting = sorted(duty.missing, key=lambda s: order.index(s.state))
    held = [s for s in duty.stands if s.state == HELD]
    exposure = None if duty.exposure is None else Exposure(duty.exposure, get_reader_lang())
    return Section(
        duty, [make_line(s, enters=enters) for s in wanting],
        [make_line(s, enters=False) for s in held], exposure,
    )  # fmt: skip


def make_line(stand: Stand, *, enters: bool) -> Line:
    """A need with its links."""
    need, proof = stand.need, stand.proof
    url = "" if proof is None else reverse("record", args=[proof.kind, proof.id])
    new = f"{reverse('record_new', args=[need.enter])}?in={need.record}" if enters else ""
    return Line(stand, url, new)


def list_ending(verdict: Verdict) -> list[tuple[date, Text, int]]:
    """What ends within the longest notice, by day and duty, with how many."""
    last = step_day(verdict.on, max(REMIND_BEFORE))
    titles = {d.code: d.title for d in verdict.duties}
    found: dict[tuple[date, str], int] = {}
    for duty, stand in verdict.list_ending(last):
        if stand.until is not None:
            found[(stand.until, duty)] = found.get((stand.until, duty), 0) + 1
    return [(day, titles[duty], count) for (day, duty), count in sorted(found.items())]
