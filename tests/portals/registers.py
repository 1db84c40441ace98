"""What the tests of the registers' pages begin with: organs, people of each role, some records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.selectors import derive_scope, find_body
from jifang.foundation.history.entries import declare_entry
from jifang.foundation.territory.services import (
    load_official_divisions,
    open_public_security_organs,
)
from jifang.foundation.walls.scope import Scope, work_in
from tests.portals.people import Person, make_person, sign_in

UNIT: dict[str, Any] = {
    "name": "示例中学（演示）", "credit_code": "91440101731566630A", "region": "440106",
    "address": "天河路 1 号", "contact_name": "张三", "contact_phone": "13800138000",
}  # fmt: skip
SITE: dict[str, Any] = {
    "name": "示例中学校本部", "place_kind": "a9_7.school", "region": "440106",
    "address": "天河路 1 号", "state_owned": "yes", "has_agreement": "no",
    "right_holder": "示例中学（演示）",
}  # fmt: skip
PROVINCE = Body("organ", "ps-440000", "广东省公安机关（演示）", "440000")
CODE = "44010600001320000001"
FIRM: dict[str, Any] = {"kind": "firm", "name": "示例工程公司", "region": "440106"}
LAB: dict[str, Any] = {"kind": "testing_body", "name": "示例检测机构", "region": "440106"}
ASSOCIATION: dict[str, Any] = {"kind": "association", "name": "示例协会", "region": "440100"}


def load_organs() -> None:
    with work_in(Scope(administration="system_admin")):
        load_official_divisions()
        open_public_security_organs()


def as_actor(person: Person) -> Actor:
    held = person.membership
    return Actor(person.account.pk, str(person.account.public_id), held.role, find_body(held))


def enter(person: Person, kind: str, parent: Any, given: dict[str, Any]) -> Any:
    with work_in(derive_scope(person.account, person.membership)):
        return declare_entry(kind, as_actor(person), parent, given)


@dataclass
class World:
    """People with their clients, and a record of every register by its kind."""

    people: dict[str, Person] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)


def make_world() -> World:
    """One record of every register."""
    load_organs()
    world = World()
    for role in ("officer", "supervisor", "unit_manager", "firm_manager", "lab_manager",
                 "association_member"):  # fmt: skip
        world.people[role] = make_person(role)
        world.clients[role] = sign_in(world.people[role])
    province = make_person("officer", "province", PROVINCE)
    world.people["province"], world.clients["province"] = province, sign_in(province)
    made = world.records

    def add(role: str, kind: str, parent: str, /, **given: Any) -> None:
        above = made[parent] if parent else None
        made[kind] = enter(world.people[role], kind, above, given)

    add("unit_manager", "unit", "", **UNIT)
    add("unit_manager", "site", "unit", **SITE)
    add("officer", "designation", "site", roll="key_unit_art_9", holds=True,
        number="天公技〔2026〕1号", organ_name="天河区公安机关（演示）",
        decided_on="2026-01-05")  # fmt: skip
    add("unit_manager", "system", "site", name="视频监控系统", kind="video_surveillance",
        stage="in_use", in_use_since="2024-05-30", declared_days=30)  # fmt: skip
    add(
        "unit_manager",
        "device",
        "system",
        name="硬盘录像机",
        kind="recorder",
        code="44010600001180000001",
    )
    add("unit_manager", "channel", "system", name="大门", kind="video", code=CODE,
        region="440106", point_class="1", positions=["1"])  # fmt: skip
    add("unit_manager", "quality_proof", "device", name="检验报告", kind="compulsory_certification")
    add("unit_manager", "store", "system", name="录像存储", configured_days=30)
    add("unit_manager", "sign", "site", location="大门右侧", displayed_since="2024-05-30")
    add("officer", "connection", "site", kind="networked_sharing", body_kind="public_security",
        body_name="天河区公安机关（演示）", purpose="public_security", basis="办法第二十五条",
        connected_on="2024-06-01")  # fmt: skip
    add("officer", "plan", "", name="技防规划（演示）", government="天河区人民政府（演示）",
        level="county", region="440106", year_from=2026, year_until=2030)  # fmt: skip
    add("officer", "funding", "plan", year=2026, purpose="running", budget="120000.50")
    add("unit_manager", "project", "unit", name="校园技防工程", setting="key_unit", region="440106",
        system_kinds=["video_surveillance"], building="none", amount="800000")  # fmt: skip
    add("unit_manager", "project_equipment", "project", name="摄像机", quantity=40, main=True)
    add("unit_manager", "project_equipment_proof", "project_equipment", number="2026-1",
        kind="compulsory_certification", valid_until="2030-01-01")  # fmt: skip
    add("firm_manager", "organisation", "", **FIRM)
    add("firm_manager", "staff", "organisation", number="S-001", person_name="李四",
        title_level="senior", is_technician=True)  # fmt: skip
    add("firm_manager", "credential", "staff", name="技防培训合格证（演示）", kind="training")
    add("firm_manager", "tool", "organisation", name="网络测试仪", purpose="commissioning")
    add("firm_manager", "premises", "organisation", address="天河路 2 号", area_m2="120.50")
    add("firm_manager", "firm_project", "organisation", name="校园监控工程", work="construction")
    add("firm_manager", "service_promise", "organisation", project_name="校园监控工程",
        works=["construction"], standards="GB 50348-2018", promise="24 小时内到场",
        promised_on="2026-01-05", until="2027-01-04")  # fmt: skip
    add("firm_manager", "promise_check", "service_promise", checker_kind="client",
        checked_on="2026-02-01", to_standard=True, promise_kept=True)  # fmt: skip
    add("firm_manager", "firm_rule", "organisation", subject="secrecy", name="资料保密制度",
        adopted_on="2026-01-01")  # fmt: skip
    add("firm_manager", "secrecy_agreement", "organisation", with_whom="staff",
        staff_number="S-001", signed_on="2026-01-01")  # fmt: skip
    add("firm_manager", "paper_archive", "organisation", project_name="校园监控工程",
        papers=["contract"], kept_at="资料室", archived_on="2026-03-01")  # fmt: skip
    add("firm_manager", "other_duty", "organisation", instrument="示例法规（演示）",
        provision="第一条", duty="示例职责", since="2026-01-01")  # fmt: skip
    firm = made["organisation"]
    add("lab_manager", "organisation", "", **LAB)
    add("lab_manager", "accreditation", "organisation", level="provincial", number="演示-1",
        accredited_by="市场监管部门（演示）", scope=["video_surveillance"], valid_from="2025-01-01",
        valid_until="2030-12-31")  # fmt: skip
    made["organisation"] = firm
    add("association_member", "course", "", name="技防培训班（演示）", association="示例协会",
        kind="technical", held_on="2026-03-01")  # fmt: skip
    add("association_member", "attendance", "course", person_name="王五", employer="示例工程公司")
    return world
