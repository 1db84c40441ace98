"""The forms of the service guide, the tracker and the figures of cases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jifang.api.case_forms import BasisGiven
from jifang.api.forms import Asked, Given

Typed = Annotated[str, Field(min_length=1, max_length=120)]


class ServiceRow(Given):
    """A procedure: its title, what whoever applies is called, how a case is opened."""

    procedure: str
    title: str
    applicant: str
    doors: list[str]
    basis: list[BasisGiven]


class Services(Given):
    """Every procedure."""

    items: list[ServiceRow]


class ServiceRule(Given):
    """A rule of a question, in the order in which they decide."""

    text: str
    outcome: str
    basis: list[BasisGiven]
    reading: str | None


class ServiceCondition(Given):
    """A question to the law: at which steps it is asked, which answers let pass."""

    question: str
    asks: str
    steps: list[str]
    passes: list[str]
    rules: list[ServiceRule]


class ServicePaper(Given):
    """A class of document."""

    code: str
    name: str
    required: bool


class ServiceStep(Given):
    """A step out of a state; `special`: it stops a clock of the law."""

    act: str
    name: str
    who: list[str]
    to: str
    basis: BasisGiven | None
    letter: str | None
    clock: list[str]
    special: bool


class ServiceStage(Given):
    """A state: who has the case, which periods run there, which stand still."""

    state: str
    name: str
    sentence: str
    holder: str
    counts: list[str]
    stands: list[str]
    steps: list[ServiceStep]


class ServicePeriod(Given):
    """A period of the law; `both_readings`: why it is read in two ways."""

    period: str
    title: str
    length: str
    starts: str
    both_readings: str | None
    basis: BasisGiven | None
    confidence: str
    pauses: list[str]
    target_days: int | None


class ServiceOrgan(Given):
    """Which organ it is for a place; none where the law names none."""

    about: str
    organ: str
    name: str | None
    first_examiner: str | None
    why: str
    basis: list[BasisGiven]
    reading: str | None


class ServiceFull(ServiceRow):
    """A procedure as whoever applies needs it. `papers` is empty where no list is recorded; fees
    are recorded for none. `organs` is given for a place."""

    asks: list[str]
    conditions: list[ServiceCondition]
    papers: list[ServicePaper]
    papers_basis: BasisGiven
    slots: list[ServicePaper]
    stages: list[ServiceStage]
    periods: list[ServicePeriod]
    contested: list[str]
    remedies: list[ServicePeriod]
    organs: list[ServiceOrgan] | None


class AskedTrack(Asked):
    """A number, of a case or of one of its letters, and the code of a letter or the credit code of
    the applicant; they stand in the body, never in an address."""

    number: Typed
    proof: Typed


class TrackPeriod(Given):
    """A period of the case, and how it was counted."""

    period: str
    title: str
    started_on: str
    due_on: str | None
    early_on: str | None
    finished_on: str | None
    provisional: bool
    state: str
    steps: list[str]


class TrackLetter(Given):
    """A letter that went out."""

    number: str
    kind: str
    issued_on: str


class TrackEvent(Given):
    """What happened on a day."""

    on: str
    name: str
    state: str


class TrackNext(Given):
    """What may happen next, and whose it is."""

    name: str
    who: list[str]


class TrackCase(Given):
    """A case as the public may see it: nobody's name, and not what it is about. `brief`: shown by a
    credit code alone, which tells nothing but number, whether it ended, and that as `state`; every
    other member is empty."""

    procedure: str
    title: str
    number: str
    organ: str
    state: str
    sentence: str
    ended: bool
    holder: str
    with_applicant: bool
    asked: int
    next: list[TrackNext]
    periods: list[TrackPeriod]
    letters: list[TrackLetter]
    happenings: list[TrackEvent]
    demonstration: bool
    brief: bool


class TrackGiven(Given):
    """The cases of that number: it is one of its organ and matter."""

    items: list[TrackCase]


class ServedGiven(Given):
    """Periods of the law that ended, or are past their day; `median` in working days."""

    number: int
    in_time: int
    in_time_early: int
    late: int
    running: int
    withdrawn: int
    median: float | None


class FigureLine(ServedGiven):
    """A line of figures, of what `key` says."""

    key: str
    name: str
    opened: int
    closed: int
    notices: int
    refused: int


class PeriodLine(ServedGiven):
    """The figures of a period of a procedure."""

    procedure: str
    period: str


class GroundLine(Given):
    """Letters that refuse by a provision; `number` is null where it is held back."""

    basis: BasisGiven
    number: int | None


class FiguresGiven(Given):
    """The figures of a division within one's territory."""

    region: str
    since: str
    until: str
    procedure: str
    total: FigureLine
    parts: list[FigureLine]
    procedures: list[FigureLine]
    periods: list[PeriodLine]
    months: list[FigureLine]
    grounds: list[GroundLine]


class PublicLine(Given):
    """A figure for everyone; all null where it is held back. `in_time` is per cent."""

    city: str
    procedure: str
    month: str
    number: int | None
    in_time: float | None
    median: float | None


class PublicGiven(Given):
    """The figures for everyone: no figure of fewer than `least`."""

    since: str
    until: str
    least: int
    items: list[PublicLine]
    grounds: list[GroundLine]
