"""How the fields of each kind are laid out: groups with titles, help, columns, the law behind it.

A kind that says nothing here has one group of all its fields; a field that no group names stands in
the last one. So a new field shows without being named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jifang.foundation.history.data import Field
from jifang.foundation.history.kinds import Kind
from jifang.law.errors import Text


@dataclass(frozen=True, slots=True)
class Group:
    """Some fields of a kind under one title."""

    title: Text
    names: tuple[str, ...]


def group(zh: str, en: str, names: str) -> Group:
    """A group of fields."""
    return Group(Text(zh, en), tuple(names.split()))


FACTS: Final = Text("登记事项", "Particulars")
OTHERS: Final = Text("其他", "Further particulars")
WHERE: Final = "region address longitude latitude datum"
CONTACT: Final = group("联系", "Contact", "contact_name contact_phone")

GROUPS: Final[Mapping[str, tuple[Group, ...]]] = {
    "unit": (
        group("单位", "The unit", "name credit_code"),
        group("所在", "Where", WHERE),
        CONTACT,
    ),
    "site": (
        group("场所", "The site", "name place_kind public_area special_domain system_installed"),
        group("位置", "Where", WHERE),
        group("谁负责", "Who answers for it", "has_agreement agreed_party has_owner owner"
              " state_owned has_right_holder right_holder"),
        CONTACT,
    ),
    "system": (
        group("系统", "The system", "name kind stage in_use_since network declared_days"),
        group("接口与联网", "Interfaces and networks", "alarm_interface command_interface"
              " networked_with_police"),
        group("备案", "Filing", "system_of_art_7 filed_on changed_on"),
        group("建设与维护", "Who built and maintains it", "constructing_unit installer maintainer"),
    ),
    "device": (
        group("设备", "The device", "name kind main_equipment condition"),
        group("编码", "Code", "code code_edition"),
        group("厂商与安装", "Make and installation", "vendor model serial_number installed_on"
              " address"),
        group("网络地址", "Network", "ipv4 ipv6 mac"),
    ),
    "channel": (
        group("通道", "The channel", "name kind common_name condition"),
        group("编码", "Code", "code code_edition grassroots_code"),
        group("位置", "Where", "region address longitude latitude datum mount_height positions"
              " direction visible_range point_class"),
        group("设备", "Equipment", "vendor model installed_on camera_type functions function_types"
              " light encoding ipv4 ipv6 mac"),
        group("管理与联网", "Management and network", "networked police_organ manager"
              " manager_contact kept_days sector economy_code built_for shared"
              " on_level_3_platform"),
        group("安装部位（办法第七至十条）", "The spot (arts. 7 to 10)", "captures_video"
              " captures_audio privacy_place public_part authorized sign_displayed"
              " coverage_within_need near_protected_unit neighbour_consents"),
    ),
    "designation": (
        group("确定行为", "The act", "roll holds organ_name number decided_on until"),
    ),
    "organisation": (
        group("单位", "The body", "kind name credit_code legal_person established_on"),
        group("所在", "Where", WHERE),
        CONTACT,
    ),
    "project": (
        group("项目", "The project", "name setting system_kinds amount risk_level"
              " counter_terrorism"),
        group("地点", "Where", "region address site"),
        group("建设单位", "The constructing unit",
              "constructing_unit_level constructing_unit_region"),
        group("建筑工程与接口（办法第十一条）", "Building work and interfaces (art. 11)", "building"
              " in_building_plan alarm_interface command_interface networked_with_police"),
    ),
    "service_promise": (
        group("工程或者系统", "The project or system", "project_name project works video_system"
              " completed_on"),
        group("承诺", "The promise", "standards promise response_hours promised_on until endless"),
    ),
    "promise_check": (
        group("核验", "The check", "checker_kind checker checked_on"),
        group("结论", "What was found", "to_standard promise_kept finding until endless"),
    ),
    "secrecy_agreement": (
        group("与谁签订", "With whom", "with_whom staff_number other_party"),
        group("协议", "The agreement", "signed_on until endless covers"),
    ),
    "paper_archive": (
        group("工程或者系统", "The project or system", "project_name project"),
        group("存档", "The archive", "papers form kept_at keeper archived_on until endless"),
    ),
    "connection": (
        group("接入", "The connection", "kind system connected_on ended_on"),
        group("接入单位", "Who connected", "body_kind body_name designation_number"),
        group("目的与依据", "Purpose and basis", "purpose basis fee"),
    ),
}  # fmt: skip

HELP: Final[Mapping[str, Text]] = {
    "credit_code": Text(
        "18 位，营业执照或者法人证书上有", "18 characters, on the licence of the body"
    ),
    "region": Text(
        "选到县区；东莞、中山选市", "down to the county; in Dongguan and Zhongshan the city"
    ),
    "longitude": Text("度，小数，如 113.3200000", "degrees, as a decimal: 113.3200000"),
    "latitude": Text("度，小数，如 23.1300000", "degrees, as a decimal: 23.1300000"),
    "datum": Text("经纬度用哪个坐标系测得；平台不作换算", "as measured; nothing is converted"),
    "code": Text("20 位数字", "20 digits"),
    "code_edition": Text("不知道就不选，平台按两版判断", "leave it open and both are tried"),
    "declared_days": Text("单位自己声明的天数，不是凭据", "as the unit says; it is no evidence"),
    "budget": Text("元，至多两位小数", "yuan, at most two decimal places"),
    "spent": Text("元，至多两位小数", "yuan, at most two decimal places"),
    "amount": Text("元，至多两位小数", "yuan, at most two decimal places"),
    "has_owner": Text("“否”表示确知没有；不知道请选“未填”", "“no” says that there is surely none"),
    "has_right_holder": Text(
        "“否”表示确知没有；不知道请选“未填”", "“no” says that there is surely none"
    ),
    "has_agreement": Text(
        "“否”表示确知没有约定；不知道请选“未填”", "“no” says that there is surely none"
    ),
    "system": Text("不限于一个系统时不选", "none where it is not of one alone"),
    "grassroots_code": Text("6 位；没有填 000000", "6 digits; 000000 for none"),
}

PROVISIONS: Final[Mapping[str, str]] = {
    "site": "art_9__para_3",
    "designation": "art_9__para_1",
    "system": "art_40__para_2",
    "quality_proof": "art_13__para_1",
    "store": "art_20__para_1",
    "plan": "art_4__para_1",
    "funding": "art_4__para_1",
    "sign": "art_7__para_3",
    "connection": "art_25__para_1",
    "course": "art_6__para_1",
    "attendance": "art_22__para_1",
    "organisation": "art_14__para_1",
    "staff": "art_14__para_1",
    "tool": "art_14__para_1",
    "premises": "art_14__para_1",
    "firm_project": "art_14__para_1",
    "credential": "art_22__para_1",
    "accreditation": "art_18__para_1",
    "project": "art_12__para_1",
    "project_equipment": "art_13__para_1",
    "project_equipment_proof": "art_13__para_1",
    "service_promise": "art_22__para_1__item_1",
    "promise_check": "art_22__para_1__item_1",
    "firm_rule": "art_22__para_1__item_2",
    "secrecy_agreement": "art_22__para_1__item_2",
    "paper_archive": "art_22__para_1__item_2",
    "other_duty": "art_22__para_1__item_4",
}
"""The provision of the Measures that a register serves; some serve none of their own."""

COLUMNS: Final[Mapping[str, str]] = {
    "unit": "name credit_code region address",
    "site": "name unit_name place_kind region setting responsible_party",
    "system": "name parent kind stage in_use_since declared_days",
    "device": "name parent kind code vendor condition",
    "channel": "name parent kind code point_class condition is_complete",
    "quality_proof": "name parent kind number valid_until",
    "store": "name parent capacity_gb configured_days off_site",
    "designation": "number parent roll holds organ_name decided_on until",
    "organisation": "name kind credit_code region",
    "staff": "number parent person_name post title_level is_technician",
    "credential": "name parent kind number valid_until",
    "tool": "name parent purpose model quantity calibrated_until",
    "premises": "address parent area_m2 tenure until",
    "firm_project": "name parent work client amount completed_on",
    "accreditation": "number parent level scope valid_until",
    "service_promise": "project_name parent works promised_on until completed_on",
    "promise_check": "checked_on parent checker_kind to_standard promise_kept until",
    "firm_rule": "name parent subject adopted_on until",
    "secrecy_agreement": "with_whom parent staff_number other_party signed_on until",
    "paper_archive": "project_name parent papers kept_at archived_on until",
    "other_duty": "instrument parent provision duty held until",
    "plan": "name government level year_from year_until",
    "funding": "year parent purpose budget spent",
    "sign": "location parent displayed_since clearly_visible meets_standard",
    "connection": "body_name parent kind purpose connected_on ended_on",
    "course": "name association kind held_on",
    "attendance": "person_name parent employer passed valid_until",
    "project": "name unit_name setting region stage amount",
    "project_equipment": "name parent vendor model quantity main",
    "project_equipment_proof": "number parent kind issued_by valid_until",
}
"""The columns that a list shows before anyone chooses; the first leads to the record."""

FILTERS: Final[Mapping[str, str]] = {
    "unit": "region credit_code_right",
    "site": "region place_kind setting responsible_outcome",
    "system": "kind stage",
    "device": "kind condition code",
    "channel": "kind point_class is_complete code",
    "quality_proof": "kind valid_until",
    "store": "off_site",
    "designation": "roll holds",
    "organisation": "kind region",
    "staff": "title_level is_technician",
    "credential": "kind valid_until",
    "accreditation": "level valid_until",
    "tool": "purpose calibrated_until",
    "premises": "tenure",
    "firm_project": "work completed_on",
    "service_promise": "promised_on until",
    "promise_check": "to_standard promise_kept",
    "firm_rule": "subject until",
    "secrecy_agreement": "with_whom until",
    "paper_archive": "form until",
    "other_duty": "held until",
    "plan": "level region",
    "funding": "year purpose",
    "sign": "clearly_visible meets_standard",
    "connection": "kind body_kind purpose",
    "course": "kind held_on",
    "attendance": "passed valid_until",
    "project": "setting region stage building",
    "project_equipment": "main",
    "project_equipment_proof": "kind valid_until",
}
"""The filters that stand in front of the others."""

EXTRA: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("credit_code_right",),
    "organisation": ("credit_code_right",),
    "site": ("unit_name", "setting", "responsible_outcome", "responsible_party"),
    "channel": ("is_complete",),
    "project": ("unit_name", "stage"),
}
"""Derived columns that are shown and filtered by, beside the fields."""


def list_groups(kind: Kind[Any]) -> list[tuple[Text, list[Field]]]:
    """The fields of a kind in their groups, each field once; papers have a section of their own."""
    by_name = {f.name: f for f in kind.fields if f.name != "documents"}
    found = []
    for each in GROUPS.get(kind.name, ()):
        fields = [by_name.pop(name) for name in each.names if name in by_name]
        if fields:
            found.append((each.title, fields))
    if by_name:
        found.append((OTHERS if found else FACTS, list(by_name.values())))
    return found


def find_help(kind: Kind[Any], field: Field) -> Text:
    """What helps to fill a field in."""
    if field.help.en:
        return field.help
    return HELP.get(field.name, Text("", ""))
