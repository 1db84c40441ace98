"""The forms of requests and answers; the OpenAPI document is made from them.

What a request holds beyond its form is refused. An answer is checked against its form before it is
sent, so that the document cannot promise anything else.
"""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

DAY = r"^\d{4}-\d{2}-\d{2}$"


class Asked(Schema):
    """What a body holds: exactly these fields, nothing coerced."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Given(Schema):
    """What an answer holds: exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class Cited(Given):
    """A provision: the id of the instrument, and the eId within it."""

    law: str | None
    provision: str | None


# --- the law --------------------------------------------------------------------------------------


class AskedQuestion(Asked):
    """One case, and the day whose law is applied (today where it is left out)."""

    facts: dict[str, Any]
    on: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedBatch(Asked):
    """Up to 100 cases of one question, all under the law of one day."""

    cases: list[dict[str, Any]] = Field(min_length=1, max_length=100)
    on: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedAssessment(Asked):
    """The dossier of a site."""

    dossier: dict[str, Any]
    on: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedPause(Asked):
    """Days that lawfully do not count, both ends included; without an end it stands."""

    since: str = Field(json_schema_extra={"format": "date"})
    until: str | None = Field(None, json_schema_extra={"format": "date"})
    reason: str = Field(max_length=64)


class AskedDeadline(Asked):
    """A named period, or a length of one's own with its unit; what happened; the day to look at."""

    period: str | None = Field(None, max_length=64)
    length: int | None = Field(None, ge=0, le=999_999)
    unit: str | None = Field(None, max_length=16)
    rolls: bool = True
    start: str | None = Field(None, json_schema_extra={"format": "date"})
    pauses: list[AskedPause] = Field(default_factory=list, max_length=50)
    extended: list[str] = Field(default_factory=list, max_length=20)
    finished: str | None = Field(None, json_schema_extra={"format": "date"})
    at: str | None = Field(None, json_schema_extra={"format": "date"})


class QuestionRow(Given):
    """A question: what it asks, what it rests on, its outcomes and facts."""

    name: str
    title: str
    asks: str
    provisions: list[str]
    outcomes: list[str]
    facts: list[str]
    batchable: bool


class Questions(Given):
    """Every question, in the order of the law."""

    items: list[QuestionRow]


class QuestionFull(QuestionRow):
    """A question with the JSON Schema (2020-12) of its facts."""

    outcome_texts: dict[str, str]
    facts_schema: dict[str, Any]


class GroundGiven(Given):
    """A provision applied: whether it holds (null: open), by which facts and dated parameters."""

    provision: str
    law: str
    text: str
    holds: bool | None
    facts: dict[str, Any]
    parameters: dict[str, Any]
    interpretation: dict[str, Any] | None


class DutyGiven(Given):
    """What someone must now do; `by` is null where the law sets no day."""

    who: str
    what: str
    by: str | None
    provision: str
    law: str


class ConflictGiven(Given):
    """Two provisions that meet: which prevails, and why."""

    prevails: dict[str, str]
    yields: dict[str, str]
    rule: str
    name: str
    why: str
    rule_law: str | None
    rule_provision: str | None
    confidence: str


class DecisionGiven(Given):
    """What the law of a day answers, on what ground, and what is missing.

    `pattern` is text: it has more digits than a number of JSON may safely have.
    """

    question: str
    on: str
    outcome: str
    outcome_text: str
    decided_by: str | None
    decided_by_law: str | None
    pattern: str | None
    values: dict[str, Any]
    values_missing: dict[str, list[str]]
    basis: list[GroundGiven]
    conflicts: list[ConflictGiven]
    missing: list[str]
    duties: list[DutyGiven]
    liability: dict[str, Any]


class Decisions(Given):
    """The answers in the order of the cases."""

    items: list[DecisionGiven]


class AssessmentGiven(Given):
    """A site held against every rule: the findings stand under `values`."""

    question: str
    on: str
    outcome: str
    outcome_text: str
    title: str
    site: str
    demonstration: bool
    values: dict[str, Any]
    basis: list[GroundGiven]
    missing: list[str]
    duties: list[DutyGiven]
    liability: dict[str, Any]


class SchemaGiven(Given):
    """A JSON Schema (2020-12)."""

    dossier_schema: dict[str, Any]


class InstrumentRow(Given):
    """An instrument: its rank, its days, the ids of its provisions that are held or used."""

    law: str
    title: str
    short: str
    number: str
    rank: str
    territory: str
    since: str | None
    until: str | None
    on: str
    in_force: bool
    confidence: str
    confidence_text: str
    note: str
    text_held: bool
    editions: list[dict[str, Any]]
    provisions: list[str]


class Instruments(Given):
    """Every instrument by rank."""

    items: list[InstrumentRow]


class ProvisionGiven(Given):
    """A provision on a day: its words in both languages and everything that rests on it."""

    law: str
    eid: str
    label: str
    zh: str
    en: str
    on: str
    questions: list[str]
    parameters: list[dict[str, Any]]
    meetings: list[dict[str, Any]]
    about: dict[str, Any]


class ParameterRow(Given):
    """A value that a dated parameter has had."""

    id: str
    title: str
    unit: str
    since: str
    value: Any
    law: str
    provision: str
    confidence: str
    confidence_text: str


class Parameters(Given):
    """Every dated parameter."""

    items: list[ParameterRow]


class Periods(Given):
    """Every named period."""

    items: list[dict[str, Any]]


class ClockReading(Given):
    """One way to read the length."""

    unit: str
    counted_to: str | None
    ends_on: str | None
    provisional: bool


class DeadlineGiven(Given):
    """When a period ends, how that was counted, where it stands."""

    period: str | None
    title: str | None
    length: int
    units: list[str]
    meaning: str
    law: str | None = None
    provision: str | None = None
    confidence: str | None
    start: str
    due_on: str | None
    reminder_on: str | None
    opens_on: str | None
    free_from: str | None
    provisional: bool
    verified_through: Any
    readings: list[ClockReading]
    standing: dict[str, Any] | None
    steps: list[dict[str, Any]]
    days: list[dict[str, Any]]
    note: str | None
    beside: dict[str, Any] | None


class Hits(Given):
    """Where a word occurs."""

    items: list[dict[str, Any]]


# --- territory ------------------------------------------------------------------------------------


class DivisionRow(Given):
    """An administrative division, as it is on a day."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    level: str
    since: str | None
    until: str | None


class Divisions(Given):
    """A page of divisions."""

    items: list[DivisionRow]
    next: str | None


class OrganRow(Given):
    """An organ and the division it serves."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    sector: str
    level: str
    region: str
    demonstration: bool


class Organs(Given):
    """A page of organs."""

    items: list[OrganRow]
    next: str | None


# --- oneself --------------------------------------------------------------------------------------


class MembershipRow(Given):
    """A role of one's own."""

    id: int
    role: str
    role_name: str
    body_kind: str
    body_name: str
    region: str
    since: str | None
    last_day: str | None
    acting: bool


class BoundsGiven(Given):
    """Whose rows one sees: the half-open range of division codes, the parties of one's own."""

    from_code: str
    before_code: str
    parties: list[str]
    administration: str


class Me(Given):
    """Who the token stands for."""

    account: str
    username: str
    name: str
    memberships: list[MembershipRow]
    bounds: BoundsGiven
    token: str
    scopes: list[str]
    token_last_day: str


class MemberRow(Given):
    """A member of one's own body; the name is masked."""

    id: int
    name: str
    role: str
    role_name: str
    since: str | None
    last_day: str | None


class Members(Given):
    """A page of members."""

    items: list[MemberRow]
    next: str | None


class TokenRow(Given):
    """A token; its secret is stored nowhere."""

    id: str
    label: str
    role: str
    body_name: str
    scopes: list[str]
    created_at: str
    last_day: str
    last_used_on: str | None
    revoked_at: str | None
    is_live: bool


class Tokens(Given):
    """One's own tokens, the newest first."""

    items: list[TokenRow]
    next: str | None


class AskedToken(Asked):
    """A token to be made; it outlives neither a year nor the token that makes it."""

    label: str = Field(min_length=1, max_length=64)
    scopes: list[str] = Field(min_length=1, max_length=20)
    last_day: str = Field(json_schema_extra={"format": "date"})


class TokenMade(Given):
    """The token with its secret, shown this once, and the key of the act in the ledger."""

    token: TokenRow
    secret: str
    act_key: str


class TokenRevoked(Given):
    """The token, and the key of the act in the ledger; null where it was revoked before."""

    token: TokenRow
    act_key: str | None


# --- the ledger -----------------------------------------------------------------------------------


class CheckpointGiven(Given):
    """The newest signed checkpoint: how many entries, their root, the signed note."""

    size: int
    root: str
    note: str
    signed_at: str


class EntryRow(Given):
    """An entry in its place; `bytes` is what was hashed, in base64."""

    index: int
    at: str
    organ: str
    region: str
    kind: str
    leaf_hash: str
    bytes: str


class Entries(Given):
    """A page of the log, the newest first."""

    items: list[EntryRow]
    next: str | None


class ProofGiven(Given):
    """An act by its key: waiting until the log has taken it, then with its proof (C2SP)."""

    key: str
    state: str
    index: int | None
    bytes: str | None
    proof: str | None
