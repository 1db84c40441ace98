"""The fields of projects, of their equipment and its proofs, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from jifang.domains.projects.covers import find_uncovered, list_taken_on
from jifang.domains.projects.data import (
    ACCEPTANCE,
    BUILDINGS,
    DESIGN_REVIEW,
    PROOF_KINDS,
    ROLES,
    SETTINGS,
    SYSTEM_KINDS,
    UNIT_LEVELS,
)
from jifang.domains.projects.models import Equipment, EquipmentProof, Project
from jifang.domains.qualifications.api import explain
from jifang.domains.units.api import find_keeper, find_site_ref
from jifang.foundation.cases.models import Case
from jifang.foundation.history.data import Field, NotFoundError
from jifang.foundation.history.fields import asked, chosen, dated, said, several
from jifang.foundation.history.kinds import Kind, R, register_kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import amount, document, documents, region, symbols, whole
from jifang.foundation.search.pinyin import spell_name
from jifang.law.errors import Problem, Text

LONGEST_NAME: Final = 200
FIXED: Final = ("region", "setting", "unit_id")
"""What stays once a project is initiated: the organ and the law that apply follow from it."""
EXAMINED: Final = (
    "region", "setting", "constructing_unit_level", "constructing_unit_region", "system_kinds",
)  # fmt: skip
"""What stays while an organ examines: which organ it is, and what the design is for."""
WEIGHED: Final = ("amount", "risk_level")
"""By what the level is required that a firm must hold (art. 14)."""
DOCUMENTS: Final = Field("documents", Text("文件", "documents"), documents)


def derive_project(project: Project) -> None:
    """Pinyin and initials of the name."""
    project.pinyin, project.initials = spell_name(project.name)


def check_project(project: Project) -> Iterator[Problem]:
    """A place that no organ keeps, a site that is not the unit's, what is fixed by now."""
    if find_keeper(project.region) is None:
        said_so = Text("没有登记这个地方的主管公安机关", "no organ is recorded for this place")
        yield Problem("region", project.region, said_so)
    if project.site:
        yield from check_site(project)
    if project.pk:
        yield from check_change(Project.objects.get(pk=project.pk), project)


def warn_project(project: Project) -> Iterator[Problem]:
    """A project of the same name that the unit has already: perhaps it is declared twice."""
    if project.pk:
        return
    if Project.objects.filter(party=project.party, name=project.name, state=ACTIVE).exists():
        said_so = Text(
            "本单位已登记同名的建设项目；确是另一个项目的，再登记",
            "the unit has a project of this name already; enter it only if it is another one",
        )
        yield Problem("name", project.name, said_so)


def check_change(before: Project, project: Project) -> Iterator[Problem]:
    """What is fixed by now, what an organ is examining, what firms have taken on."""

    def changed(names: tuple[str, ...]) -> list[str]:
        return [n for n in names if getattr(before, n) != getattr(project, n)]

    if project.stage:
        fixed = Text("立项以后不再变更", "is not changed once the project is initiated")
        for name in changed(FIXED):
            yield Problem(name, str(getattr(project, name)), fixed)
    frozen = changed(EXAMINED)
    if frozen and is_examined(project):
        meanwhile = Text(
            "设计审核或者验收正在办理，其间不变更；须变更的，先撤回申请",
            "stays while the design review or the acceptance goes on; withdraw it to change this",
        )
        yield from (Problem(name, str(getattr(project, name)), meanwhile) for name in frozen)
    weighed = changed(WEIGHED)
    if weighed:
        yield from check_covers(project, weighed[0])


def is_examined(project: Project) -> bool:
    """Whether a design review or an acceptance of the project goes on."""
    return Case.objects.filter(
        procedure__in=(DESIGN_REVIEW, ACCEPTANCE), closed_at=None, about_kind="project",
        about_id=str(project.public_id), party=project.party,
    ).exists()  # fmt: skip


def check_covers(project: Project, name: str) -> Iterator[Problem]:
    """Firms that have taken work on still may, by the new amount and risk level."""
    for member in list_taken_on(project):
        decision = find_uncovered(project, member)
        if decision is not None:
            why, given = explain(decision), str(getattr(project, name))
            said_so = Text(
                f"{ROLES[member.role].zh}{member.name}已承接，变更后不能承担（{why.zh}）；先更换单位",
                f"{member.name} has taken work on and may not do it then ({why.en}); replace it"
                " first",
            )
            yield Problem(name, given, said_so)


def check_site(project: Project) -> Iterator[Problem]:
    """The site is one of the unit's, in the same place, and counts as the project says."""
    try:
        site = find_site_ref(str(project.site))
    except NotFoundError:
        none = Text("没有这个场所", "there is no such site")
        yield Problem("site", str(project.site), none)
        return
    if site.party != project.party:
        yield Problem(
            "site", str(project.site), Text("不是建设单位的场所", "not a site of the unit")
        )
    elif find_keeper(site.region) != find_keeper(project.region):
        other = Text(f"场所在 {site.region}", f"the site lies in {site.region}")
        yield Problem("region", project.region, other)


PROJECT: Final = register_kind(
    Kind(
        "project",
        Text("建设项目", "project"),
        Project,
        (
            said("name", "项目名称", "name of the project", LONGEST_NAME, required=True),
            chosen("setting", "系统用于", "system for", SETTINGS, required=True),
            Field("region", Text("建设地点", "where it is built"), region(), required=True),
            said("address", "地址", "address", 300),
            Field("site", Text("场所（登记编号）", "site (id in the register)"), document),
            several("system_kinds", "系统种类", "kinds of system", SYSTEM_KINDS, required=True),
            chosen("constructing_unit_level", "建设单位属于哪一级", "level of the unit",
                   UNIT_LEVELS),
            Field("constructing_unit_region", Text("建设单位所在地", "place of the unit"),
                  region(county=False)),
            Field("amount", Text("投资额（元）", "amount in yuan"), amount),
            Field("risk_level", Text("风险等级", "risk level"), whole(1, 4)),
            asked("counter_terrorism", "防范恐怖袭击重点目标", "counter-terrorism key target"),
            chosen("building", "建筑工程", "building work", BUILDINGS),
            asked("in_building_plan", "技防建设纳入建筑工程规划", "part of the building plan"),
            asked("alarm_interface", "预留报警接收中心接口",
                  "interface to the alarm receiving centre reserved"),
            asked("command_interface", "预留应急指挥系统接口",
                  "interface to the emergency command reserved"),
            asked("networked_with_police", "与公安机关联网共享",
                  "networked and shared with the public security organ"),
            DOCUMENTS,
        ),
        kept=("unit_name",),
        derive=derive_project,
        check=check_project,
        warn=warn_project,
        find_region=lambda project: find_keeper(project.region),
        searched=("name", "unit_name", "initials"),
    )
)  # fmt: skip


def register_part(
    name: str, title: Text, model: type[R], fields: tuple[Field, ...], link: str, **more: Any
) -> Kind[R]:
    """A kind that moves along with its project."""
    return register_kind(
        Kind(name, title, model, fields, root="project", root_column="project_id", sort=(link,),
             **more)
    )  # fmt: skip


def check_proof(proof: EquipmentProof) -> Iterator[Problem]:
    """Days in order."""
    if proof.issued_on and proof.valid_until and proof.valid_until < proof.issued_on:
        order = Text("不得早于签发日期", "not before it was issued")
        yield Problem("valid_until", proof.valid_until, order)


EQUIPMENT: Final = register_part(
    "project_equipment",
    Text("项目设备", "equipment of a project"),
    Equipment,
    (
        said("name", "名称", "name", required=True),
        said("vendor", "厂商", "maker"),
        said("model", "型号", "model", 120),
        Field("quantity", Text("数量", "quantity"), whole(1, 10_000_000)),
        asked("main", "主要设备、产品", "main equipment or product"),
    ),
    "project",
)
PROOF: Final = register_part(
    "project_equipment_proof",
    Text("设备质量证明", "quality proof of equipment"),
    EquipmentProof,
    (
        chosen("kind", "证明种类", "kind", PROOF_KINDS, required=True),
        Field("number", Text("编号", "number"), symbols(96, "-_.:/ ()")),
        said("issued_by", "出具单位", "issued by"),
        dated("issued_on", "签发日期", "issued on"),
        dated("valid_until", "有效至", "valid until"),
        DOCUMENTS,
    ),
    "project",
    check=check_proof,
)
