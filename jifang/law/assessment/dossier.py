"""A dossier: one site with what stands on it and what was done, as an assessment reads it.

Every section reuses the facts of the questions it is put to, under the same names. A section may
be left out, and a fact may be left out: it is then unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jifang.law.engine.expr import Fact
from jifang.law.engine.question import Question
from jifang.law.engine.types import define_domain
from jifang.law.errors import InputError, Problem, Text
from jifang.law.facts import code, day, number, region, words, yes_no
from jifang.law.places import PLACE_KIND
from jifang.law.rules import QUESTIONS
from jifang.law.rules.duties import DUTY, ROLE
from jifang.law.rules.place_terms import check_setting
from jifang.law.rules.storage_floors import KINDS_WITH_A_FLOOR
from jifang.law.rules.terms import SETTING
from jifang.law.schema import describe_fields, read_facts, restore_codes

MAX_ROWS = 5_000
"""Rows a section may hold; one site has fewer cameras than that."""

SYSTEM_KIND = define_domain(
    "system_kind",
    intrusion_alarm=("入侵报警", "intrusion alarm"),
    video_surveillance=("视频监控", "video surveillance"),
    road_checkpoint=("道路卡口", "road checkpoint"),
    access_control=("出入口控制", "access control"),
    electronic_patrol=("电子巡查", "electronic patrol"),
    parking_management=("停车库（场）管理", "parking management"),
    security_inspection=("防爆安全检查", "explosion-proof security inspection"),
    biometric_identification=(
        "人体生物学特征采集识别",
        "biometric collection and identification",
    ),
    video_analysis=("视频图像智能分析", "intelligent video image analysis"),
    integrated=("集成的系统或者网络", "integration or network of systems"),
)
"""The ten kinds of art. 40 ¶2."""

BY_NAME = {q.name: q for q in QUESTIONS}


def _borrow(question: str, *without: str) -> tuple[Fact, ...]:
    """The facts of a question, but for those the dossier states elsewhere."""
    q: Question = BY_NAME[question]
    return tuple(f for f in q.facts if f.name not in without)


NAME = words("name", ("名称", "name"))
SYSTEM = words("system", ("所属系统（名称）", "system it belongs to (name)"))
DAYS = BY_NAME["retention"].fact("effective_storage_days")

SITE = (
    words("name", ("场所名称", "name of the site")),
    yes_no("demonstration", ("演示数据", "demonstration data"), ("真实数据", "real data")),
    region("region", ("所在地", "where it is"), county=True),
    code("place_kind", ("场所种类", "kind of place"), PLACE_KIND),
    code(
        "setting",
        ("场所属于", "the place counts as"),
        SETTING,
        hint=("不填则由场所种类推定", "left out: follows from the kind of place"),
    ),
    BY_NAME["siting"].fact("public_area"),
    BY_NAME["scope"].fact("special_domain"),
    BY_NAME["retention"].fact("counter_terrorism_target"),
    yes_no(
        "system_installed",
        ("已安装技防产品或者系统", "products or systems are installed"),
        ("没有安装技防产品或者系统", "no products or systems are installed"),
    ),
    *BY_NAME["responsible_party"].facts,
)

SYSTEMS = (
    NAME,
    code("kind", ("系统种类", "kind of system"), SYSTEM_KIND),
    number("channels", ("通道数", "channels"), ("路", "channels")),
    day("in_use_since", ("投入使用日期", "in use since"), none=("尚未投入使用", "not in use")),
    DAYS,
    BY_NAME["retention"].fact("other_law_days"),
    BY_NAME["system_filing"].fact("system_of_art_7"),
    BY_NAME["system_filing"].fact("filed_on"),
    BY_NAME["system_filing"].fact("changed_on"),
)

STORAGE = (
    SYSTEM,
    words("channel", ("通道", "channel")),
    DAYS,
    BY_NAME["retention"].fact("age_days"),
    BY_NAME["retention"].fact("purpose_achieved"),
)

SPOTS = (NAME, SYSTEM, *_borrow("siting", "place_kind"))

AMOUNT_OF_PROJECT = (
    BY_NAME["undertaking"].fact("project_amount"),
    BY_NAME["undertaking"].fact("system_risk_level"),
)

PROJECTS = (
    NAME,
    SYSTEM,
    words("constructing_unit", ("建设单位", "constructing unit")),
    *AMOUNT_OF_PROJECT,
    *_borrow("design_approval", "setting", "site_region"),
    *_borrow("preconstruction_review", "setting"),
    *_borrow("putting_into_use", "setting"),
    yes_no("in_use", ("已投入使用", "in use"), ("尚未投入使用", "not in use")),
)

WORKS = (
    words("firm", ("从业单位", "firm")),
    NAME,
    words(
        "project",
        ("所属工程（名称）", "project it belongs to (name)"),
        hint=("造价和风险等级不填的，取自该工程", "its amount and risk level are used if left out"),
    ),
    *_borrow("undertaking"),
)

CERTIFICATES = (words("firm", ("从业单位", "firm")), *_borrow("certificate_application"))

DUTY_ROWS = (
    code("role", ("身份", "role"), ROLE),
    code("duty", ("职责", "duty"), DUTY),
    yes_no("held", ("有", "in place"), ("没有", "not in place")),
    day("until", ("有效至", "valid until"), none=("不设期限", "no end date")),
)

ACCESS = (NAME, SYSTEM, *_borrow("information_access", "system_setting"))

ORDERS = (
    *_borrow(
        "liability",
        *("act_on", "offender", "offender_role", "setting", "video_system", "system_of_art_7"),
    ),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dossier: one record (the site) or a list of rows."""

    name: str
    title: Text
    facts: tuple[Fact, ...]
    is_list: bool = True


SECTIONS = (
    Section("site", Text("场所", "Site"), SITE, is_list=False),
    Section("systems", Text("系统", "Systems"), SYSTEMS),
    Section("spots", Text("安装点位", "Spots where devices are installed"), SPOTS),
    Section("storage", Text("存储证据", "Evidence of storage"), STORAGE),
    Section("projects", Text("建设工程", "Projects"), PROJECTS),
    Section("works", Text("承接业务", "Work taken on"), WORKS),
    Section("certificates", Text("资格证申请", "Certificate applications"), CERTIFICATES),
    Section("duties", Text("日常职责", "Standing duties"), DUTY_ROWS),
    Section("access", Text("信息查看、复制", "Access to captured information"), ACCESS),
    Section("orders", Text("已作出的责令", "Orders already given"), ORDERS),
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier that has been read: facts per section, ready to be asked about."""

    site: Mapping[str, Any]
    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    def section(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The rows of a list section; empty where it was left out."""
        return self.rows.get(name, ())


def read_dossier(raw: Mapping[str, Any], *, from_workbook: bool = False) -> Dossier:
    """Read a dossier from its plain form; raises `InputError` with every problem found.

    In a workbook a code such as 440106 cannot be told from a number; with `from_workbook` a
    whole number is taken as its digits where a code or a text is asked for.
    """
    if not isinstance(raw, Mapping):
        raise InputError(Problem("", raw, Text("应为字段与值的对照", "must be fields with values")))
    if from_workbook:
        raw = restore_dossier(raw)
    problems = list(_check_sections(raw))
    rows: dict[str, tuple[Mapping[str, Any], ...]] = {}
    site: Mapping[str, Any] = {}
    for section in SECTIONS:
        given = raw.get(section.name)
        if given is None:
            continue
        found, wrong = _read_section(section, given)
        problems.extend(wrong)
        if section.is_list:
            rows[section.name] = found
        elif found:
            site = found[0]
    problems.extend(_check_references(rows))
    problems.extend(check_setting(site, KINDS_WITH_A_FLOOR, "site.setting"))
    if problems:
        raise InputError(problems)
    return Dossier(site, rows)


def _check_sections(raw: Mapping[str, Any]) -> Iterator[Problem]:
    names = ", ".join(s.name for s in SECTIONS)
    for name, value in raw.items():
        if name not in {s.name for s in SECTIONS}:
            yield Problem(
                str(name), value, Text(f"没有这一部分；允许：{names}", f"unknown section; {names}")
            )
    if not isinstance(raw.get("site"), Mapping):
        yield Problem("site", raw.get("site"), Text("必须有场所", "the site must be described"))


def _read_section(
    section: Section, given: Any
) -> tuple[tuple[Mapping[str, Any], ...], list[Problem]]:
    if not section.is_list:
        return _read_rows(section, [given] if isinstance(given, Mapping) else [])
    if not isinstance(given, list):
        return (), [Problem(section.name, given, Text("应为列表", "must be a list of records"))]
    if len(given) > MAX_ROWS:
        message = Text(f"最多 {MAX_ROWS} 行", f"at most {MAX_ROWS} rows")
        return (), [Problem(section.name, len(given), message)]
    return _read_rows(section, given)


def _read_rows(
    section: Section, given: list[Any]
) -> tuple[tuple[Mapping[str, Any], ...], list[Problem]]:
    found: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    for index, row in enumerate(given):
        where = f"{section.name}[{index}]" if section.is_list else section.name
        try:
            found.append(read_facts(section.facts, row, where))
        except InputError as error:
            problems.extend(error.problems)
    return tuple(found), problems


def restore_dossier(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A dossier from a workbook with its codes as text again (see `read_dossier`)."""
    found = dict(raw)
    for section in SECTIONS:
        given = raw.get(section.name)
        if isinstance(given, Mapping):
            found[section.name] = restore_codes(section.facts, given)
        elif isinstance(given, list):
            found[section.name] = [
                restore_codes(section.facts, r) if isinstance(r, Mapping) else r for r in given
            ]
    return found


REFERENCES = (
    ("system", "systems", ("spots", "storage", "projects", "access")),
    ("project", "projects", ("works",)),
)
"""Which field names a row of which section, and where it stands."""

NO_SUCH = {
    "systems": Text("没有这个系统；有：{shown}", "no such system; there are: {shown}"),
    "projects": Text("没有这个工程；有：{shown}", "no such project; there are: {shown}"),
}


def _check_references(
    rows: Mapping[str, tuple[Mapping[str, Any], ...]],
) -> Iterator[Problem]:
    """A row that names a system, or a project, must name one of the dossier."""
    for field_, of, sections in REFERENCES:
        known = {r["name"] for r in rows.get(of, ()) if "name" in r}
        for section in sections if known else ():
            for index, row in enumerate(rows.get(section, ())):
                if row.get(field_, None) not in (None, *known):
                    shown = "、".join(sorted(known))
                    yield Problem(
                        f"{section}[{index}].{field_}",
                        row[field_],
                        NO_SUCH[of].fill(shown=shown),
                    )


def describe_dossier() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a dossier."""
    properties: dict[str, Any] = {}
    for section in SECTIONS:
        shape = describe_fields(section.facts)
        shape |= {"title": section.title.en, "x-title-zh": section.title.zh}
        if section.is_list:
            shape = {"type": "array", "items": shape, "maxItems": MAX_ROWS}
        if section.name != "site":  # a section left empty, as YAML writes it, is one left out
            shape["type"] = [shape["type"], "null"]
        properties[section.name] = shape
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dossier",
        "description": "一个场所的评估材料 / one site as an assessment reads it",
        "type": "object",
        "properties": properties,
        "required": ["site"],
        "additionalProperties": False,
    }
