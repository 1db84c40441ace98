"""Arts. 2 and 42: whether the Measures apply at all."""

from __future__ import annotations

from datetime import date

from jifang.law.engine.expr import TRUE
from jifang.law.engine.question import Clause, Question
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, day, region
from jifang.law.places import GUANGDONG
from jifang.law.rules.terms import outcome

SPECIAL_DOMAIN = define_domain(
    "special_domain",
    national_security=("涉及国家安全", "touches national security"),
    state_secret=("涉及国家秘密", "touches state secrets"),
    none=("都不涉及", "neither"),
)

place = region("region", ("所在地", "where it is"))
occurred_on = day("occurred_on", ("事情发生的日期", "the day it happened"))
special_domain = code("special_domain", ("系统是否涉密涉国安", "special domain"), SPECIAL_DOMAIN)

SCOPE = Question(
    name="scope",
    title=Text("办法适不适用", "Do the Measures apply?"),
    asks=Text(
        "这件事归不归本办法管：时间、地点、是否涉及国家安全或者国家秘密",
        "Whether the Measures govern the matter: time, place, national security or state secrets",
    ),
    provisions=("art_2__para_1", "art_2__para_3", "art_42__para_1"),
    facts=(place, occurred_on, special_domain),
    outcomes=(
        outcome("applies", "适用本办法", "the Measures apply", "ok"),
        outcome("before_commencement", "发生在施行之前，不适用", "before commencement", "warn"),
        outcome("outside_province", "不在本省，不适用", "outside the province", "warn"),
        outcome("other_law", "适用其他法律、法规、规章", "other law applies", "warn"),
    ),
    clauses=(
        Clause(
            "art_42__para_1",
            occurred_on < date(2017, 8, 1),
            "before_commencement",
            Text(
                "办法自 2017 年 8 月 1 日起施行，此前的事不适用",
                "the Measures are in force from 1 August 2017; earlier matters are outside them",
            ),
        ),
        Clause(
            "art_2__para_1",
            ~place.under(GUANGDONG),
            "outside_province",
            Text(
                "办法只适用于本省行政区域内",
                "the Measures apply only inside the province",
            ),
        ),
        Clause(
            "art_2__para_3",
            special_domain.is_in("national_security", "state_secret"),
            "other_law",
            Text(
                "涉及国家安全或者国家秘密的系统，其建设和管理依照有关法律、法规、规章；安装的义务不因此免除",
                "building and managing systems that touch national security or state secrets "
                "follows other law; the duty to install is not lifted by that",
            ),
        ),
        Clause(
            "art_2__para_1",
            TRUE,
            "applies",
            Text(
                "本省行政区域内技防的规划、建设、维护、应用及其监督管理，适用本办法",
                "planning, building, maintaining, using and supervising technical protection in "
                "the province is governed by the Measures",
            ),
        ),
    ),
    adverse=(),
    always_asked=True,
)
