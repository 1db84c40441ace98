"""Art. 17 ¶1: which organ approves a design scheme."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, call, pick
from jifang.law.engine.question import Clause, Duty, Exposure, Question, Value
from jifang.law.engine.types import ORGAN, define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, region
from jifang.law.rules.terms import SETTING, SETTING_WORDS, outcome, reading

UNIT_LEVEL = define_domain(
    "constructing_unit_level",
    village=("村、社区", "village"),
    township=("乡镇、街道", "township"),
    county=("县级", "county"),
    prefecture=("地级以上市", "prefecture"),
    province=("省级", "province"),
    none=("不属于任何一级政府", "not of any government"),
)

setting = code("setting", SETTING_WORDS, SETTING)
site_region = region(
    "site_region",
    ("系统所在地", "place of the system"),
    county=True,
    hint=("具体到县（市、区）或者乡镇", "down to the county or township"),
)
unit_level = code(
    "constructing_unit_level", ("建设单位属于哪一级", "level of the constructing unit"), UNIT_LEVEL
)
unit_region = region(
    "constructing_unit_region", ("建设单位所在地", "place of the constructing unit")
)

public_area = setting.is_in("public_area")

READ_PROVINCE = reading(
    "provincial_constructing_unit",
    ("省级建设单位", "provincial constructing unit"),
    (
        "省级的上一级不在本办法之内，逐级请示，由人工确定",
        (
            "there is no organ above the province inside the Measures; it is referred upward and "
            "settled by hand"
        ),
    ),
    ("由省人民政府公安机关自行核准", "the provincial organ approves it itself"),
)
READ_NO_LEVEL = reading(
    "constructing_unit_without_level",
    ("建设单位不属任何一级政府", "constructing unit of no government"),
    (
        "没有级别就没有“上一级”，办法未作规定，逐级请示确定",
        (
            "without a level there is nothing “one level above”; the Measures are silent, so it is "
            "referred upward"
        ),
    ),
    (
        "按“县级以上人民政府公安机关”的一般规定，由所在地县级公安机关核准",
        "under the general words the county-level organ of the place approves it",
    ),
)
READ_NO_COUNTY = reading(
    "city_without_counties",
    ("不设县的市", "city without counties"),
    (
        "东莞、中山不设县级，由市公安机关核准",
        "Dongguan and Zhongshan have no counties: the municipal organ approves",
    ),
    (
        "由市公安机关的分局核准",
        "a sub-bureau of the municipal organ approves",
    ),
)
READ_VILLAGE = reading(
    "village_constructing_unit",
    ("村级建设单位", "village constructing unit"),
    (
        "上一级是乡镇，但核准机关须为县级以上人民政府公安机关，故为县级",
        (
            "one level above is the township, but the approving organ must be of county level or "
            "above: the county"
        ),
    ),
    ("由乡镇派出所代办", "the township police station acts for it"),
)

COUNTYLESS = site_region.under("4419") | site_region.under("4420")

DESIGN_APPROVAL = Question(
    name="design_approval",
    title=Text("设计方案由谁核准", "Who approves the design scheme?"),
    asks=Text(
        "设计方案报哪一级公安机关核准",
        "Which public security organ approves the design scheme",
    ),
    provisions=("art_17__para_1",),
    facts=(setting, site_region, unit_level, unit_region),
    outcomes=(
        outcome("organ", "报核准机关", "goes to the approving organ", "ok"),
        outcome("refer_upward", "逐级请示确定", "referred upward", "warn"),
        outcome("not_needed", "不需要核准", "no approval is needed", "ok"),
    ),
    clauses=(
        Clause(
            "art_17__para_1",
            setting.is_in("other"),
            "not_needed",
            Text(
                "只有公共区域和重点单位的系统须报核准",
                "only systems of public areas and key units need approval",
            ),
        ),
        Clause(
            "art_17__para_1",
            public_area & unit_level.is_in("province"),
            "refer_upward",
            Text(
                "公共区域由建设单位的上一级人民政府公安机关核准；省级建设单位在办法内没有上一级",
                "in public areas the organ one level above the constructing unit approves; a "
                "provincial unit has none inside the Measures",
            ),
            reading=READ_PROVINCE,
        ),
        Clause(
            "art_17__para_1",
            public_area & unit_level.is_in("none"),
            "refer_upward",
            Text(
                "公共区域由建设单位的上一级人民政府公安机关核准；建设单位不属任何一级政府",
                "in public areas the organ one level above the constructing unit approves; this "
                "unit is of no government",
            ),
            reading=READ_NO_LEVEL,
        ),
        Clause(
            "art_17__para_1",
            public_area & unit_level.is_in("village"),
            "organ",
            Text(
                "公共区域由建设单位的上一级人民政府公安机关核准",
                "in public areas the organ one level above the constructing unit approves",
            ),
            reading=READ_VILLAGE,
        ),
        Clause(
            "art_17__para_1",
            public_area,
            "organ",
            Text(
                "公共区域由建设单位的上一级人民政府公安机关核准",
                "in public areas the organ of the government one level above the constructing "
                "unit approves",
            ),
        ),
        Clause(
            "art_17__para_1",
            COUNTYLESS,
            "organ",
            Text(
                "重点单位按属地管理，由所在地县级人民政府公安机关核准；不设县的市由市公安机关核准",
                "key units go to the county-level organ of the place; where a city has no "
                "counties, to the municipal organ",
            ),
            reading=READ_NO_COUNTY,
        ),
        Clause(
            "art_17__para_1",
            TRUE,
            "organ",
            Text(
                "重点单位按属地管理，由所在地县级人民政府公安机关核准",
                "key units go to the county-level organ of the place",
            ),
        ),
    ),
    values=(
        Value(
            "organ",
            Text("核准机关", "approved by"),
            pick(
                public_area,
                call("organ_above", ORGAN, unit_level, unit_region),
                call("county_organ", ORGAN, site_region),
            ),
            when=("organ",),
        ),
    ),
    duties=(
        Duty(
            Text("建设单位", "the constructing unit"),
            Text(
                "正式施工前将设计方案报核准",
                "submit the design scheme for approval before formal construction",
            ),
            "art_17__para_1",
            ("organ", "refer_upward"),
        ),
    ),
    exposures=(
        Exposure(
            "art_17__para_1",
            ("organ", "refer_upward"),
            {"offender": "unit", "offender_role": "constructing_unit"},
        ),
    ),
    adverse=(),
)
