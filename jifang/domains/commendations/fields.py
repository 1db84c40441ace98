"""What the steps of a commendation ask for."""

from __future__ import annotations

from typing import Final

from jifang.domains.commendations.data import CONTRIBUTIONS, KINDS, SUBJECTS
from jifang.foundation.cases.data import Field
from jifang.law.errors import Text

CONTRIBUTION: Final = Field(
    "contribution", Text("贡献", "contribution"), "choice", choices=CONTRIBUTIONS, required=False,
)  # fmt: skip
IMPORTANT: Final = Field(
    "important", Text("线索或者证据重要", "the lead or evidence is important"), "yes_no",
    required=False,
    help=Text("提供线索、证据的，须认定是否重要；留空即未知",
              "for leads and evidence it must be found; left empty it is not known"),
)  # fmt: skip
USED: Final = Field(
    "used_captured_information",
    Text("利用了技防系统采获信息", "captured information was used"), "yes_no", required=False,
    help=Text("留空即未知", "left empty it is not known"),
)  # fmt: skip
CREDIT_CODE: Final = Field(
    "credit_code", Text("统一社会信用代码", "unified social credit code"), required=False,
    longest=18, help=Text("据此与登记核对", "by it the unit is found in the register"),
)  # fmt: skip
STORY: Final = Field(
    "story", Text("事迹", "what was done"), "text", longest=2000, private=True,
    help=Text("供核实用，密封保存，不公布；不得附录像、图像",
              "for the file, kept sealed, never published; no footage, no pictures"),
)  # fmt: skip

PROPOSE: Final = (
    Field("subject", Text("表彰对象", "who is to be commended"), "choice", choices=SUBJECTS),
    Field("unit_name", Text("单位名称", "name of the unit"), required=False,
          help=Text("表彰单位时填写", "where a unit is to be commended")),
    CREDIT_CODE,
    Field("person_name", Text("个人姓名", "name of the person"), required=False, longest=60,
          private=True,
          help=Text("表彰个人时填写；密封保存，本人同意才公布",
                    "where a person is; kept sealed, published only if the person agrees")),
    Field("person_login", Text("该人在本平台的登录名", "sign-in name of the person"),
          required=False, longest=64, private=True,
          help=Text("如有账号：其本人不得办理本案",
                    "if there is an account: its holder has no part in the case")),
    Field("place", Text("发生地区划代码", "division where it happened"), longest=9),
    Field("happened_on", Text("发生日期", "day it happened"), "date", required=False),
    CONTRIBUTION,
    STORY,
)  # fmt: skip
SUPPLY: Final = (
    Field("story", Text("补充内容", "what is added"), "text", longest=2000, private=True),
)
EXAMINE: Final = (
    CONTRIBUTION,
    IMPORTANT,
    USED,
    Field("source", Text("采获信息来源", "source of the captured information"), required=False,
          help=Text("哪个系统、何时；只写来源，不附内容",
                    "which system, when; the source alone, nothing of what it shows")),
    CREDIT_CODE,
    Field("kinds", Text("拟给予", "to be given"), "choices", choices=KINDS,
          help=Text("第二十八条的用语；种类、金额没有规定",
                    "the words of art. 28; it sets neither kinds nor amounts")),
    Field("honour", Text("具体内容", "what precisely"), required=False,
          help=Text("将公布；留空即未记录", "will be public; left empty it is not recorded")),
)  # fmt: skip
CONSENT: Final = (
    Field("agrees", Text("本人同意公布姓名", "the person agrees to be named in public"), "yes_no"),
    Field("given_on", Text("表示日期", "said on"), "date"),
    Field("note", Text("如何表示", "how it was said"), required=False, private=True,
          help=Text("没有书面材料的须写明", "needed where there is no paper")),
)  # fmt: skip
PUBLISH: Final = (
    Field("text", Text("公布的事迹", "what is published"), "text", longest=1000, private=True,
          help=Text("对所有人公开：不写姓名、证件号码、电话、住址、车牌，不描述采获的画面",
                    "for everyone: no names, numbers, addresses or plates, nothing of what was"
                    " captured")),
    Field("named", Text("公布个人姓名", "name the person"), "yes_no", required=False,
          help=Text("须已记录本人同意；否则写作“某地一名群众”",
                    "only with recorded consent; else “a citizen of …”")),
    Field("confirmed",
          Text("已核对：不含个人信息，不含采获信息",
               "checked: nothing personal, nothing captured is in it"), "yes_no"),
)  # fmt: skip
NOTICE: Final = (
    Field("notice", Text("对外说明", "what the public is told"),
          help=Text("显示在公开页上，不得含个人信息",
                    "shown on the public page; nothing personal")),
)  # fmt: skip
