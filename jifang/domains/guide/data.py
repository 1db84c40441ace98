"""What others may use of the guide: a procedure as whoever applies needs it; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from jifang.foundation.cases.data import Field
from jifang.law.clock import State as ClockState
from jifang.law.clock_words import STATES
from jifang.law.engine.question import Question
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.periods import Definition, NoPause, PauseReason, Period, say_count

Door = Literal["own", "anyone", "counter", "platform"]
"""How a case is opened: by the body itself, by anyone with a code, by an officer who takes papers
in at the counter, by the platform."""
DOORS: Final[dict[str, Text]] = {
    "own": Text("申请人在平台自行办理", "the applicant, on the platform"),
    "anyone": Text("任何人，不须登录", "anyone, without signing in"),
    "counter": Text("到窗口提交，由机关代为录入",
                    "at the counter, where an officer enters the papers"),
    "platform": Text("由平台自动转入，不须另行申请",
                     "by the platform, without another application"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step does to a period: starts, stops, resumes, extends or ends it."""

    act: str
    period: Text
    said: Text


@dataclass(frozen=True, slots=True)
class Step:
    """A step out of a state.

    who: by whom, each in words; never a person. letter: the letter that goes out. by_law: that it
    happens by itself when a period has ended.
    """

    code: str
    name: Text
    who: tuple[Text, ...]
    to: Text
    stays: bool
    provision: Cite | None
    letter: Text | None
    effects: tuple[Effect, ...]
    by_law: Text | None

    @property
    def is_special(self) -> bool:
        """Whether it stops a clock of the law."""
        return any(one.act == "pause" for one in self.effects)


@dataclass(frozen=True, slots=True)
class Stage:
    """A state of the case: who has it, what happens there, which periods run there and which stand
    still, and the steps out of it."""

    code: str
    name: Text
    sentence: Text
    holder: str
    counts: tuple[Text, ...]
    stands: tuple[Text, ...]
    steps: tuple[Step, ...]

    @property
    def is_end(self) -> bool:
        """Whether the case ends there."""
        return self.holder == ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A class of document: of the law, or a slot of the form."""

    code: str
    name: Text
    required: bool = True


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers, by the question that names them; else none, and the provision of the whole.
    `slots`: the classes in which the form takes them."""

    items: tuple[Paper, ...]
    cite: Cite
    slots: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a question: where its words hold, it leads to an outcome."""

    text: Text
    outcome: Text
    tone: str
    cites: tuple[Cite, ...]
    reading: Text | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a level asks for; `each` is what every counted thing must come to."""

    name: Text
    required: object
    unit: Text
    each: object = None


@dataclass(frozen=True, slots=True)
class Level:
    """What a level asks of figures, and by which provision, which says how sure that is."""

    name: Text
    figures: tuple[Figure, ...]
    cite: Cite


@dataclass(frozen=True, slots=True)
class Condition:
    """A question that the law is asked in this procedure: where, and which answers let pass."""

    question: Question
    steps: tuple[Text, ...]
    passes: tuple[Text, ...]
    rules: tuple[Rule, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class GuidedPeriod:
    """A period of the law that runs in the procedure.

    target_days: the organ's own aim in working days, never a day of the law. no_pauses: what is
    often taken for a pause and is none.
    """

    period: Period
    definition: Definition
    target_days: int | None
    pauses: tuple[PauseReason, ...]
    no_pauses: tuple[NoPause, ...]

    @property
    def longer(self) -> Text | None:
        """How far the law itself lets it be extended, in words."""
        extension = self.definition.extension
        return None if extension is None else say_count(
            extension.length, self.definition.units[0]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to contest a decision, with its period."""

    period: Period
    definition: Definition


@dataclass(frozen=True, slots=True)
class Guide:
    """A procedure as whoever applies needs it.

    contested: the letters that name the remedies. bearers: whether a code alone lets follow it.
    """

    code: str
    title: Text
    applicant: Text
    doors: tuple[Door, ...]
    basis: tuple[Cite, ...]
    asks: tuple[Field, ...]
    conditions: tuple[Condition, ...]
    papers: Papers
    stages: tuple[Stage, ...]
    periods: tuple[GuidedPeriod, ...]
    remedies: tuple[Remedy, ...]
    contested: tuple[Text, ...]
    bearers: bool

    @property
    def is_applied_for(self) -> bool:
        """Whether somebody applies; else it begins by itself."""
        return any(door != "platform" for door in self.doors)


@dataclass(frozen=True, slots=True)
class Routed:
    """Which organ a matter goes to, by the law: for which case, why, by which provisions.

    organ: none where the law names none inside the Measures. code: the organ's code, if the
    platform knows it.
    """

    about: Text
    organ: Text | None
    code: str
    why: Text
    cites: tuple[Cite, ...]
    reading: Text | None = None
    first: Text | None = None
    """The organ that examines first, where another one decides."""


# -- where a case stands ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrackedPeriod:
    """A period of a case: from when, until when, and how that was counted."""

    name: str
    title: Text
    started_on: date
    due_on: date | None
    early_on: date | None
    finished_on: date | None
    provisional: bool
    state: ClockState
    steps: tuple[Text, ...]

    @property
    def said(self) -> Text:
        """Where it stands, in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class TrackedLetter:
    """A letter that went out: its number opens the page of verification, which asks for its code
    before it says more."""

    number: str
    kind: Text
    issued_on: date


@dataclass(frozen=True, slots=True)
class TrackedEvent:
    """Something that happened, on which day; never by whom."""

    on: date
    name: Text
    state: Text


@dataclass(frozen=True, slots=True)
class NextStep:
    """What may happen next, and whose it is: never a person."""

    name: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TrackedCase:
    """A case as the public may see it: nothing personal, no subject, nobody's name.

    holder: who has it, an organ or the applicant. asked: how many things the notice names that the
    applicant has to complete now; 0 where nothing is asked. brief: that no code of a letter was
    shown, and so nothing stands here but number, state and whether it ended.
    """

    procedure: str
    title: Text
    number: str
    organ: Text
    state: Text
    sentence: Text
    ended: bool
    holder: Text
    with_applicant: bool
    asked: int
    next: tuple[NextStep, ...]
    periods: tuple[TrackedPeriod, ...]
    letters: tuple[TrackedLetter, ...]
    events: tuple[TrackedEvent, ...]
    demonstration: bool
    brief: bool = False
