"""The forms of the requests and answers about cases.

What a step asks for differs from procedure to procedure: `listCaseActs` says it, and `more` and
`private` follow it.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from jifang.api.forms import Asked, Given

LONGEST_REASON = 500
LONGEST_DEFECT = 500
DocumentId = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
PARTY = r"^([A-Za-z0-9._:-]{1,64})?$"
"""The id of a body; empty for nobody known."""


class BasisGiven(Given):
    """A provision, and how it is cited."""

    law: str
    provision: str
    label: str


# --- procedures -----------------------------------------------------------------------------------


class ProcedureRow(Given):
    """A procedure, what the whole of it rests on, and the acts that open a case of it.

    `about`: the kinds of record of which one must be named when a case is opened; empty where none
    need be. `approving`: how the organ that approved before becomes known: `given` with the
    opening, `derived` from the records, empty where there is none. `routed`: whether the organ that
    decides is found by competence where none is named.
    """

    procedure: str
    name: str
    basis: BasisGiven
    opened_by: list[str]
    about: list[str]
    approving: str
    routed: bool


class Procedures(Given):
    """Every procedure."""

    items: list[ProcedureRow]


class StateGiven(Given):
    """A state: its name, what happens next, on whose side the case lies (`organ`, `applicant`,
    empty in a final one)."""

    state: str
    name: str
    sentence: str
    side: str
    final: bool


class ChoiceGiven(Given):
    """A value that may be chosen."""

    value: str
    name: str


class FieldGiven(Given):
    """Something that a step asks for: under `private` where it is so marked, else under `more`.
    `record_kind`: for the kind `record`, the register in which it stands."""

    name: str
    title: str
    kind: str
    required: bool
    private: bool
    longest: int | None
    choices: list[ChoiceGiven]
    record_kind: str
    help: str


class LetterFieldGiven(Given):
    """Something that the letter of a step asks for."""

    name: str
    title: str
    kind: str
    longest: int
    required: bool


class LetterAskedFor(Given):
    """The letter that goes out with a step."""

    template: str
    name: str
    fields: list[LetterFieldGiven]


class AsksGiven(Given):
    """What a step asks for besides its fields.

    `reason`: `required` or `optional`. `to`: `organ_or_officer`, `colleague`, or null. `on`:
    whether it may have been received on an earlier day. `pause`: the lawful reasons of a pause, of
    which one is given.
    """

    reason: str
    to: str | None
    on: bool
    defects: bool
    pause: list[ChoiceGiven]
    agrees: bool
    person: bool
    letter: LetterAskedFor | None


class StepGiven(Given):
    """A step: from which state (empty: it opens a case) to which, for whom, by which provision,
    and what it asks for. `second_to`: the step that another person must have signed."""

    act: str
    name: str
    since: str
    to: str
    who: str
    basis: list[BasisGiven]
    second_to: str | None
    asks: AsksGiven
    fields: list[FieldGiven]


class ProcedureFull(ProcedureRow):
    """A procedure with its states and steps; handing over, which every procedure has, not among
    them."""

    states: list[StateGiven]
    steps: list[StepGiven]
    periods: list[str]


# --- cases ----------------------------------------------------------------------------------------


class AboutGiven(Given):
    """What a case is about: a kind of record and its id."""

    kind: str
    id: str


class HolderGiven(Given):
    """Who has the case: the side, the body, the person; a person of an organ is not named to the
    applicant, and nobody is while it lies in the pool."""

    side: str
    party: str
    account: str | None


class CaseGiven(Given):
    """A case as it stands. `due_on` is the first day on which a running period of the law ends;
    `target_on` the organ's own aim, which only organs see."""

    id: str
    procedure: str
    procedure_name: str
    organ: str
    organ_region: str
    year: int
    number: int
    party: str
    subject: str
    about: AboutGiven | None
    approved_by: str | None
    state: str
    state_name: str
    state_sentence: str
    final: bool
    holder: HolderGiven | None
    version: int
    opened_at: str
    changed_at: str
    closed_at: str | None
    due_on: str | None
    target_on: str | None
    demonstration: bool


class Cases(Given):
    """A page of cases, those opened last first."""

    items: list[CaseGiven]
    next: str | None


class RecipientGiven(Given):
    """A body, and the person in it where one is meant."""

    party: str
    account: str | None


class EventGiven(Given):
    """Something that happened. `entry` is where its entry stands in the ledger, as the page of the
    entry is numbered (null until it has its place, in a moment); `digest` what that holds of it.

    `by` is the account's public id: null for the platform, and for persons of an organ where an
    applicant reads. `internal`: the organ's own business, which the applicant does not see.
    """

    version: int
    act: str
    name: str
    since: str
    to: str
    at: str
    day: str
    by: str | None
    by_party: str
    role: str
    lent_by: str | None
    reason: str
    given_to: RecipientGiven | None
    documents: list[str]
    letter: str | None
    decision: dict[str, Any] | None
    details: dict[str, Any]
    basis: list[BasisGiven]
    internal: bool
    digest: str
    entry: int | None


class CaseEvents(Given):
    """A page of what happened in a case, in order."""

    items: list[EventGiven]
    next: str | None


class PeriodEventGiven(Given):
    """Something that happened to a period, by which event of the case, and the dates that followed
    from it."""

    act: str
    on: str
    reason: str
    version: int
    due_on: str | None
    alert_on: str | None
    provisional: bool
    steps: list[str]


class CasePeriodGiven(Given):
    """A period of the law in a case. `due_on` is empty while the clock stands; `provisional`: days
    off that are not published yet could move it. `steps`: how the dates were computed."""

    period: str
    title: str
    basis: BasisGiven | None
    started_on: str
    due_on: str | None
    alert_on: str | None
    opens_on: str | None
    finished_on: str | None
    provisional: bool
    calendar_year: int
    target_on: str | None
    steps: list[str]
    events: list[PeriodEventGiven]


class CasePeriods(Given):
    """Every period of a case, in the order in which they were started."""

    items: list[CasePeriodGiven]


class Both(Given):
    """A sentence in both languages."""

    zh: str
    en: str


class RefusalGiven(Given):
    """Why a step may not be taken: its code, in both languages, by which provisions."""

    code: str
    text: Both
    basis: list[BasisGiven]


class ActRow(StepGiven):
    """A step from the present state, and whether the caller may take it."""

    allowed: bool
    refusal: RefusalGiven | None


class CaseActs(Given):
    """Every step from the present state, and the version to act upon."""

    version: int
    items: list[ActRow]


class ActDone(Given):
    """The case as it stands after an act, and the act."""

    case: CaseGiven
    event: EventGiven


# --- acting ---------------------------------------------------------------------------------------


class AskedAbout(Asked):
    """A record of a register that the caller reads."""

    kind: str = Field(min_length=1, max_length=32)
    id: str = Field(min_length=1, max_length=64)


class AskedRecipient(Asked):
    """An organ, and the officer in it where one is meant (the account's public id)."""

    party: str = Field(min_length=1, max_length=64)
    account: str = Field("", max_length=64)


class AskedDefect(Asked):
    """One thing that is wanting, and what must be done."""

    item: str = Field(min_length=1, max_length=LONGEST_DEFECT)
    text: str = Field(min_length=1, max_length=LONGEST_DEFECT)


class AskedLetter(Asked):
    """A letter; `previewed` is the digest of the preview that was approved."""

    addressee: str = Field(min_length=1, max_length=120)
    subject: str = Field(min_length=1, max_length=120)
    fields: dict[str, str] = Field(default_factory=dict)
    previewed: str | None = Field(None, min_length=64, max_length=64)


class AskedGiven(Asked):
    """What a step is given."""

    reason: str = Field("", max_length=LONGEST_REASON)
    on: str | None = Field(None, json_schema_extra={"format": "date"})
    documents: list[DocumentId] = Field(default_factory=list, max_length=100)
    more: dict[str, Any] = Field(default_factory=dict)
    private: dict[str, str] = Field(default_factory=dict)
    letter: AskedLetter | None = None


class AskedOpening(AskedGiven):
    """A case to be opened."""

    act: str = Field(min_length=1, max_length=40)
    organ: str = Field("", max_length=32)
    party: str = Field(pattern=PARTY)
    subject: str = Field(min_length=1, max_length=200)
    about: AskedAbout | None = None
    approved_by: str = Field("", max_length=32)


class AskedAct(AskedGiven):
    """A step to be taken; `version` is the one that was read."""

    version: int = Field(ge=1, le=2_000_000_000)
    to: AskedRecipient | None = None
    defects: list[AskedDefect] = Field(default_factory=list, max_length=100)
    pause: str | None = Field(None, min_length=1, max_length=40)
    agrees: bool | None = None
    person: str | None = Field(None, min_length=1, max_length=64)


class AskedPreview(Asked):
    """The letter to be looked at; what the step is given besides, as far as the letter needs it."""

    letter: AskedLetter
    more: dict[str, Any] = Field(default_factory=dict)
    defects: list[AskedDefect] = Field(default_factory=list, max_length=100)


class LetterDraftGiven(Given):
    """What the letter says unless whoever signs it changes it."""

    template: str
    name: str
    addressee: str
    subject: str
    fields: dict[str, str]
    asked: list[LetterFieldGiven]


class LetterPreviewGiven(Given):
    """The letter as it would go out, and the digest to sign by. `pdf` is in base64."""

    digest: str
    pdf: str


class BundleGiven(Given):
    """The bundle of a case. `zip` is in base64; `sha256` is that of its bytes, and stands in the
    ledger."""

    name: str
    size: int
    sha256: str
    zip: str


# --- notifications --------------------------------------------------------------------------------


class NotificationGiven(Given):
    """What a body, or a person in it, was told; `about` is what it is about."""

    id: int
    title: Both
    about: AboutGiven
    personal: bool
    created_at: str
    read_at: str | None


class Notifications(Given):
    """A page of notifications, the newest first."""

    items: list[NotificationGiven]
    next: str | None


class NotificationRead(Given):
    """The notification; `changed` is false where it had been read before."""

    notification: NotificationGiven
    changed: bool
