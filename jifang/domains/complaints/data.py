"""What others may use of complaints: subjects, what is filed, and what its bearer sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple
from uuid import UUID

from jifang.foundation.accounts.data import Actor
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.texts.loader import MEASURES

if TYPE_CHECKING:
    from jifang.foundation.cases.models import Case

PROCEDURE: Final = "complaint"
RECEIVE: Final = Cite(MEASURES, "art_30")
"""What every step rests on that has no provision of its own. It sets no period."""
SUPERIOR: Final = Cite(MEASURES, "art_39__para_1")
LOCAL: Final = Cite(MEASURES, "art_29")
NO_PERIOD: Final = Text(
    "办法没有规定办理期限，平台也不设法定期限；机关可以自定内部目标日。",
    "The Measures set no period, so no legal clock runs; the organ may set a target of its own.",
)

UNSEALED_FOR: Final = timedelta(hours=24)
"""How long an identity is open to the officer who asked: the platform's own choice, no period of
the law."""
NEAR_METRES: Final = 300
"""How far a report is still offered as nearby."""
NEAR_STEP_METRES: Final = 50
"""Distances are rounded up to this."""
NEAR_MOST: Final = 10
MOST_PHOTOS: Final = 5
LONGEST_WHAT, LONGEST_LINE, LONGEST_REMARK = 3000, 200, 500

Way = Literal["place", "superior"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a complaint is about: the provisions concerned, and how it finds its organ.

    route: `place` is the county-level organ of the place; `superior` the organ above it.
    joins: whether reports of others nearby are offered, to join.
    """

    code: str
    name: Text
    cites: tuple[Cite, ...]
    help: Text
    route: Way = "place"
    joins: bool = True


def _cite(*provisions: str) -> tuple[Cite, ...]:
    return tuple(Cite(MEASURES, provision) for provision in provisions)


SUBJECTS: Final[Mapping[str, Subject]] = {
    s.code: s
    for s in (
        Subject("not_installed", Text("应装未装", "not installed where it must be"),
                _cite("art_9__para_1"),
                Text("应当安装技防产品或者系统的单位、场所、部位没有安装",
                     "a unit, place or part that must have technical protection has none")),
        Subject("privacy_place", Text("隐私场所装有摄像或者录音设备", "cameras in a private place"),
                _cite("art_10__para_2"),
                Text("客房、宿舍、公共浴室、更衣室、卫生间等涉及隐私的场所和部位",
                     "guest rooms, dormitories, bathrooms, changing rooms, toilets and the like"),
                joins=False),
        Subject("coverage", Text("擅自扩大覆盖范围", "coverage widened without authority"),
                _cite("art_10__para_1"),
                Text("拍到、录到超出自身安全防范需要的范围",
                     "more is captured than the protection of the place needs")),
        Subject("public_area", Text("在公共区域擅自安装，或者妨碍公共区域系统运行",
                                    "installed in a public area without authority, or a public"
                                    " system obstructed"),
                _cite("art_8"),
                Text("遮挡、破坏、断电也属妨碍", "covering, breaking, cutting the power too")),
        Subject("no_sign", Text("没有设置提示标识", "no sign"), _cite("art_7__para_3"),
                Text("公共区域的视频采集系统没有醒目标识",
                     "a video system of a public area without a clearly visible sign")),
        Subject("practitioner", Text("从业单位无资格、未备案或者越级承接",
                                     "a firm without certificate or filing, or above its level"),
                _cite("art_14__para_2", "art_16__para_2"),
                Text("设计、施工、维修业务", "design, construction or maintenance")),
        Subject("not_reviewed", Text("未经审核即施工", "built without review"),
                _cite("art_17__para_2"),
                Text("设计方案未通过审核就施工", "construction before the design was passed")),
        Subject("not_accepted", Text("未经验收即使用", "used without acceptance"),
                _cite("art_19__para_1"),
                Text("系统未经验收合格就投入使用", "put into use before it was accepted")),
        Subject("not_kept", Text("保存时间不够，或者系统不正常运行",
                                 "storage too short, or the system does not run"),
                _cite("art_20__para_1", "art_21__para_1__item_1"),
                Text("采获信息保存不足，设备损坏无人维护",
                     "information kept too shortly, equipment broken and not looked after")),
        Subject("misuse", Text("违法使用、复制、传播、删除采获信息",
                               "records used, copied, spread or deleted unlawfully"),
                _cite("art_23", "art_24", "art_26"),
                Text("包括泄露、买卖、篡改、隐匿", "leaking, selling, altering, hiding too"),
                joins=False),
        Subject("refused", Text("本人依法查看被拒绝", "one's own lawful request was refused"),
                _cite("art_26__para_4"),
                Text("因人身、财产等权利遭受重大损害，情况紧急，要求查看有关信息而被拒绝",
                     "viewing in an urgent case of major loss of one's own"), joins=False),
        Subject("officials", Text("机关及其工作人员的行为", "the conduct of officials"),
                _cite("art_39__para_1"),
                Text("由上级机关受理，被反映的机关看不到",
                     "goes to the superior organ; the organ concerned does not see it"),
                route="superior", joins=False),
        Subject("other", Text("其他", "something else"), _cite("art_30"),
                Text("与技防有关的其他问题", "anything else about technical protection")),
    )
}  # fmt: skip

FINDINGS: Final[Mapping[str, Text]] = {
    "founded": Text("属实", "founded"),
    "partly": Text("部分属实", "partly founded"),
    "unfounded": Text("不属实", "unfounded"),
    "not_established": Text("未能查实", "could not be established"),
}
"""What the examination found; the platform's own list."""

UNSEAL_PURPOSES: Final[Mapping[str, Text]] = {
    "contact": Text("向反映人核实", "to verify with the person who reported"),
    "protect": Text("保护反映人", "to protect the person who reported"),
    "other_law": Text("其他法律要求", "another law demands it"),
}

STARS: Final[Mapping[str, Text]] = {
    "5": Text("非常满意", "very satisfied"),
    "4": Text("满意", "satisfied"),
    "3": Text("基本满意", "fairly satisfied"),
    "2": Text("不满意", "not satisfied"),
    "1": Text("非常不满意", "not satisfied at all"),
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the installation, as it was sent; its name is not kept."""

    name: str
    file: BinaryIO
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What someone reports.

    subject: a code of `SUBJECTS`. division: the county (or Dongguan, Zhongshan, a township) of the
    place; for officials, the division of the organ concerned. lat, lon: WGS 84, both or neither.
    name, contact: may be left out. sealed: no officer who handles the case sees them.
    same_as: the nearby report that is the same.
    """

    subject: str
    division: str
    address: str = ""
    place_note: str = ""
    lat: float | None = None
    lon: float | None = None
    what: str = ""
    photos: tuple[Photo, ...] = ()
    name: str = ""
    contact: str = ""
    sealed: bool = False
    same_as: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that was filed: its case, its code (shown once, kept nowhere; empty where the body
    that filed sees the case among its own), its number, the code of the organ."""

    case: UUID
    code: str
    number: str
    organ: str


class Route(NamedTuple):
    """Which organ a report goes to (its code; empty where the platform knows none), why, by which
    provision."""

    organ: str
    reason: Text
    cite: Cite


@dataclass(frozen=True, slots=True)
class Nearby:
    """An open report close by: what may be said of it to anyone. metres: rounded, none where the
    address is the same; month: the first day of the month in which it was filed, as 2026-11."""

    case: UUID
    subject: str
    state: Text
    month: str
    metres: int | None
    same_address: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a case, as its complainant may see it."""

    at: datetime
    act: str
    name: Text
    state: Text
    reason: str = ""
    letter: str = ""
    """The public id of the letter that went out, in one's own case."""
    own: bool = False
    """Whether the complainant did it."""
    to: Text | None = None
    """To whom it was referred."""


@dataclass(frozen=True, slots=True)
class Unsealing:
    """That an identity was asked for: why; whether it was agreed to, when; until when it is open;
    how often it was looked at. `number` names it."""

    number: int
    purpose: str
    asked_at: datetime
    agreed: bool | None
    decided_at: datetime | None = None
    until: datetime | None = None
    looks: int = 0
    asked_by: str = ""
    ground: str = ""
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reported: for the one officer to whom it was opened."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Note:
    """Words and papers added to a case: by the complainant, or by an officer on what was found."""

    at: datetime
    kind: Literal["supplement", "inspection"]
    text: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """How satisfied the complainant was with an answer: 1 to 5, and a remark."""

    stars: int
    remark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint in clear, for whoever may see the case.

    contact_name, contact: masked, and only what was not sealed. has_identity: a sealed one lies
    apart. about_organ: the organ complained of, for officials. site: the public id of the site it
    is about, once known. main: the case it was merged into. followers: how many others reported the
    same. origin: the case from which another organ referred it.
    """

    subject: str
    division: str
    address: str
    place_note: str
    lat: float | None
    lon: float | None
    what: str
    photos: tuple[str, ...]
    contact_name: str
    contact: str
    has_identity: bool
    about_organ: str
    site: str
    main: UUID | None
    followers: int
    origin: UUID | None
    notes: tuple[Note, ...]
    ratings: tuple[Rating, ...]
    withheld: bool = False
    """The reader does not handle cases: every word of the complainant is left out."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that happened in another's case: on which day, and no more exactly."""

    on: date
    act: str
    name: Text
    state: Text
    to: Text | None = None
    """To whom it was referred."""


@dataclass(frozen=True, slots=True)
class Main:
    """The case that one's own was merged into, as far as a follower sees it: progress, what was
    found, what the organ answers everyone; no word of anybody else. Neither its number nor when it
    was reported: who is reported may join as well, and is not to learn when somebody stood there.
    """

    state: Text
    sentence: Text
    happenings: tuple[Passed, ...]
    finding: str = ""
    answer: str = ""
    referred: Referred | None = None


@dataclass(frozen=True, slots=True)
class Referred:
    """Where a case was referred to, and why."""

    to: Text
    reason: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the bearer of a code sees of the case, and acts as. Where it was referred to an organ of
    the platform, the case is the one there; what happened before stands in its happenings, too.

    instead: where to go instead, for what is outside the scope. asked: what the organ asks of the
    complainant now; empty if nothing. finding, answer: of the latest reply. rateable: it was not
    rated yet. Every act that is open: `list_lawful_acts(case, actor)` within `as_bearer(tracked)`.
    """

    case: Case
    actor: Actor
    complaint: Complaint
    number: str
    state: Text
    sentence: Text
    happenings: tuple[Happening, ...]
    asked: str = ""
    finding: str = ""
    answer: str = ""
    instead: str = ""
    rateable: bool = False
    main: Main | None = None
    referred: Referred | None = None
    unsealings: tuple[Unsealing, ...] = field(default=())
