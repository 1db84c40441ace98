"""Arts. 14-16 as a regime that may end: the switch, what ends with it, what never replaces it.

No instrument that ends the regime was found; evidence shows it alive through 2019, and by 2024
firms hold an association's capability evaluation. The switch is the dated parameter
`licence_regime`: an amendment sets it to false from the day on which the regime ends.
"""

from __future__ import annotations

from typing import Final

from jifang.law.engine.question import Value
from jifang.law.errors import Text
from jifang.law.parameters import param
from jifang.law.rules.terms import reading

OPERATING_RULES: Final = "gd-operating-rules-2018"
LEVEL_UNIT: Final = ("级（1 最高，4 最低）", "level (1 highest, 4 lowest)")

in_regime = param("licence_regime")

REGIME_ENDED = Text(
    "第十四条至第十六条的资格证和备案制度在当日已经终止，不再要求资格证、等级和备案",
    "the regime of arts. 14–16 has ended by that day: no certificate, level or filing is required",
)
NO_EVALUATION: Final = (
    "行业协会的能力评价等级证书不是资格证",
    "an association's capability evaluation is no qualification certificate",
)

READ_REGIME = reading(
    "licence_regime",
    ("资格证制度仍在施行（未经证实）", "the licence regime is still in force (unconfirmed)"),
    (
        (
            "没有查到终止第十四条至第十六条的文件，故按仍在施行处理；有证据表明实行到 2019 年，"
            "2024 年起从业单位所持的是协会能力评价"
        ),
        (
            "no instrument ending arts. 14–16 was found, so they apply; evidence shows them alive "
            "through 2019, while by 2024 firms hold an association's evaluation"
        ),
    ),
    (
        "制度事实上已经终止，不再核发资格证，也不能再要求",
        "the regime has in effect ended: certificates are no longer issued and cannot be demanded",
    ),
)
READ_EVALUATION = reading(
    "association_evaluation",
    ("协会的能力评价不能代替资格证", "an association's evaluation replaces no certificate"),
    (
        "第十四条的资格证由公安机关核发；行业协会的能力评价等级证书本身不满足任何法定要求",
        (
            "the certificate of art. 14 is issued by the public security organ; an association's "
            "capability evaluation by itself satisfies no legal duty"
        ),
    ),
    (
        "公安机关既不再核发资格证（未经证实），能力评价可以作为同等证明",
        "since the organ no longer issues certificates (unconfirmed), the evaluation may stand in",
    ),
)


def show_regime() -> Value:
    """The switch as a value of every answer under arts. 14-16, with what is not confirmed."""
    return Value(
        "licence_regime",
        Text("资格证制度在施行（未经证实）", "licence regime in force (unconfirmed)"),
        in_regime,
        provision="art_14__para_1",
        reading=READ_REGIME,
    )
