"""The forms of complaints by someone who is not signed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from jifang.api.case_forms import BasisGiven
from jifang.api.forms import Asked, Given

Degrees = Annotated[Decimal | int, WithJsonSchema({"type": "number"})]
Code = Annotated[str, Field(min_length=1, max_length=64)]


class SubjectGiven(Given):
    """What a complaint may be about. `route`: `place`, or `superior` where it goes to the organ
    above the one concerned. `joins`: whether it may join another's."""

    subject: str
    name: str
    help: str
    basis: list[BasisGiven]
    route: str
    joins: bool


class ComplaintSubjects(Given):
    """Every subject, and that the law sets no period."""

    items: list[SubjectGiven]
    period: str


class AskedComplaint(Asked):
    """A complaint. Nothing but subject, division and what happened is needed everywhere."""

    subject: str = Field(min_length=1, max_length=40)
    division: str = Field(min_length=6, max_length=9)
    what: str = Field("", max_length=3000)
    address: str = Field("", max_length=200)
    place_note: str = Field("", max_length=200)
    lat: Degrees | None = None
    lon: Degrees | None = None
    name: str = Field("", max_length=200)
    contact: str = Field("", max_length=200)
    sealed: bool = False


class ComplaintFiled(Given):
    """The number, the organ that has it, and the code, shown this once and kept nowhere."""

    number: str
    organ: str
    code: str


class AskedFollowing(Asked):
    """The code of one's complaint; it stands in the body, never in an address."""

    code: Code


class AskedSupplement(AskedFollowing):
    """Words to be added."""

    text: str = Field(min_length=1, max_length=3000)


class AskedRating(AskedFollowing):
    """How satisfied one is with the answer."""

    stars: int = Field(ge=1, le=5)
    remark: str = Field("", max_length=500)


class AskedReopening(AskedFollowing):
    """Why it should be taken up again."""

    reason: str = Field(min_length=1, max_length=500)


class AskedWithdrawal(AskedFollowing):
    """Why, where one wants to say so."""

    reason: str = Field("", max_length=500)


class HappeningGiven(Given):
    """Something that happened. `own`: whether it was the complainant."""

    at: str
    act: str
    name: str
    state: str
    reason: str
    own: bool


class ReferredGiven(Given):
    """Where it was referred to, and why."""

    to: str
    reason: str


class TrackedGiven(Given):
    """A complaint as its bearer sees it. `asked`: what the organ asks for now; `instead`: where to
    go instead;
    `finding`, `answer`: of the latest reply; `merged`: it is handled with another report of the
    same, whose number is not told; `unsealings`: when one's identity was opened to an officer."""

    number: str
    state: str
    state_name: str
    sentence: str
    subject: str
    division: str
    asked: str
    finding: str
    answer: str
    instead: str
    rateable: bool
    referred: ReferredGiven | None
    merged: bool
    happenings: list[HappeningGiven]
    unsealings: list[str]
