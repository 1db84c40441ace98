"""What is reported, checked field by field before anything is opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from jifang.domains.complaints.data import (
    LONGEST_LINE,
    LONGEST_WHAT,
    MOST_PHOTOS,
    SUBJECTS,
    Report,
)
from jifang.domains.complaints.places import is_point
from jifang.foundation.cases.fields import find_hidden
from jifang.foundation.territory.selectors import find_division
from jifang.law.errors import InputError, Problem, Text

MUST = Text("须填写", "must be given")
PLACELESS = frozenset({"practitioner", "officials", "other"})
"""Subjects that need no place more exact than the division."""


def check_day(received_on: date | None) -> None:
    """The day on which a paper came in. Raises `InputError`."""
    today = timezone.localdate()
    if received_on is not None and received_on > today:
        said = Text(f"不得晚于今天（{today}）", f"not later than today ({today})")
        raise InputError(Problem("received_on", received_on.isoformat(), said))


def check_report(report: Report) -> None:
    """Raises `InputError` with every problem; words of the reporter are not repeated in it."""
    problems = [*check_kind(report), *check_place(report), *check_words(report)]
    if len(report.photos) > MOST_PHOTOS:
        said = Text(f"至多 {MOST_PHOTOS} 张", f"at most {MOST_PHOTOS}")
        problems.append(Problem("photos", len(report.photos), said))
    if problems:
        raise InputError(problems)


def check_kind(report: Report) -> Iterator[Problem]:
    """The subject, and where."""
    subject = SUBJECTS.get(report.subject)
    if subject is None:
        codes = "、".join(s.name.zh for s in SUBJECTS.values())
        names = "; ".join(s.name.en for s in SUBJECTS.values())
        yield Problem("subject", report.subject, Text(f"只能是：{codes}", f"one of: {names}"))
    elif report.same_as is not None and not subject.joins:
        said = Text("这类事项不并入他人的案件", "this subject does not join another's case")
        yield Problem("same_as", str(report.same_as), said)
    if find_division(report.division) is None:
        none = Text("没有这个行政区划", "there is no such division")
        yield Problem("division", report.division, none if report.division else MUST)


def check_place(report: Report) -> Iterator[Problem]:
    """An address or a point, where the subject is about a place; a point whole and on the Earth."""
    lat, lon = report.lat, report.lon
    if (lat is None) != (lon is None):
        said = Text("经度、纬度须一并填写", "latitude and longitude go together")
        yield Problem("lat" if lat is None else "lon", None, said)
    elif lat is not None and lon is not None and not is_point(lat, lon):
        said = Text("纬度 −90 至 90，经度 −180 至 180（WGS 84）",
                    "latitude −90 to 90, longitude −180 to 180 (WGS 84)")  # fmt: skip
        yield Problem("lat", f"{lat}, {lon}", said)
    nowhere = lat is None and not report.address.strip()
    if nowhere and report.subject in SUBJECTS.keys() - PLACELESS:
        said = Text("须填写地址，或者在地图上标出位置", "give the address, or the point on the map")
        yield Problem("address", "", said)


def check_words(report: Report) -> Iterator[Problem]:
    """Words within their length, without what hides."""
    if not report.what.strip() and report.same_as is None:
        yield Problem("what", "", MUST)
    lines = ("address", "place_note", "name", "contact")
    for name, longest in (("what", LONGEST_WHAT), *((line, LONGEST_LINE) for line in lines)):
        text = getattr(report, name)
        if len(text) > longest:
            said = Text(
                f"至多 {longest} 字，现有 {len(text)} 字",
                f"at most {longest} characters: {len(text)}",
            )
            yield Problem(name, "", said)
        hidden = find_hidden(text, lines=name == "what")
        if hidden is not None:
            yield Problem(name, "", hidden)
