"""The forms of projects: the file, who takes part, the log of the trial run."""

from __future__ import annotations

from pydantic import Field

from jifang.api.case_forms import BasisGiven
from jifang.api.forms import Asked, Given


class StageGiven(Given):
    """A stage of art. 12 and the day on which it was reached; null where it was not."""

    code: str
    name: str
    reached_on: str | None


class MemberGiven(Given):
    """A body that takes part. `taken_on`: the day on which it took the work on that needs a
    certificate; null where it did not yet, or needs none. `certificate` is what covers it."""

    id: str
    body: str
    name: str
    role: str
    role_name: str
    since: str
    until: str | None
    work_from: str | None
    work_until: str | None
    taken_on: str | None
    certificate: str


class ProofGiven(Given):
    """A quality proof of an item of equipment."""

    kind: str
    kind_name: str
    number: str
    valid_until: str | None


class EquipmentGiven(Given):
    """An item of equipment; `main` is null where it is not known."""

    id: str
    name: str
    model: str
    quantity: int | None
    main: bool | None
    proofs: list[ProofGiven]


class LogDayGiven(Given):
    """A day of the trial run's log; `entered_at` is when it was written."""

    on: str
    normal: bool
    alarm_tested: bool | None
    note: str
    entered_at: str
    entry: int


class TrialGiven(Given):
    """The trial run: from which day, how many days have an entry and how many are asked for, by
    which provision and how sure its text is; `gaps` are days without an entry."""

    since: str
    days: int
    required: int | None
    wanting: int
    gaps: list[str]
    basis: BasisGiven | None
    confidence: str
    log: list[LogDayGiven]


class PaperGiven(Given):
    """A paper in the shared file: what it is, which body put it there, when."""

    id: str
    document: str
    title: str
    by: str
    at: str
    entry: int


class ProjectGiven(Given):
    """The file of a project, as everyone who takes part sees it. `case` is that of its stages, null
    for those who do not see it. `attention`: what is to be looked at and refuses nothing."""

    id: str
    name: str
    unit_name: str
    setting: str
    region: str
    stage: str
    stages: list[StageGiven]
    case: str | None
    members: list[MemberGiven]
    equipment: list[EquipmentGiven]
    papers: list[PaperGiven]
    attention: list[str]
    trial: TrialGiven | None
    demonstration: bool


class ProjectRow(Given):
    """A project in a list."""

    id: str
    name: str
    unit_name: str
    region: str
    stage: str
    demonstration: bool


class ProjectsGiven(Given):
    """A page of projects."""

    items: list[ProjectRow]
    next: str | None


class AskedMember(Asked):
    """A body that is to take part; the days are asked of design, construction, maintenance."""

    role: str = Field(min_length=1, max_length=16)
    credit_code: str = Field(min_length=1, max_length=18)
    work_from: str | None = Field(None, json_schema_extra={"format": "date"})
    work_until: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedLeaving(Asked):
    """Why a body takes part no longer."""

    reason: str = Field(min_length=1, max_length=500)


class AskedTaking(Asked):
    """On which day the work is taken on; today where it is left out."""

    on: str | None = Field(None, json_schema_extra={"format": "date"})


class AskedPaper(Asked):
    """A paper: what it is, the name of its file, and its bytes in base64."""

    title: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=150)
    content: str = Field(min_length=1)


class AskedLogDay(Asked):
    """A day of the trial run."""

    on: str = Field(json_schema_extra={"format": "date"})
    normal: bool
    alarm_tested: bool | None = None
    note: str = Field("", max_length=500)
