"""Arts. 39, 31 and 28: officials' liability, the credit record, commendation."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, constant
from jifang.law.engine.question import Clause, Duty, Listing, Question, Value
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, number, provision, yes_no
from jifang.law.parameters import param
from jifang.law.rules.terms import outcome, reading
from jifang.law.rules.video_terms import VIDEO_LAW

conduct = number(
    "conduct",
    ("第三十九条所列情形（第几项）", "conduct listed in art. 39 (item)"),
    ("项", "item"),
    minimum=1,
    maximum=6,
)
serious = yes_no(
    "serious",
    ("情节严重", "the circumstances are serious"),
    ("情节不严重", "the circumstances are not serious"),
)
consequences = yes_no(
    "serious_consequences",
    ("造成严重后果", "serious consequences"),
    ("没有严重后果", "no serious consequences"),
)
damage = yes_no(
    "damage_caused",
    ("造成损害后果", "someone's rights were harmed"),
    ("没有造成损害", "no one's rights were harmed"),
)

AUTHORITY = define_domain(
    "authority",
    superior_or_supervisory=("上级机关或者监察机关", "superior or supervisory organ"),
)
FOLLOWS = define_domain(
    "follows",
    civil=("造成损害后果的，承担民事责任", "civil liability for harm caused"),
    criminal=("涉嫌犯罪的，移送司法机关", "suspected crime: to the judicial organs"),
)

OFFICIAL_LIABILITY = Question(
    name="official_liability",
    title=Text("机关和工作人员的责任", "Liability of organs and officials"),
    asks=Text(
        "公安机关和其他部门及其工作人员有第三十九条所列情形的，怎么处理",
        "What follows where organs or officials act as art. 39 lists",
    ),
    provisions=("art_39__para_1", *(f"art_39__para_1__item_{i}" for i in range(1, 7))),
    facts=(conduct, serious, consequences, damage),
    outcomes=(
        outcome("order", "责令改正", "ordered to correct", "warn"),
        outcome(
            "order_and_sanction", "责令改正并给予处分", "ordered to correct, and sanctions", "stop"
        ),
        outcome("none", "不构成第三十九条所列情形", "not within art. 39", "ok"),
    ),
    clauses=(
        Clause(
            "art_39__para_1__item_4",
            conduct.eq(4) & ~consequences,
            "none",
            Text(
                "未依法履行监督检查职责，以造成严重后果为要件",
                "neglect of supervision counts only with serious consequences",
            ),
        ),
        Clause(
            "art_39__para_1__item_5",
            conduct.eq(5) & ~damage,
            "none",
            Text(
                "接警后未及时处置，以致使权益遭受损害为要件",
                "not handling an alarm report counts only with harm to someone's rights",
            ),
        ),
        Clause(
            "art_39__para_1",
            serious,
            "order_and_sanction",
            Text(
                "情节严重的，对直接负责的主管人员和其他直接责任人员依法给予处分",
                "in serious circumstances those directly responsible are sanctioned",
            ),
        ),
        Clause(
            "art_39__para_1",
            TRUE,
            "order",
            Text(
                "由上级机关或者监察机关责令改正",
                "the superior or supervisory organ orders correction",
            ),
        ),
    ),
    values=(
        Value(
            "authority",
            Text("由谁处理", "by whom"),
            constant(AUTHORITY, "superior_or_supervisory"),
            when=("order", "order_and_sanction"),
            domain=AUTHORITY,
        ),
        Listing(
            "referrals",
            Text("另须", "besides"),
            FOLLOWS,
            (("civil", damage), ("criminal", TRUE)),
            when=("order", "order_and_sanction"),
        ),
    ),
    adverse=("order", "order_and_sanction"),
)

breach = provision("breach", ("违反的条款", "provision breached"))

DUTIES_OF_VIDEO_LAW = (
    *(f"art_7__para_{n}" for n in (1, 2, 3)), *(f"art_{n}" for n in range(8, 16)),
    "art_16__para_2", "art_17", "art_19", "art_21", "art_22", "art_23",
)  # fmt: skip
OF_OTHER_LAW = (
    *(f"{VIDEO_LAW}/{eid}" for eid in DUTIES_OF_VIDEO_LAW),
    "cn-counter-terrorism-law/art_32",
)
"""What can be breached at a site besides the Measures; art. 31 speaks of the Measures alone."""

CREDIT_RECORD = Question(
    name="credit_record",
    title=Text("记不记入信用、公不公开", "Is it entered in the credit record?"),
    asks=Text(
        "违法信息是否记录在案、纳入公共信用信息并公开",
        "Whether the offence is recorded, enters the public credit system and is published",
    ),
    provisions=("art_31__para_1", "cn-penalty-law/art_48"),
    facts=(breach, consequences),
    outcomes=(
        outcome("publish", "记录在案并公开", "recorded and published", "stop"),
        outcome("not_published", "不公开", "not published", "ok"),
    ),
    clauses=(
        Clause(
            "art_31__para_1",
            breach.within(*OF_OTHER_LAW),
            "not_published",
            Text(
                "第三十一条只说违反本办法的；违反其他法律、法规的，不依第三十一条公开",
                "art. 31 speaks of breaches of the Measures; a breach of another law or regulation "
                "is not published under it",
            ),
        ),
        Clause(
            "art_31__para_1",
            consequences,
            "publish",
            Text(
                "违反办法、造成严重后果的，违法信息记录在案，纳入公共信用信息管理系统并公开",
                "a breach with serious consequences is recorded, enters the public credit system "
                "and is published",
            ),
        ),
        Clause(
            "art_31__para_1",
            TRUE,
            "not_published",
            Text(
                "没有造成严重后果的，不依第三十一条公开",
                "without serious consequences nothing is published under art. 31",
            ),
        ),
    ),
    duties=(
        Duty(
            Text("作出处罚决定的机关", "the organ that decided the penalty"),
            Text(
                "处罚决定被撤销的，三个工作日内撤回公开的信息",
                "withdraw what was published within three working days where the decision is "
                "quashed",
            ),
            "art_48",
            ("publish",),
            law="cn-penalty-law",
        ),
    ),
    adverse=("publish",),
)

CONTRIBUTION = define_domain(
    "contribution",
    discovered=("发现违法犯罪活动", "discovered an unlawful or criminal act"),
    stopped=("制止违法犯罪活动", "stopped an unlawful or criminal act"),
    clue=("提供线索", "gave a lead"),
    evidence=("提供证据", "gave evidence"),
)
contribution = code("contribution", ("贡献", "contribution"), CONTRIBUTION)
important = yes_no(
    "important",
    ("线索或者证据重要", "the lead or evidence is important"),
    ("线索或者证据不重要", "the lead or evidence is not important"),
)
used = yes_no(
    "used_captured_information",
    ("利用了技防系统采获信息", "captured information was used"),
    ("没有利用技防系统采获信息", "captured information was not used"),
)
acted = contribution.is_in("discovered", "stopped")
informed = contribution.is_in("clue", "evidence")

COMMENDATION = Question(
    name="commendation",
    title=Text("能不能表彰奖励", "May they be commended?"),
    asks=Text(
        "单位或者个人利用采获信息发现、制止违法犯罪，或者提供重要线索、证据，能不能表彰、奖励",
        "Whether a unit or person who used captured information is eligible for commendation",
    ),
    provisions=("art_28__para_1",),
    facts=(contribution, important, used),
    outcomes=(
        outcome("eligible", "可以表彰、奖励", "eligible", "ok"),
        outcome("not_eligible", "不符合第二十八条", "not eligible", "warn"),
    ),
    clauses=(
        Clause(
            "art_28__para_1",
            acted & used,
            "eligible",
            Text(
                "利用采获信息发现或者制止违法犯罪活动的，给予表彰、奖励",
                "using captured information to discover or stop unlawful acts is commended",
            ),
        ),
        Clause(
            "art_28__para_1",
            informed & important & (used | ~param("reading.clue_from_captured_information")),
            "eligible",
            Text(
                "提供重要线索或者证据的，给予表彰、奖励",
                "giving important leads or evidence is commended",
            ),
            reading=reading(
                "clue_from_captured_information",
                ("线索、证据的来源", "source of leads and evidence"),
                (
                    "“利用技防系统采获信息”一语统领全句，线索和证据也应来自采获信息",
                    (
                        "the words “using captured information” govern the whole sentence, "
                        "leads and "
                        "evidence included"
                    ),
                ),
                (
                    "提供重要线索或者证据的，不论来源",
                    "important leads or evidence from any source",
                ),
            ),
        ),
        Clause(
            "art_28__para_1",
            TRUE,
            "not_eligible",
            Text(
                "没有利用采获信息，或者线索、证据不重要",
                "captured information was not used, or the lead or evidence is not important",
            ),
        ),
    ),
    adverse=(),
)
