"""The fields of systems, devices, channels, proofs and stores, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from jifang.domains.systems.data import SYSTEM_KINDS, load_lists
from jifang.domains.systems.device_codes import EDITIONS, DeviceCode, Fault, decode_device_code
from jifang.domains.systems.fields import (
    read_device_code,
    read_grassroots,
    read_ipv4,
    read_ipv6,
    read_mac,
)
from jifang.domains.systems.models import (
    Channel,
    CodedPart,
    Device,
    QualityProof,
    Store,
    System,
)
from jifang.domains.units.data import DATUMS
from jifang.foundation.history import fields
from jifang.foundation.history.data import Field
from jifang.foundation.history.fields import asked, dated, said
from jifang.foundation.history.kinds import Kind, R, find_repeated, register_kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import (
    decimal,
    documents,
    one_of,
    region,
    symbols,
    text,
    whole,
)
from jifang.foundation.search.pinyin import spell_name
from jifang.law.errors import Problem, Text

LISTS: Final = load_lists()
LONGEST_DAYS: Final = 36_500
NAME: Final = Field("name", Text("名称", "name"), text(200), required=True)


def listed(name: str, zh: str, en: str, of: str, *, required: bool = False) -> Field:
    """A field that takes a code of a value list."""
    return fields.chosen(name, zh, en, LISTS[of], required=required)


def several(name: str, zh: str, en: str, of: str) -> Field:
    """A field that takes codes of a value list."""
    return fields.several(name, zh, en, LISTS[of])


# -- systems ---------------------------------------------------------------------------------------


def derive_system(system: System) -> None:
    """Pinyin and initials."""
    system.pinyin, system.initials = spell_name(system.name)


def check_system(system: System) -> Iterator[Problem]:
    """Use and stage agree; days are not to come."""
    today = timezone.localdate()
    if system.in_use_since and system.in_use_since > today:
        yield Problem(
            "in_use_since", system.in_use_since, Text("不得晚于今天", "not later than today")
        )
    if system.stage == "in_use" and system.in_use_since is None:
        yield Problem(
            "in_use_since", None,
            Text("在用的系统须写明投入使用日期", "a system in use says since when"),
        )  # fmt: skip
    if system.in_use_since and system.stage not in {"", "in_use", "out_of_use"}:
        yield Problem(
            "stage", system.stage,
            Text("已有投入使用日期，阶段应为在用或者停用", "in use since a day, and not in use"),
        )  # fmt: skip
    if system.filed_on and system.filed_on > today:
        yield Problem("filed_on", system.filed_on, Text("不得晚于今天", "not later than today"))


SAME_SYSTEM: Final = Text("本场所已有同名的系统", "the site has a system of this name already")


def find_double_systems(systems: Sequence[System]) -> Mapping[int, Problem]:
    """Systems of the same name within their site."""
    keys = [(s.site_id, s.name) for s in systems]
    there = set(
        System.objects.filter(site__in={s for s, _ in keys}, state=ACTIVE)
        .exclude(pk__in=[s.pk for s in systems if s.pk])
        .values_list("site_id", "name")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("name", key[1], SAME_SYSTEM)
        for at, key in enumerate(keys)
        if key in there or at in repeated
    }


SYSTEM: Final = register_kind(
    Kind(
        "system",
        Text("系统", "system"),
        System,
        (
            NAME,
            Field("kind", Text("系统种类", "kind"), one_of(SYSTEM_KINDS), required=True,
                  choices=SYSTEM_KINDS),
            listed("stage", "阶段", "stage", "stage"),
            dated("in_use_since", "投入使用日期", "in use since"),
            listed("network", "网络", "network", "network"),
            asked("alarm_interface", "预留与报警接收中心的接口",
                  "interface to the alarm receiving centre"),
            asked("command_interface", "预留与应急指挥系统的接口",
                  "interface to the emergency command system"),
            asked("networked_with_police", "与公安机关联网共享",
                  "networked and shared with the public security organ"),
            asked("system_of_art_7", "属于《视频图像条例》第七条的系统",
                  "system of art. 7 of the Video Regulation"),
            dated("filed_on", "视频系统备案日期", "filed on"),
            dated("changed_on", "备案事项变更日期", "filed particulars changed on"),
            Field("declared_days", Text("声明的存储天数", "days kept, as declared"),
                  whole(0, LONGEST_DAYS)),
            said("constructing_unit", "建设单位", "constructing unit"),
            said("installer", "施工单位", "installer"),
            said("maintainer", "维护单位", "maintainer"),
        ),
        derive=derive_system,
        check=check_system,
        find_doubles=find_double_systems,
        find_key=lambda system: (system.site_id, system.name),
        searched=("name", "initials"),
        unique={"system_once": ("name", SAME_SYSTEM)},
        root="site",
        root_column="site_id",
    )
)  # fmt: skip


# -- codes -----------------------------------------------------------------------------------------


def decode_by(code: str, edition: str) -> DeviceCode:
    """A code by its edition; where none is said, by the one that finds less fault with it, the
    present one first."""
    if edition == "2016":
        return decode_device_code(code, "2016")
    new = decode_device_code(code, "2022")
    if edition == "2022" or not new.faults:
        return new
    old = decode_device_code(code, "2016")
    return old if len(old.faults) < len(new.faults) else new


def say_fault(fault: Fault) -> Problem:
    """A fault as a problem of the field, its part named."""
    part = PARTS_OF_CODE[fault.part]
    zh = f"{part.zh} {fault.value}：{fault.text.zh}"
    return Problem("code", fault.value, Text(zh, f"{part.en} {fault.value}: {fault.text.en}"))


PARTS_OF_CODE: Final = {
    "centre": Text("中心编码", "centre"),
    "industry": Text("行业编码", "industry"),
    "type": Text("类型编码", "type"),
    "network": Text("网络标识", "network"),
}


def check_code(part: CodedPart) -> Iterator[Problem]:
    """Every part of the code that is surely wrong."""
    if part.code:
        for fault in decode_by(part.code, part.code_edition).faults:
            if fault.sure:
                yield say_fault(fault)


def warn_code(part: CodedPart) -> Iterator[Problem]:
    """Every part of the code that is odd by the tables that are known."""
    if part.code:
        for fault in decode_by(part.code, part.code_edition).faults:
            if not fault.sure:
                yield say_fault(fault)


def derive_coded(part: CodedPart) -> None:
    """What is odd about the code."""
    part.code_doubts = [
        {"part": f.part, "value": f.value, "zh": f.text.zh, "en": f.text.en}
        for f in (decode_by(part.code, part.code_edition).faults if part.code else ())
        if not f.sure
    ]


SAME_CODE: Final = Text("登记中已有这个设备编码", "this device code is in the register")


def find_double_codes(parts: Sequence[Any]) -> Mapping[int, Problem]:
    """Parts whose code another of the same sort and organ has."""
    keys = [(p.code, p.organ_region) for p in parts]
    model = type(parts[0])
    there = set(
        model.objects.filter(code__in={c for c, _ in keys if c}, state=ACTIVE)
        .exclude(pk__in=[p.pk for p in parts if p.pk])
        .values_list("code", "organ_region")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("code", key[0], SAME_CODE)
        for at, key in enumerate(keys)
        if key[0] and (key in there or at in repeated)
    }


def find_code_key(part: CodedPart) -> tuple[str, str] | None:
    """What two entries of one coded part have in common."""
    return (part.code, part.organ_region) if part.code else None


CODE: Final = (
    Field("code", Text("设备编码（GB/T 28181）", "device code (GB/T 28181)"), read_device_code),
    fields.chosen(
        "code_edition", "编码所依版本", "edition of the code",
        {e: Text(f"{e} 版", f"{e} edition") for e in EDITIONS},
    ),
)  # fmt: skip
MADE: Final = (
    said("vendor", "设备厂商", "vendor", 120),
    said("model", "设备型号", "model", 120),
    dated("installed_on", "安装时间", "installed on"),
    said("address", "安装地址", "address", 300),
    Field("ipv4", Text("IPv4 地址", "IPv4"), read_ipv4),
    Field("ipv6", Text("IPv6 地址", "IPv6"), read_ipv6),
    Field("mac", Text("MAC 地址", "MAC"), read_mac),
)


def register_part(
    name: str, title: Text, model: type[R], of: tuple[Field, ...], **more: Any
) -> Kind[R]:
    """A kind that moves along with its site."""
    return register_kind(
        Kind(name, title, model, of, root="site", root_column="site_id", sort=("site",), **more)
    )


DEVICE: Final = register_part(
    "device",
    Text("设备", "device"),
    Device,
    (
        NAME,
        listed("kind", "设备种类", "kind", "device_kind", required=True),
        *CODE,
        *MADE,
        Field("serial_number", Text("出厂编号", "serial number"), symbols(64)),
        asked("main_equipment", "主要设备", "main equipment"),
        listed("condition", "状态", "condition", "condition"),
    ),
    derive=derive_coded,
    check=check_code,
    warn=warn_code,
    find_doubles=find_double_codes,
    find_key=find_code_key,
    unique={"device_code_once": ("code", SAME_CODE)},
)  # fmt: skip


# -- channels --------------------------------------------------------------------------------------

MANDATORY: Final[tuple[str, ...]] = (
    "code", "name", "vendor", "region", "point_class", "address", "longitude", "latitude",
    "positions", "networked", "police_organ", "manager", "condition",
)  # fmt: skip
MANDATORY_IN_CLASS_1: Final = ("installed_on", "manager_contact", "kept_days")


def list_gaps(channel: Channel) -> list[str]:
    """The fields of the one-camera-one-file record that are still to be given. Only video channels
    have one; installation, contact and days are asked for class 1 points alone."""
    if channel.kind != "video":
        return []
    needed = MANDATORY
    if channel.point_class == "1":
        needed = (*MANDATORY, *MANDATORY_IN_CLASS_1)
    empty: tuple[Any, ...] = (None, "", [])
    return [n for n in needed if getattr(channel, n) in empty or not _is_given(channel, n)]


def _is_given(channel: Channel, name: str) -> bool:
    return name != "manager_contact" or bool(channel.manager_contact)


def derive_channel(channel: Channel) -> None:
    """What is odd about the code, and what the record still lacks."""
    derive_coded(channel)
    channel.gaps = list_gaps(channel)
    channel.is_complete = not channel.gaps


def check_channel(channel: Channel) -> Iterator[Problem]:
    """The code, and a coordinate with all its parts."""
    yield from check_code(channel)
    coordinate = (
        channel.longitude is not None, channel.latitude is not None, bool(channel.datum)
    )  # fmt: skip
    if any(coordinate) and not all(coordinate):
        text_ = Text(
            "经度、纬度、坐标系须同时给出", "longitude, latitude and datum are given together"
        )
        yield Problem("datum", channel.datum or None, text_)


CHANNEL: Final = register_part(
    "channel",
    Text("通道", "channel"),
    Channel,
    (
        NAME,
        listed("kind", "通道种类", "kind", "channel_kind", required=True),
        *CODE,
        said("common_name", "俗称", "common name"),
        Field("region", Text("行政区划", "division"), region()),
        Field("grassroots_code", Text("基层接入单位编码", "grass-roots unit"), read_grassroots),
        listed("point_class", "监控点位类型", "class of point", "point_class"),
        *MADE,
        listed("camera_type", "摄像机类型", "type of camera", "camera_type"),
        several("functions", "摄像机功能类型", "functions", "function"),
        several("function_types", "功能类型（2022）", "function types (2022)", "function_type"),
        listed("light", "补光属性", "light", "light"),
        listed("encoding", "编码格式", "encoding", "encoding"),
        Field("mount_height", Text("安装高度（米）", "mounting height (m)"),
              decimal("0", "9999.99", 2)),
        Field("longitude", Text("经度", "longitude"), decimal("-180", "180", 7)),
        Field("latitude", Text("纬度", "latitude"), decimal("-90", "90", 7)),
        Field("datum", Text("坐标系", "datum"), one_of(DATUMS), choices=DATUMS),
        Field("visible_range", Text("可视距离（米）", "visible range (m)"),
              decimal("0", "999999.99", 2)),
        several("positions", "摄像机位置类型", "position types", "position"),
        listed("direction", "监视方位", "direction", "direction"),
        listed("networked", "联网属性", "networked", "networked"),
        said("police_organ", "所属辖区公安机关", "public security organ", 120),
        said("manager", "管理单位", "managed by"),
        Field("manager_contact", Text("管理单位联系方式", "contact of the manager"), text(40),
              personal="number"),
        Field("kept_days", Text("录像保存天数", "days kept"), whole(0, LONGEST_DAYS)),
        listed("condition", "设备状态", "condition", "condition"),
        said("sector", "所属部门、行业", "sector", 60),
        Field("economy_code", Text("国民经济行业代码", "economy code"), symbols(8, "")),
        said("built_for", "建设使用类别", "built and used for", 60),
        asked("shared", "是否共享", "shared"),
        asked("on_level_3_platform", "是否接入三级平台", "on a level-3 platform"),
        asked("captures_video", "采集图像", "captures video"),
        asked("captures_audio", "采集声音", "captures audio"),
        asked("privacy_place", "涉及公民隐私的部位", "a place of privacy"),
        asked("public_part", "公共部位", "a public part"),
        asked("authorized", "有权安装", "authorised"),
        asked("sign_displayed", "有提示标识", "a sign is displayed"),
        asked("coverage_within_need", "范围限于安全防范需要", "covers what is needed only"),
        asked("near_protected_unit", "毗邻军事禁区、涉密单位", "next to a protected unit"),
        asked("neighbour_consents", "该单位同意", "that unit consents"),
    ),
    kept=("is_complete",),
    derive=derive_channel,
    check=check_channel,
    warn=warn_code,
    find_doubles=find_double_codes,
    find_key=find_code_key,
    unique={"channel_code_once": ("code", SAME_CODE)},
)  # fmt: skip


# -- proofs and stores -----------------------------------------------------------------------------


def check_proof(proof: QualityProof) -> Iterator[Problem]:
    """Days in order."""
    if proof.issued_on and proof.valid_until and proof.valid_until < proof.issued_on:
        yield Problem(
            "valid_until", proof.valid_until, Text("不得早于签发日期", "not before it was issued")
        )


PROOF: Final = register_part(
    "quality_proof",
    Text("质量证明", "quality proof"),
    QualityProof,
    (
        NAME,
        listed("kind", "证明种类", "kind", "proof_kind", required=True),
        said("model", "适用型号", "for the model", 120),
        Field("number", Text("编号", "number"), symbols(96, "-_.:/ ()")),
        said("issued_by", "出具单位", "issued by"),
        dated("issued_on", "签发日期", "issued on"),
        dated("valid_until", "有效至", "valid until"),
        Field("documents", Text("文件", "documents"), documents),
    ),
    check=check_proof,
)  # fmt: skip

STORE: Final = register_part(
    "store",
    Text("存储", "store"),
    Store,
    (
        NAME,
        Field("capacity_gb", Text("容量（GB）", "capacity (GB)"), whole(0, 10**12)),
        Field("configured_days", Text("设定天数", "days as configured"), whole(0, LONGEST_DAYS)),
        asked("off_site", "异地存放", "kept elsewhere"),
    ),
)  # fmt: skip
