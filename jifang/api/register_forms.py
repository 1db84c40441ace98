"""The forms of the registers' requests and answers.

What a record holds differs from register to register: `readRegister` gives the JSON Schema of its
fields, and `values` follows it.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jifang.api.forms import Asked, AssessmentGiven, Given

MOST_AT_ONCE = 500
LONGEST_REASON = 500


class RegisterRow(Given):
    """A register that the role reads; `parents`: into which kinds of record one is entered."""

    kind: str
    title: str
    plural: str
    group: str
    parents: list[str]
    may_enter: bool


class Registers(Given):
    """Every register that the role reads."""

    items: list[RegisterRow]


class RegisterFull(RegisterRow):
    """A register with the JSON Schema (2020-12) of what is entered into it."""

    values_schema: dict[str, Any]


class RecordGiven(Given):
    """A record. Of personal data only a masked form is given; what is not known is null.

    `party` is whose it is, `organ_region` the division of the organ that keeps it.
    """

    kind: str
    id: str
    version: int
    state: str
    organ_region: str
    party: str
    demonstration: bool
    declared_at: str
    changed_at: str
    retired_on: str | None
    parent: str | None
    values: dict[str, Any]
    derived: dict[str, Any]
    warnings: list[dict[str, Any]]


class Records(Given):
    """A page of records."""

    items: list[RecordGiven]
    next: str | None


class FoundRecords(Given):
    """What a search found; `cut` where there may be more."""

    items: list[RecordGiven]
    cut: bool


class PastGiven(Given):
    """A record as it was on a day, by what was known then or is known now."""

    kind: str
    id: str
    exists: bool
    version: int
    state: str
    on: str
    known_at: str
    values: dict[str, Any]


class ChangeRow(Given):
    """A change: by whom in which role, why, from which day it holds, and the ledger's entry."""

    version: int
    act: str
    at: str
    by: str
    role: str
    reason: str
    holds_from: str
    before: dict[str, Any]
    after: dict[str, Any]
    digest: str
    entry: int


class Changes(Given):
    """A page of changes, the newest first."""

    items: list[ChangeRow]
    next: str | None


class Declared(Given):
    """What was entered, all under one entry of the ledger."""

    items: list[RecordGiven]


class AskedRecord(Asked):
    """A new record: into what it is entered (its id), its values; why, and since when it holds."""

    parent: str | None = Field(None, max_length=64)
    values: dict[str, Any]
    reason: str = Field("", max_length=LONGEST_REASON)
    holds_from: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedRow(Asked):
    """One of many new records."""

    parent: str | None = Field(None, max_length=64)
    values: dict[str, Any]


class AskedRecords(Asked):
    """Many new records of one register: all of them are entered, or none."""

    rows: list[AskedRow] = Field(min_length=1, max_length=MOST_AT_ONCE)
    reason: str = Field("", max_length=LONGEST_REASON)
    holds_from: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedChange(Asked):
    """New values of some fields; `version` is the one that was read."""

    version: int = Field(ge=1, le=2_000_000_000)
    values: dict[str, Any]
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    holds_from: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedRetirement(Asked):
    """Out of the register from a day on (today where it is left out)."""

    version: int = Field(ge=1, le=2_000_000_000)
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    on: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedReturn(Asked):
    """Back into the register."""

    version: int = Field(ge=1, le=2_000_000_000)
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class SiteAssessment(AssessmentGiven):
    """What the law says of a site by the facts in the registers."""

    id: str


class CreditCodeGiven(Given):
    """A credit code taken apart; `faults` say what does not agree."""

    code: str
    department: str
    category: str
    division: str
    organisation: str
    check: str
    right: bool
    faults: list[str]


class CodePart(Given):
    """A part of a device code and what it stands for."""

    part: str
    value: str
    meaning: str


class CodeFault(Given):
    """A part of a device code that is wrong (`sure`) or odd by the tables that are known."""

    part: str
    value: str
    message: str
    sure: bool


class DeviceCodeGiven(Given):
    """A device code of GB/T 28181 (rule A) by the table of an edition."""

    code: str
    edition: str
    wrong: bool
    parts: list[CodePart]
    faults: list[CodeFault]
