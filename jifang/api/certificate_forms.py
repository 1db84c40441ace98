"""The forms of certificates: look-up, a firm's own page, undertakings."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from jifang.api.case_forms import BasisGiven
from jifang.api.forms import Asked, DutyGiven, Given

Amount = Annotated[
    str | int,
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\d{1,12}(\.\d{1,2})?$"}),
]
"""Yuan, as text where it has fen: a number of JSON is no amount."""
AMOUNT_FORM = r"\d{1,12}(\.\d{1,2})?"


class CertificateGiven(Given):
    """A certificate and what it is on a day.

    `state`: not_yet, valid, extended, deemed (renewed by law, to be issued), replaced, expired,
    unconfirmed (entered from paper, by one officer as yet: counts for nothing), taken_back.
    `ends_on`: its last day as extended by then; `successor`: the number that replaced it.
    `level_since`: the day since which the level is held without a break; promotion counts from it.
    """

    id: str
    kind: str
    kind_name: str
    number: str
    firm_name: str
    credit_code: str
    region: str
    organ: str
    level: int | None
    level_since: str | None
    how: str
    how_name: str
    issued_on: str
    valid_until: str
    home_number: str
    home_level: int | None
    home_valid_until: str | None
    on: str
    state: str
    state_name: str
    holds: bool
    ends_on: str
    successor: str
    demonstration: bool
    entry: int


class CertificatesFound(Given):
    """What a search found; `cut` where there may be more."""

    items: list[CertificateGiven]
    cut: bool


class WayGiven(Given):
    """A kind of application with the law's answer for the day; `procedure` and `organ` are where it
    goes, empty where nothing can be applied for."""

    kind: str
    name: str
    allowed: bool
    said: str
    basis: list[BasisGiven]
    level: int | None
    opens: str | None
    closes: str | None
    procedure: str
    organ: str


class ConditionGiven(Given):
    """A figure that a level asks for; `held` and `lacking` are null where it is not entered, `each`
    is what every counted project must come to."""

    code: str
    name: str
    unit: str
    required: str
    held: str | None
    lacking: str | None
    each: str | None
    state: str


class GapGiven(Given):
    """The conditions of a level against the register: `outcome` is ok, stop, or open where a figure
    that matters is not known. The conditions are as reported; `confidence` says how sure."""

    level: int
    name: str
    outcome: str
    confidence: str
    basis: BasisGiven
    conditions: list[ConditionGiven]


class OwnQualification(Given):
    """What a firm holds, what it may apply for, and the gap to each level."""

    firm: str
    firm_name: str
    on: str
    held: CertificateGiven | None
    ways: list[WayGiven]
    gaps: list[GapGiven]


class AskedProject(Asked):
    """What the work belongs to, by kind and id."""

    kind: str = Field(pattern=r"^[a-z_]{1,32}$")
    id: str = Field(min_length=1, max_length=64)


class AskedUndertaking(Asked):
    """Work that a firm takes on."""

    party: str = Field(min_length=1, max_length=64)
    project: AskedProject
    project_name: str = Field(min_length=1, max_length=200)
    region: str = Field(min_length=6, max_length=9)
    work: str = Field(min_length=1, max_length=16)
    undertaken_on: str = Field(json_schema_extra={"format": "date"})
    work_from: str = Field(json_schema_extra={"format": "date"})
    work_until: str = Field(json_schema_extra={"format": "date"})
    amount: Amount | None = None
    risk_level: int | None = Field(None, ge=1, le=3)


class UndertakingGiven(Given):
    """Work that a firm has taken on, and what covered it by the law of that day."""

    id: str
    party: str
    firm_name: str
    project: dict[str, str]
    project_name: str
    region: str
    work: str
    work_name: str
    undertaken_on: str
    work_from: str
    work_until: str
    amount: str | None
    risk_level: int | None
    required_level: int | None
    certificate: str | None
    filing: str | None
    demonstration: bool
    entry: int


class UndertakingEntered(UndertakingGiven):
    """The same as it was just entered, with the duties that come with it."""

    duties: list[DutyGiven]


class Undertakings(Given):
    """A page of them, the newest first."""

    items: list[UndertakingGiven]
    next: str | None


def read_amount(given: str | int | None) -> Decimal | None:
    """The amount that was given; the form has checked it."""
    return None if given is None else Decimal(given)
