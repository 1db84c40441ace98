"""Decree 799 and the Counter-Terrorism Law where they meet arts. 32-38: clauses of `liability`.

For acts on or after 1 April 2025 Decree 799, arts. 26-31, governs video systems, being of higher
rank. An earlier act stays under the Measures (Administrative Penalty Law, art. 37), save where
Decree 799 is milder: art. 30 against art. 37.
"""

from __future__ import annotations

from collections.abc import Iterator

from jifang.law.engine.expr import Expr
from jifang.law.engine.question import Clause, Over, Reading
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.rules import liability_terms as t
from jifang.law.rules.terms import reading
from jifang.law.texts import MEASURES

READ_REFUSED = reading(
    "refusal",
    ("拒不改正", "refusal"),
    (
        "条例以“拒不改正”为罚款条件；没有另外说明的，责令的期限已过而未改正即为拒不改正",
        (
            "the Regulation fines on refusal; unless told otherwise, an order not obeyed within "
            "its time limit is refused"
        ),
    ),
    (
        "逾期不等于拒绝，还须有拒绝的表示或者再次催告",
        "being late is not refusing; a refusal must be shown, or a further demand made",
    ),
)
READ_SERIOUS_799 = reading(
    "serious_circumstances",
    ("情节严重", "serious circumstances"),
    (
        "条例写的是“情节严重”；造成严重后果的，情节即为严重，没有造成严重后果的不作情节严重论",
        (
            "the Regulation says serious circumstances; serious consequences make them serious, "
            "and without those they are not taken to be"
        ),
    ),
    (
        "次数、范围、手段等也可以使情节严重，不以后果为限",
        "repetition, scale or means can make circumstances serious, whatever the consequences",
    ),
)
READ_LEAK = reading(
    "leak",
    ("泄露和违法提供", "leaks and unlawful provision"),
    (
        (
            "第二十四条第一、二、三、五项的行为都是泄露、违法提供或者违法使用图像，由条例第三十一条转致；"
            "第四项（妨碍依法使用）不是，仍依第三十八条"
        ),
        (
            "art. 24 (1), (2), (3) and (5) are all leaks, unlawful provision or use of images, "
            "which art. 31 of the Regulation refers on; (4), obstructing lawful use, is not and "
            "stays under art. 38"
        ),
    ),
    (
        "第三项中的删改、隐匿、毁弃以及第五项不属泄露，仍依第三十八条处罚",
        "deleting, hiding or destroying under (3), and (5), are no leaks and stay under art. 38",
    ),
)
READ_TARGET = reading(
    "target_shortfall",
    ("重点目标存储不足", "a key target stores too little"),
    (
        (
            "反恐怖主义法第八十八条第六项罚的是没有建立信息保存等管理制度；存储不足 90 日视为没有"
            "建立，与办法第三十四条第四项并记"
        ),
        (
            "art. 88 (6) punishes lack of the management system; storage short of 90 days is "
            "taken as such a lack and recorded beside art. 34 (4) of the Measures"
        ),
    ),
    (
        "单纯存储不足不等于没有制度，只能依办法第三十四条第四项处理；须由法律顾问判断",
        "a bare shortfall is no lack of a system and falls under art. 34 (4) alone; for counsel",
    ),
)
READ_MILDER = reading(
    "milder_later_law",
    ("较轻的新法", "the milder later law"),
    (
        (
            "条例第三十条先责令改正并警告，拒不改正或者情节严重才罚款，数额也低于办法第三十七条；"
            "行为在先、决定在后的，适用新规定"
        ),
        (
            "art. 30 of the Regulation orders and warns first, fines only on refusal or in serious "
            "circumstances, and less than art. 37 of the Measures; for an earlier act decided "
            "later the newer law applies"
        ),
    ),
    (
        "第三十条另罚责任人员，第三十七条没有，因而不是处处较轻，仍适用行为时的第三十七条",
        (
            "art. 30 also fines responsible persons, which art. 37 does not, so it is not "
            "milder in every element and art. 37, the law of the act, applies"
        ),
    ),
)
READ_LAW_OF_ACT = reading(
    "law_of_the_act",
    ("行为时的规定", "the law of the act"),
    (
        (
            "条例第二十六条、第二十七条对个人和责任人员的罚款更高，不是较轻的规定；行为发生在条例施行"
            "之前的，适用行为时的办法第三十二条"
        ),
        (
            "arts. 26 and 27 of the Regulation fine persons more heavily and are not milder; an "
            "act before its commencement is judged by art. 32 of the Measures, the law of the act"
        ),
    ),
    (
        "对单位，条例的上限 20000 元低于办法的 30000 元，可以只就单位适用条例",
        (
            "for a unit the Regulation's ceiling of 20,000 is below the Measures' 30,000, so that "
            "it could be applied to units alone"
        ),
    ),
)

CORRECTED = Text("在责令的期限内改正的，不罚款", "corrected within the time ordered: no fine")


def order_first(
    eid: str,
    governs: Expr,
    *,
    ordered: Text,
    fined: Text,
    over: tuple[Over, ...] = (),
    or_serious: bool = False,
) -> Iterator[Clause]:
    """An article of Decree 799 that orders first and fines on refusal, or in serious cases."""

    def clause(when: Expr, then: str, text: Text, note: Reading | None = None) -> Clause:
        return Clause(eid, when, then, text, law=t.VIDEO, over=over, about=governs, reading=note)

    if or_serious:
        note = READ_SERIOUS_799
        yield clause(governs & t.serious & t.no_order, "order_and_fine", fined, note)
        yield clause(governs & t.serious, "fine", fined, note)
    yield clause(governs & t.in_time, "none", CORRECTED)
    yield clause(governs & t.refused, "fine", fined, READ_REFUSED)
    yield clause(governs, "order", ordered)


def video_clauses() -> Iterator[Clause]:
    """Decree 799, arts. 26-31 and 13, before the Measures."""
    yield Clause(
        "art_37",
        t.own_799 & t.earlier_act,
        "none",
        Text(
            "行为发生在视频图像条例施行之前，当时没有这项义务",
            "the act was before commencement of the Video Regulation; there was no such duty then",
        ),
        law=t.PENALTY_LAW,
    )
    yield from privacy_clauses()
    yield from order_first(
        "art_26",
        t.c26,
        ordered=Text(
            "擅自在公共场所安装视频设备的，责令改正，删除所采集的信息",
            "video devices installed in a public place without authority: ordered to correct, the "
            "images deleted",
        ),
        fined=Text(
            "拒不改正的，没收设备；对个人 5000 元以下、对单位 20000 元以下罚款，"
            "责任人员 5000 元以下",
            "on refusal the devices are confiscated; a person is fined up to 5,000, a unit up to "
            "20,000, its responsible persons up to 5,000",
        ),
        over=(Over(MEASURES, "art_32__para_1__item_1", "higher_rank"),),
    )
    yield from filing_clauses()
    yield from order_first(
        "art_30",
        t.c30,
        ordered=Text(
            "擅自移动、改变、拆除视频设备的，责令改正并警告",
            "video devices moved, altered or removed without authority: ordered to correct, and "
            "warned",
        ),
        fined=Text(
            "拒不改正或者情节严重的，对个人 5000 元以下、对单位 5000 元以上 10000 元以下罚款，"
            "责任人员 5000 元以下",
            "on refusal or in serious circumstances a person is fined up to 5,000, a unit 5,000 to "
            "10,000, its responsible persons up to 5,000",
        ),
        over=(
            Over(MEASURES, "art_37__para_1", "higher_rank", t.from_799),
            Over(MEASURES, "art_37__para_1", "milder_later", t.earlier_act),
        ),
        or_serious=True,
    )
    yield Clause(
        "art_31",
        t.c31,
        "refer_other_law",
        Text(
            "泄露、违法提供或者使用视频图像的，依照网络安全法、数据安全法、个人信息保护法处罚；"
            "非公共场所的也一样（第三十三条）",
            "video leaked, unlawfully provided or used is punished under the Cybersecurity, Data "
            "Security and Personal Information Laws; in non-public places too (art. 33)",
        ),
        also=("art_33",),
        law=t.VIDEO,
        about=t.c31,
        over=(Over(MEASURES, "art_38__para_1", "higher_rank"),),
        reading=READ_LEAK,
    )
    yield from sign_clauses()


def privacy_clauses() -> Iterator[Clause]:
    """Arts. 27 and 28: banned spots, their inspection, the consent of a protected neighbour."""
    amounts = (
        ("对个人 5000 元以上 10000 元以下、对单位 10000 元以上 20000 元以下罚款，10000 元以下"),
        (
            "a person is fined 5,000 to 10,000, a unit 10,000 to 20,000, its responsible "
            "persons 5,000 to 10,000"
        ),
    )
    yield Clause(
        "art_27__para_1",
        t.c27_1,
        "fine",
        Text(
            f"在隐私部位安装视频设备的，当即没收设备、删除所采集的信息，{amounts[0]}",
            "video devices in a privacy spot: confiscated and the images deleted at once; "
            f"{amounts[1]}",
        ),
        law=t.VIDEO,
        about=t.c27_1,
        over=(Over(MEASURES, "art_32__para_1__item_2", "higher_rank"),),
    )
    yield Clause(
        "art_28",
        t.c28,
        "fine",
        Text(
            f"未经受保护的毗邻单位同意安装的，没收设备、删除所采集的信息，{amounts[0]}",
            "installed without the consent of a protected neighbour: devices confiscated, images "
            f"deleted; {amounts[1]}",
        ),
        law=t.VIDEO,
        about=t.c28,
    )
    yield from order_first(
        "art_27__para_2",
        t.c27_2,
        ordered=Text(
            "经营管理者没有检查隐私部位的，责令改正",
            "an operator that does not inspect privacy spots is ordered to correct",
        ),
        fined=Text(
            f"拒不改正或者情节严重的，{amounts[0]}，并通报主管部门",
            f"on refusal or in serious circumstances {amounts[1]}; the regulator is notified",
        ),
        or_serious=True,
    )


def filing_clauses() -> Iterator[Clause]:
    """Art. 29: no filing, or a false one."""
    yield Clause(
        "art_9",
        t.filing & t.from_799 & ~t.system_of_art_7,
        "none",
        Text(
            "只有第七条所列的系统须备案",
            "only systems of art. 7 are filed",
        ),
        law=t.VIDEO,
    )
    yield from order_first(
        "art_29",
        t.c29,
        ordered=Text(
            "不备案或者虚假备案的，责令改正", "no filing or a false one: ordered to correct"
        ),
        fined=Text("拒不改正的，处 10000 元以下罚款", "on refusal a fine of up to 10,000"),
    )


def sign_clauses() -> Iterator[Clause]:
    """Art. 13: a sign is missing; an order, no fine."""
    yield Clause("art_13", t.c13 & t.in_time, "none", CORRECTED, law=t.VIDEO, about=t.c13)
    yield Clause(
        "art_13",
        t.c13,
        "order",
        Text(
            "没有设置提示标识的，责令改正；没有罚款",
            "no sign: ordered to correct; there is no fine",
        ),
        also=(Cite("cn-pipl", "art_26"),),
        law=t.VIDEO,
        about=t.c13,
        over=(Over(MEASURES, "art_7__para_3", "both_recorded"),),
    )


ITEM_4 = "art_34__para_1__item_4"


def target_clauses() -> Iterator[Clause]:
    """Counter-Terrorism Law, art. 88 (6): an order with a warning, the fine on refusal.

    An order overdue but not refused is left to the Measures, which fine what is overdue.
    """

    def clause(when: Expr, then: str, text: Text, over: tuple[Over, ...] = ()) -> Clause:
        return Clause(
            "art_88__para_1__item_6",
            when,
            then,
            text,
            law=t.COUNTER_TERRORISM,
            about=t.a88,
            over=over,
            reading=READ_TARGET,
        )

    yield clause(t.a88 & t.in_time, "none", CORRECTED)
    yield clause(
        t.a88 & t.refused & t.unit,
        "fine",
        Text(
            "拒不改正的，处 100000 元以下罚款，责任人员 10000 元以下；与办法的罚款只罚一次，从高",
            "on refusal a fine of up to 100,000, responsible persons up to 10,000; one fine with "
            "that of the Measures, the higher",
        ),
        (Over(MEASURES, ITEM_4, "one_act_one_fine"),),
    )
    yield clause(
        t.a88 & ~(t.lapsed & t.unit),
        "order",
        Text(
            "重点目标存储不足 90 日的，警告并责令改正",
            "a key target that stores less than 90 days is warned and ordered to correct",
        ),
        (Over(MEASURES, ITEM_4, "both_recorded"),),
    )
