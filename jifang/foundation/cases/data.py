"""What a procedure says of itself, what an act is given, and how an act is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jifang.foundation.audit.data import Basis
from jifang.foundation.notifications.services import Recipient
from jifang.law.errors import Text
from jifang.law.instruments import Cite

if TYPE_CHECKING:
    from jifang.foundation.cases.checks import Step
    from jifang.foundation.cases.models import Case, Event

Relation = Literal[
    "applicant", "holder", "keeper", "organ", "superior", "asked", "sender", "system"
]
"""What someone is to a case.

applicant: acts for the party that applies. holder: the person who has the case in hand. keeper: of
the organ in whose pool it lies. organ: of the organ that decides. superior: of an organ whose
territory holds that of the deciding one. asked: asked for an opinion that has not been given.
sender: gave the case away, or asked, and may take it back. system: the platform itself.
"""
RELATIONS: Mapping[str, Text] = {
    "applicant": Text("申请人", "the applicant"),
    "holder": Text("本案经办人", "whoever holds the case"),
    "keeper": Text("案件所在机关", "the organ in whose pool it lies"),
    "organ": Text("决定机关", "the organ that decides"),
    "superior": Text("上级机关", "a superior organ"),
    "asked": Text("被征求意见的人", "whoever was asked for an opinion"),
    "sender": Text("转出或者征求意见的人", "whoever gave the case away or asked"),
    "system": Text("平台", "the platform"),
}

Holder = Literal["organ", "applicant", ""]
"""On which side a case lies in a state; nowhere in a final one."""

ClockAct = Literal["start", "pause", "resume", "extend", "finish"]

Hands = Literal["", "actor", "pool", "back", "given", "nobody"]
"""Whom a transition gives the case to: as the state says, or the actor, the organ's pool, the one
who held it before, the one named, nobody anew."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who may carry a transition out: what one is to the case, and the power one needs."""

    relation: Relation
    power: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a transition does to a period of the law; a pause has a lawful reason, fixed here or
    given with the act. A start counts from the day of the step, or from the day on which another
    period of the case started (`since`): what is deemed accepted is so from its receipt."""

    act: ClockAct
    period: str
    reason: str = ""
    since: str = ""


Facts: TypeAlias = "Callable[[Case, Given], Mapping[str, Any]]"
Effect: TypeAlias = "Callable[[Step, Event], None]"
DraftLetter: TypeAlias = "Callable[[Step], LetterGiven]"
Prefer: TypeAlias = "Callable[[Case], Sequence[str]]"
DraftDefects: TypeAlias = "Callable[[Step], Sequence[Defect]]"


@dataclass(frozen=True, slots=True)
class Guard:
    """A question to the law, how its facts are drawn from the case, which outcomes let pass."""

    question: str
    facts: Facts
    passes: frozenset[str]
    assumed: tuple[str, ...] = ()
    """Facts that are put aside as met here, since a later step examines them: never shown as
    known."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a case: its name, who holds it and what happens next in one sentence."""

    code: str
    name: Text
    sentence: Text
    holder: Holder = "organ"
    reopens: bool = False
    """Final, but a step may still be taken from here: the answer is rated, the case reopened."""
    next: tuple[str, ...] | None = None
    """Its main steps, the preferred first: what is offered as the next act, side steps never are.
    None: every step of the procedure from here is a main one; empty: none is."""
    prefers: Prefer | None = None
    """Which of them come first in a case, where that depends on it: what its examination found."""

    @property
    def is_final(self) -> bool:
        """Whether the procedure ends here."""
        return self.holder == ""


FieldKind = Literal[
    "line",
    "text",
    "choice",
    "choices",
    "date",
    "yes_no",
    "whole",
    "organ",
    "case",
    "record",
    "papers",
]


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a step asks for besides reason, papers and addressee: one entry of
    `Given.more`, or of `Given.private`.

    kind: line and text are words; whole a number; date an ISO day, as words; yes_no a `bool`; organ
        the code of an organ; case the public id of a case; record that of a record in `register`;
        choices a list of codes; papers a list of documents, each handed in with the step: a slot.
    choices: the values of a choice, by code.
    private: personal data or free words: the event does not keep it, its leaf only commits to it;
        the effect of the step puts it where it belongs.
    sealed: private, and sealed (`accounts/personal.py`) before anything is written: the effect is
        given the sealed form, and what the leaf commits to is kept in no other.
    """

    name: str
    title: Text
    kind: FieldKind = "line"
    choices: Mapping[str, Text] = field(default_factory=dict)
    required: bool = True
    longest: int = 200
    private: bool = False
    sealed: bool = False
    help: Text | None = None
    register: str = ""
    """The register of a record: site, project, unit…"""


@dataclass(frozen=True, slots=True)
class Transition:
    """A lawful step.

    since: the state it leaves; empty for the one that opens a case.
    who: the alternatives; one is enough.
    provision: what the step rests on; none for what is the organ's own order of business.
    checks: guards of procedure by name (`jifang.foundation.cases.checks.CHECKS`).
    document: the template of the letter that goes out with it.
    notice: the kind of notice it sends, once in a case.
    before: guards that come before the second signature: what it would be given to.
    second_to: the step whose latest signer may not sign this one, too; it must have been signed.
    tells: who is notified.
    hands: whom it gives the case to.
    needs_reason: a reason must be given.
    backdated: the day of the law may lie before today (papers received at the counter).
    acceptance: may only be done by the organ that approved; the database checks it as well.
    fields: what it asks for besides.
    effect: what else it does, in the tables of its domain: called with the step and its event,
        within the transaction; what it raises refuses the step.
    letter: the draft of its letter; whoever signs may change what it does not fix (`parts.FIXED`).
    defects: the draft of what its notice names; whoever signs may change it.
    derives: fields of the letter that follow from what the step is given: nobody types them, and
        another text is refused. The items of a notice always are made from its defects.
    internal: the organ's own business, which the applicant does not see.
    """

    code: str
    act: Text
    since: str
    to: str
    who: tuple[Who, ...]
    provision: Cite | None
    guard: Guard | None = None
    checks: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    clock: tuple[Clock, ...] = ()
    document: str = ""
    notice: str = ""
    second_to: str = ""
    tells: tuple[Relation, ...] = ()
    hands: Hands = ""
    needs_reason: bool = False
    backdated: bool = False
    acceptance: bool = False
    internal: bool = False
    fields: tuple[Field, ...] = ()
    effect: Effect | None = None
    letter: DraftLetter | None = None
    defects: DraftDefects | None = None
    derives: tuple[str, ...] = ()
    asks: bool = False
    """It puts a question to someone, who then gives an opinion."""

    @property
    def goes_to_someone(self) -> bool:
        """Whether it needs to be said to whom."""
        return self.asks or self.hands == "given"


@dataclass(frozen=True, slots=True)
class PeriodUse:
    """A period of the law that runs in a procedure, and the organ's own earlier target, if any, in
    working days; the two dates are never the same field."""

    name: str
    target_days: int | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """What the law makes happen by itself when a period ends while a case is in a state."""

    period: str
    state: str
    act: str


Approving = Literal["", "given", "derived"]
"""How the organ that approved before becomes known: by nobody, by whoever opens the case, by the
routing of the procedure (`openings.add_routing`)."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as data. `series` counts its cases; `provision` is what the whole rests on;
    `checks` are guards of every step, handing over too; `about` are the kinds of record that a case
    is about, one of which must be named when it is opened (none: it need not be about any);
    `approving` is how the organ that approved before is known, by which alone is accepted."""

    code: str
    title: Text
    series: str
    provision: Cite
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    periods: tuple[PeriodUse, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    checks: tuple[str, ...] = ()
    applicant: Text = RELATIONS["applicant"]
    """What whoever applies is called."""
    bearers: bool = False
    """Whether somebody may apply who is known by a code alone (`accounts/powers.py` BEARER)."""
    about: tuple[str, ...] = ()
    approving: Approving = ""

    @property
    def takes_approving(self) -> bool:
        """Whether an approving organ may be named for a case of it."""
        return self.approving != "" or any(t.acceptance for t in self.transitions)

    def find_state(self, code: str) -> State:
        """A state by code. Raises `KeyError`."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong with what was handed in: the item, and what must be done."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterGiven:
    """What a letter is filled in with; organ, party, day and basis come from the case.

    previewed: the digest of the preview that was approved.
    """

    addressee: str
    subject: str
    fields: Mapping[str, str]
    previewed: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What an act is given.

    version: the version of the case that the actor saw.
    to: to whom it is handed, or who is asked.
    on: the day that counts in law; today where left out.
    pause: the lawful reason of a pause, where the step leaves it open.
    agrees: for an opinion.
    person: the public id of the account that is recused.
    more: what the step asks for by its fields, or the facts of the law are drawn from; nothing
        personal.
    private: what it asks for and the event does not keep.
    """

    version: int
    reason: str = ""
    to: Recipient | None = None
    on: date | None = None
    documents: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    letter: LetterGiven | None = None
    pause: str = ""
    agrees: bool | None = None
    person: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


class CaseError(Exception):
    """An act on a case is refused: why, in both languages; as a code, for the ledger; by which
    provision."""

    def __init__(
        self, code: str, text: Text, basis: tuple[Basis, ...] = (), outcome: str = ""
    ) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.code = code
        self.text = text
        self.basis = basis
        self.outcome = outcome


class NotFoundError(CaseError):
    """There is no such case, or it lies behind a wall: the same answer for both."""

    def __init__(self) -> None:
        super().__init__("not_found", Text("没有这个案件", "there is no such case"))


class StaleError(CaseError):
    """Somebody else did something in the case meanwhile; `version` is the present one."""

    def __init__(self, version: int) -> None:
        said = Text(
            "案件已有新的进展，请核对后再办",
            "something happened in the case meanwhile; look at it again",
        )
        super().__init__("stale", said)
        self.version = version


@dataclass(frozen=True, slots=True)
class LawfulAct:
    """A step from the present state, and whether the actor may take it now; else why not."""

    transition: Transition
    refusal: CaseError | None

    @property
    def allowed(self) -> bool:
        """Whether it would be carried out, given what it asks for."""
        return self.refusal is None
