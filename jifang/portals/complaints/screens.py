"""What each screen of a report asks, and what is wrong with what was entered there.

The rules are the domain's; here is read what a browser sends: a choice, a number, words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from jifang.domains.complaints.api import find_organ, list_nearby
from jifang.domains.complaints.checks import PLACELESS, check_report
from jifang.domains.complaints.data import (
    SUBJECTS,
    Nearby,
    Photo,
    Report,
)
from jifang.law.errors import InputError, Problem, Text
from jifang.portals.complaints.draft import STEPS, Draft
from jifang.portals.wording import get_reader_lang

TITLES: Final[Mapping[str, Text]] = {
    "subject": Text("是什么问题？", "What is it about?"),
    "place": Text("在哪里？", "Where is it?"),
    "nearby": Text("是不是这一件？", "Is it one of these?"),
    "what": Text("具体是什么情况？", "What is wrong?"),
    "who": Text("要不要留下您是谁？", "Do you want to say who you are?"),
    "check": Text("核对并提交", "Check and send"),
}
NUMBERS: Final[Mapping[str, int]] = {
    "subject": 1, "place": 2, "nearby": 2, "what": 3, "who": 4, "check": 5,
}  # fmt: skip
LABELS: Final[Mapping[str, Text]] = {
    "subject": Text("问题", "subject"),
    "division": Text("市、县区", "city and county"),
    "address": Text("地址", "address"),
    "place_note": Text("怎么找到", "how to find it"),
    "lat": Text("纬度", "latitude"),
    "lon": Text("经度", "longitude"),
    "same_as": Text("附近已有的举报", "reports there already"),
    "what": Text("情况", "what is wrong"),
    "who": Text("是否署名", "who you are"),
    "name": Text("姓名", "name"),
    "contact": Text("联系方式", "how to reach you"),
    "photos": Text("照片", "photos"),
    "reason": Text("理由", "reason"),
    "text": Text("补充内容", "what you add"),
    "stars": Text("满意程度", "how satisfied"),
    "remark": Text("意见", "remark"),
    "code": Text("查询码", "tracking code"),
    "received_on": Text("收件日期", "received on"),
}
"""The fields as they are called on the screens; a problem names its field by these words."""
HOME: Final[Mapping[str, str]] = {
    "subject": "subject", "division": "place", "address": "place", "place_note": "place",
    "lat": "place", "lon": "place", "same_as": "nearby", "what": "what", "who": "who",
    "name": "who", "contact": "who", "sealed": "who",
}  # fmt: skip
"""On which screen a field stands."""
MINE: Final = "other"
"""The report is about something else than those that are there already."""
ANONYMOUS, SEALED, OPEN = "anonymous", "sealed", "open"
WHO: Final = (ANONYMOUS, SEALED, OPEN)
EXAMPLES: Final = {"lat": "23.13524", "lon": "113.36107"}
CHOOSE: Final = Text("请选择一项", "choose one")


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One thing that is wrong: at which field, under which label, in the reader's words."""

    field: str
    label: str
    text: str

    @property
    def anchor(self) -> str:
        """The id of the field; nothing where it stands at none."""
        return f"f-{self.field}" if self.field in LABELS else ""


def show_problems(problems: Iterable[Problem]) -> list[ShownProblem]:
    """The problems in the reader's language. What was given stands in the field itself."""
    lang = get_reader_lang()
    shown = []
    for problem in problems:
        name = problem.field.partition("[")[0]
        label = LABELS[name].say(lang) if name in LABELS else ""
        shown.append(ShownProblem(name, label, problem.message.say(lang)))
    return shown


def is_official(draft: Draft) -> bool:
    """Whether the conduct of an organ is meant."""
    subject = SUBJECTS.get(draft.get("subject", ""))
    return subject is not None and subject.route == "superior"


def has_no_place(draft: Draft) -> bool:
    """Whether no address is needed: the subject is about no place."""
    return draft.get("subject") in PLACELESS


def check_subject(draft: Draft) -> Iterator[Problem]:
    """One of the subjects."""
    if draft.get("subject") not in SUBJECTS:
        yield Problem("subject", None, CHOOSE)


def check_place(draft: Draft) -> Iterator[Problem]:
    """A division whose organ is known; a point that can be read; and what the domain asks for."""
    if not draft.get("division"):
        yield Problem("division", None, Text("请选择市、县区", "choose the city and county"))
    else:
        yield from check_route(draft)
    lat, lon = draft.get("lat", ""), draft.get("lon", "")
    unread = [n for n, v, most in (("lat", lat, 90), ("lon", lon, 180))
              if v and read_degrees(v, most) is None]  # fmt: skip
    for name in unread:
        most = 90 if name == "lat" else 180
        said = Text(
            f"须为 -{most} 至 {most} 的度数，如 {EXAMPLES[name]}",
            f"degrees from -{most} to {most}, as {EXAMPLES[name]}",
        )
        yield Problem(name, None, said)
    if not unread and bool(lat) != bool(lon):
        said = Text(
            "纬度和经度要么都填，要么都不填", "give both latitude and longitude, or neither"
        )
        yield Problem("lon" if lat else "lat", None, said)
    asked = ask_domain(draft, "address", "place_note")
    if (lat or lon) and not draft.get("address"):  # a point that cannot be read was given, too
        asked = [p for p in asked if p.field != "address"]
    yield from asked


def check_route(draft: Draft) -> Iterator[Problem]:
    """Whether the platform knows the organ."""
    try:
        route = find_organ(draft["subject"], draft["division"])
    except InputError as error:
        yield from error.problems
        return
    if not route.organ:
        yield Problem("division", None, route.reason)


def ask_domain(draft: Draft, *fields: str) -> list[Problem]:
    """What the domain says of some fields."""
    try:
        check_report(build_report(draft, (), read_same(draft)))
    except InputError as error:
        return [p for p in error.problems if p.field in fields]
    return []


def check_nearby(draft: Draft) -> Iterator[Problem]:
    """One of those that are offered, or that it is another; nothing where none are offered."""
    offered = {str(n.case) for n in find_nearby(draft)}
    if offered and draft.get("same_as") not in {*offered, MINE}:
        yield Problem("same_as", None, CHOOSE)


def check_what(draft: Draft) -> Iterator[Problem]:
    """Words; whoever joins another's report need add none."""
    yield from ask_domain(draft, "what")


def check_who(draft: Draft) -> Iterator[Problem]:
    """Anonymous, sealed or open; and then a name or a way to be reached."""
    who = draft.get("who")
    if who not in WHO:
        yield Problem("who", None, CHOOSE)
    given = draft.get("name") or draft.get("contact")
    if who == ANONYMOUS and given:
        said = Text(
            "您选了匿名，但填了姓名或者联系方式：请清空，或者改选",
            "you chose to stay anonymous but gave a name or contact: empty them, or choose again",
        )
        yield Problem("who", None, said)
    if who in (SEALED, OPEN) and not given:
        said = Text("请填写姓名或者联系方式", "give a name, or how to reach you")
        yield Problem("name", None, said)
    yield from ask_domain(draft, "name", "contact")


CHECKS: Final[Mapping[str, Callable[[Draft], Iterator[Problem]]]] = {
    "subject": check_subject, "place": check_place, "nearby": check_nearby, "what": check_what,
    "who": check_who,
}  # fmt: skip


def find_faults(
    draft: Draft, before: str, *, sending: bool = False
) -> tuple[str, list[Problem]] | None:
    """The first screen before another that is not in order, and what is wrong with it.

    sending: what somebody else reported nearby since then is not asked about any more.
    """
    for step in STEPS[: STEPS.index(before)]:
        if sending and step == "nearby" and not draft.get("same_as"):
            continue
        problems = list(CHECKS[step](draft))
        if problems:
            return step, problems
    return None


def find_next(draft: Draft, at: str, by: int) -> str:
    """The screen after another one, or before it; that of the nearby reports only if there are
    any."""
    place = max(0, min(len(STEPS) - 1, STEPS.index(at) + by))
    if STEPS[place] == "nearby" and not find_nearby(draft):
        place += by
    return STEPS[place]


def find_nearby(draft: Draft) -> list[Nearby]:
    """Open reports close by, those of the same subject first."""
    if draft.get("subject") not in SUBJECTS or not draft.get("division"):
        return []
    lat, lon = read_point(draft)
    try:
        return list_nearby(draft["division"], lat, lon, draft["subject"], draft.get("address", ""))
    except InputError:  # a division that is none: its own screen says so
        return []


def read_point(draft: Draft) -> tuple[float | None, float | None]:
    """The point, whole or not at all."""
    lat, lon = read_degrees(draft.get("lat", ""), 90), read_degrees(draft.get("lon", ""), 180)
    return (None, None) if lat is None or lon is None else (lat, lon)


def read_degrees(given: str, most: int) -> float | None:
    """Degrees as they are written: digits with a point, no more."""
    plain = given.removeprefix("-").replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit()):
        return None
    found = float(given)
    return found if -most <= found <= most else None


def read_same(draft: Draft) -> UUID | None:
    """The report that this one joins."""
    given = draft.get("same_as", "")
    try:
        return UUID(given)
    except ValueError:
        return None


def build_report(draft: Draft, photos: tuple[Photo, ...], same_as: UUID | None) -> Report:
    """What was entered, as the domain takes it."""
    lat, lon = read_point(draft)
    named = draft.get("who") in (SEALED, OPEN)
    return Report(
        subject=draft.get("subject", ""),
        division=draft.get("division", ""),
        address=draft.get("address", ""),
        place_note=draft.get("place_note", ""),
        lat=lat,
        lon=lon,
        what=draft.get("what", ""),
        photos=photos,
        name=draft.get("name", "") if named else "",
        contact=draft.get("contact", "") if named else "",
        sealed=draft.get("who") == SEALED,
        same_as=same_as,
    )
