"""Art. 17 ¶2: the five classes of document, the one notice, the 15 days, no building before."""

from __future__ import annotations

from jifang.law.engine.expr import ON, TRUE, any_of, call, longest
from jifang.law.engine.question import Clause, Duty, Exposure, Listing, Over, Question, Value
from jifang.law.engine.types import BOOL, DATE, define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, codes, day, yes_no
from jifang.law.parameters import param
from jifang.law.rules.licence_law import LICENCE_LAW, READ_DECISION, READ_LICENCE, find_due
from jifang.law.rules.terms import SETTING, SETTING_WORDS, outcome, reading

DOCUMENT = define_domain(
    "document",
    design_scheme=("设计方案", "design scheme"),
    tender_documents=("招投标文件", "tender documents"),
    contract=("合同", "contract"),
    quality_proofs=("设备和产品质量证明", "quality proofs of equipment and products"),
    construction_drawings=("施工图纸", "construction drawings"),
)


documents = codes("documents", ("在卷的文档", "documents on file"), DOCUMENT)
setting = code("setting", SETTING_WORDS, SETTING)
submitted_on = day("submitted_on", ("收齐材料的日期", "day the documents were submitted"))
notice_given_on = day(
    "notice_given_on",
    ("补正告知的日期", "day of the deficiency notice"),
    none=("尚未告知", "no notice was given"),
)
notice_named = codes(
    "notice_named", ("告知中列出的文档", "documents named in the notice"), DOCUMENT
)
review_passed = yes_no(
    "review_passed",
    ("审核已通过", "the review is passed"),
    ("审核未通过", "the review is not passed"),
    none=("尚未审核完毕", "the review is not finished"),
)
started_on = day(
    "construction_started_on",
    ("开工日期", "day construction started"),
    none=("尚未开工", "not started"),
)

noticed = ~notice_given_on.is_none()
some_missing = any_of(*(~documents.has(d) for d in DOCUMENT.codes))
missing_unnamed = any_of(*(~documents.has(d) & ~notice_named.has(d) for d in DOCUMENT.codes))
days = param("review.days")
due_working = find_due(submitted_on, days)
notice_due = find_due(submitted_on, param("licence.notice_days"))
due_calendar = call("calendar_days_after", DATE, submitted_on, days)

READ_DAYS = reading(
    "fifteen_days",
    ("15 日的读法", "how 15 days are read"),
    (
        "办法没有写明“15 日”是工作日还是自然日；两种都算，较晚的一天才算逾期，较早的一天提醒机关",
        (
            "the Measures do not say whether the 15 days are working or natural days; both are "
            "computed, only the later one makes it late, the earlier one is a reminder"
        ),
    ),
    (
        "只有《行政许可法》自己的期限按工作日算，办法的 15 日应为自然日",
        "only the Administrative Licence Law's own periods are working days; these are natural",
    ),
)
READ_ONCE = reading(
    "tell_once",
    ("一次性告知", "tell once"),
    (
        "“一次性告知”意味着告知中没有列出的，不得再要求",
        "“tell once” means that what the notice did not name cannot be demanded later",
    ),
    (
        "发现新的缺漏时可以补充告知，由机关承担拖延的责任",
        "a further notice is possible and the organ answers for the delay",
    ),
)

TOLD_ONCE = Over(LICENCE_LAW, "art_32", "both_recorded")
SHORTER = Over(LICENCE_LAW, "art_42", "shorter_period")

ORGAN = Text("公安机关", "the public security organ")
BUILDER = Text("建设单位", "the constructing unit")

PRECONSTRUCTION_REVIEW = Question(
    name="preconstruction_review",
    title=Text("施工前审核", "Review before construction"),
    asks=Text(
        "五类文档齐不齐、能不能再要求补正、哪天到期、能不能开工",
        "Whether the five classes of document are complete, whether more may be demanded, when the "
        "review is due, whether construction may start",
    ),
    provisions=("art_17__para_2",),
    facts=(
        documents,
        setting,
        submitted_on,
        notice_given_on,
        notice_named,
        review_passed,
        started_on,
    ),
    outcomes=(
        outcome("complete", "材料齐全，进入审核", "complete, under review", "ok"),
        outcome("deficient", "材料不全，须补正", "deficient, to be completed", "warn"),
        outcome("second_notice_barred", "不得再次要求补正", "a second demand is barred", "stop"),
        outcome("must_not_start", "未通过审核，不得施工", "construction must not start", "stop"),
        outcome("not_needed", "不需要本项审核", "no review is needed", "ok"),
    ),
    clauses=(
        Clause(
            "art_17__para_1",
            setting.is_in("other"),
            "not_needed",
            Text(
                "只有公共区域和重点单位的系统须报审核",
                "only systems of public areas and key units are reviewed",
            ),
        ),
        Clause(
            "art_17__para_2",
            ~started_on.is_none() & ~review_passed,
            "must_not_start",
            Text(
                "正式施工前应当报审核；未通过审核而施工的，责令改正并处罚款",
                "the review comes before formal construction; building without it means an order "
                "to correct and a fine",
            ),
        ),
        Clause(
            "art_17__para_2",
            noticed & missing_unnamed,
            "second_notice_barred",
            Text(
                "已告知过一次，告知中没有列出的材料不得再要求",
                "notice was given once; what it did not name cannot be demanded any more",
            ),
            reading=READ_ONCE,
            over=(TOLD_ONCE,),
        ),
        Clause(
            "art_17__para_2",
            some_missing,
            "deficient",
            Text(
                "申报材料不全的，一次性告知需要补充的全部材料",
                "where documents are missing, the organ tells once, naming all of them",
            ),
            over=(TOLD_ONCE,),
        ),
        Clause(
            "art_17__para_2",
            TRUE,
            "complete",
            Text(
                "五类文档齐全的，公安机关应当在 15 日内完成审核",
                "with all five classes of document the organ finishes within 15 days",
            ),
            over=(SHORTER,),
        ),
    ),
    values=(
        Listing(
            "missing_documents",
            Text("缺的文档", "missing documents"),
            DOCUMENT,
            tuple((d, ~documents.has(d)) for d in DOCUMENT.codes),
            when=("complete", "deficient", "second_notice_barred", "must_not_start"),
        ),
        Value(
            "due_on",
            Text("法定期限", "due on"),
            longest(due_calendar, due_working),
            when=("complete",),
            provision="art_17__para_2",
            reading=READ_DAYS,
        ),
        Value(
            "due_on_calendar",
            Text("按自然日", "as natural days"),
            due_calendar,
            when=("complete",),
        ),
        Value(
            "due_on_working", Text("按工作日", "as working days"), due_working, when=("complete",)
        ),
        Value(
            "due_on_provisional",
            Text("期限为暂定（节假日安排未公布）", "provisional (holidays not yet published)"),
            call("due_is_provisional", BOOL, submitted_on, days),
            when=("complete",),
        ),
        Value(
            "licence_law_due_on",
            Text("《行政许可法》的决定期限（较长）", "due under the Licence Law (longer)"),
            find_due(submitted_on, param("licence.decision_days")),
            when=("complete",),
            provision="art_42",
            reading=READ_DECISION,
            law=LICENCE_LAW,
        ),
        Value(
            "notice_by",
            Text("一次性告知的末日", "last day for the one notice"),
            notice_due,
            when=("deficient",),
            where=~noticed,
            provision="art_32",
            reading=READ_LICENCE,
            law=LICENCE_LAW,
        ),
        Value(
            "accepted_from",
            Text("逾期没有告知，自此日起视为受理", "not told in time: accepted from"),
            submitted_on,
            when=("deficient", "second_notice_barred"),
            where=(notice_given_on.is_none() & (notice_due < ON)) | (notice_given_on > notice_due),
            provision="art_32",
            reading=READ_LICENCE,
            law=LICENCE_LAW,
        ),
    ),
    duties=(
        Duty(
            ORGAN,
            Text("完成审核", "finish the review"),
            "art_17__para_2",
            ("complete",),
            by=longest(due_calendar, due_working),
            where=~review_passed,
        ),
        Duty(
            ORGAN,
            Text("一次性告知需要补充的全部材料", "tell once, naming everything that is missing"),
            "art_17__para_2",
            ("deficient",),
            where=~noticed,
        ),
        Duty(
            BUILDER,
            Text("补齐告知中列出的材料", "submit the documents named in the notice"),
            "art_17__para_2",
            ("deficient",),
            where=noticed,
        ),
        Duty(
            ORGAN,
            Text("不再要求告知之外的材料", "demand nothing beyond the notice"),
            "art_17__para_2",
            ("second_notice_barred",),
        ),
        Duty(
            BUILDER,
            Text("停止施工，待审核通过", "stop building until the review is passed"),
            "art_17__para_2",
            ("must_not_start",),
        ),
    ),
    exposures=(
        Exposure(
            "art_17__para_2",
            ("must_not_start",),
            {"offender": "unit", "offender_role": "constructing_unit"},
        ),
    ),
    adverse=("deficient", "second_notice_barred", "must_not_start"),
)
