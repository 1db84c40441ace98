"""What others may use of projects: value lists, stages, provisions, frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from jifang.foundation.audit.data import Basis
from jifang.law.assessment.dossier import SYSTEM_KIND
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.rules.design_approval import UNIT_LEVEL
from jifang.law.texts.loader import MEASURES

BUILDING_PLAN: Final = Cite(MEASURES, "art_11__para_1")
STAGES_CITE: Final = Cite(MEASURES, "art_12__para_1")
PROOFS: Final = Cite(MEASURES, "art_13__para_1")
UNDERTAKE: Final = Cite(MEASURES, "art_14__para_2")
APPROVE: Final = Cite(MEASURES, "art_17__para_1")
REVIEW: Final = Cite(MEASURES, "art_17__para_2")
TESTED: Final = Cite(MEASURES, "art_18__para_1")
ACCEPTED: Final = Cite(MEASURES, "art_19__para_1")

PROJECT: Final = "project"
"""The kind of record, and the procedure of its stages."""
DESIGN_REVIEW, REVIEW_PASSED = "design_review", "passed"
ACCEPTANCE, ACCEPTANCE_GIVEN = "acceptance", "accepted"
"""The procedures, and their final states, without which construction does not start and a system is
not put into use: the database looks for them."""

SETTINGS: Final[Mapping[str, Text]] = {
    "public_area": Text("公共区域", "public area"),
    "key_unit": Text("技防重点单位", "key unit"),
}
UNIT_LEVELS: Final[Mapping[str, Text]] = {c.code: c.label for c in UNIT_LEVEL.choices}
SYSTEM_KINDS: Final[Mapping[str, Text]] = {c.code: c.label for c in SYSTEM_KIND.choices}
BUILDINGS: Final[Mapping[str, Text]] = {
    "new": Text("新建建筑", "new building"),
    "altered": Text("改建建筑", "altered building"),
    "extended": Text("扩建建筑", "extended building"),
    "none": Text("不随建筑工程", "no building work"),
}
WITH_BUILDING: Final = frozenset({"new", "altered", "extended"})
"""Building works to which art. 11 applies: designed, built and put to use at the same time."""
PROOF_KINDS: Final[Mapping[str, Text]] = {
    "production_licence": Text("工业产品生产许可证", "industrial production licence"),
    "compulsory_certification": Text("强制性产品认证", "compulsory certification"),
    "voluntary_certification": Text("自愿性认证", "voluntary certification"),
    "test_report": Text("检验报告", "test report"),
    "other": Text("其他质量证明", "other quality proof"),
}
ROLES: Final[Mapping[str, Text]] = {
    "design": Text("设计单位", "design firm"),
    "construction": Text("施工单位", "construction firm"),
    "maintenance": Text("维修单位", "maintenance firm"),
    "supervision": Text("监理单位", "supervision firm"),
    "testing": Text("检测机构", "testing body"),
}
"""What a body is in a project."""
UNDERTAKEN: Final = frozenset({"design", "construction", "maintenance"})
"""Roles that need a certificate (art. 14): entered only by an undertaking."""
VERDICTS: Final[Mapping[str, Text]] = {
    "passed": Text("初验通过", "passed"),
    "failed": Text("初验未通过", "not passed"),
}

STAGES: Final[Mapping[str, Text]] = {
    "initiated": Text("立项", "initiated"),
    "tendered": Text("招投标", "tendered"),
    "designed": Text("设计", "designed"),
    "constructing": Text("施工", "under construction"),
    "trial": Text("试运行", "trial run"),
    "completed": Text("竣工", "completed"),
    "pre_accepted": Text("初验", "preliminarily accepted"),
    "tested": Text("检测", "tested"),
    "accepted": Text("验收", "accepted"),
    "in_use": Text("投入使用", "in use"),
}
"""The stages of art. 12 in their order, and what follows them."""
ENDED: Final = "ended"
REACHED: Final[Mapping[str, Text]] = {**STAGES, ENDED: Text("终止", "ended early")}
"""Every state of a project's case."""
ACTS: Final[Mapping[str, str]] = {
    "initiate": "initiated",
    "tender": "tendered",
    "finish_design": "designed",
    "start_construction": "constructing",
    "start_trial": "trial",
    "complete": "completed",
    "pre_accept": "pre_accepted",
    "pass_test": "tested",
    "pass_acceptance": "accepted",
    "put_into_use": "in_use",
}
"""The step that leads to each stage."""


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """A project as other domains name it.

    party: the constructing unit. organ_region: who keeps its record. site: the public id of a site
    of the register, empty without one. amount: in yuan. Unknown is None or empty, never no.
    """

    public_id: str
    name: str
    party: str
    unit_name: str
    setting: str
    region: str
    organ_region: str
    site: str
    constructing_unit_level: str
    constructing_unit_region: str
    system_kinds: tuple[str, ...]
    amount: Decimal | None
    risk_level: int | None
    counter_terrorism: bool | None
    demonstration: bool
    pk: int = 0
    grant_key: str = ""
    """What its rows are opened to its members by: rows of other domains may bear it, too."""


@dataclass(frozen=True, slots=True)
class Member:
    """A body that takes part in a project, and as what; `undertaking` is what covers it."""

    public_id: str
    party: str
    body: str
    name: str
    role: str
    since: date
    until: date | None
    undertaking: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a stage is held up: as a code for the ledger, in words, by which provisions."""

    code: str
    text: Text
    basis: tuple[Basis, ...] = field(default_factory=tuple)
