"""What the parameters and fields of cases mean, in both languages; part of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jifang.law.errors import Text

FLAG: Final = {"type": "string", "enum": ["true", "false"]}

CASE_PARAMETERS: Final[Mapping[str, tuple[Text, Mapping[str, Any]]]] = {
    "procedure": (Text("程序，见 listProcedures", "A procedure, see listProcedures"),
                  {"type": "string", "maxLength": 40}),
    "state": (Text("状态，见 readProcedure；须同时写明 procedure",
                   "A state, see readProcedure; only together with procedure"),
              {"type": "string", "maxLength": 40}),
    "act": (Text("哪一步，见 listCaseActs", "The step, see listCaseActs"),
            {"type": "string", "maxLength": 40}),
    "held": (Text("只列在本人手中的", "Only those in one's own hands"), FLAG),
    "pool": (Text("只列在本机关待办池中的", "Only those in the pool of one's body"), FLAG),
    "closed": (Text("已办结的也列出", "Those that ended, too"), FLAG),
    "unread": (Text("只列未读的", "Only those that were not read"), FLAG),
    "due_until": (Text("法定期限至迟在这一天届满的",
                       "Those in which a period of the law ends on this day or before"),
                  {"type": "string", "format": "date"}),
}  # fmt: skip

_GIVEN: Final[Mapping[str, Text]] = {
    "reason": Text("理由，至多 500 字", "The reason, at most 500 characters"),
    "on": Text("法律上的哪一天；缺省为今天，只有窗口收件可以早于今天",
               "The day that counts in law; today if left out, earlier only for what came in on"
               " paper"),
    "documents": Text("文件的编号", "The ids of documents"),
    "more": Text("这一步的 fields 中 private 为 false 的",
                 "What the step asks for by its fields that are not private"),
    "private": Text("这一步的 fields 中 private 为 true 的；案件的经过不保存其内容",
                    "What it asks for by those that are private; the event does not keep it"),
    "letter": Text("随这一步发出的文书", "The letter that goes out with the step"),
}  # fmt: skip

_CODE: Final[Mapping[str, Text]] = {
    "code": Text("查询码", "The code of the complaint"),
    "reason": Text("理由", "The reason"),
}

CASE_FIELDS: Final[Mapping[str, Mapping[str, Text]]] = {
    "AskedOpening": {
        **_GIVEN,
        "act": Text("以哪一步开始", "The act that opens it"),
        "organ": Text("决定机关的代码，见 /organs；为空则依管辖得出",
                      "The code of the organ that decides, see /organs; left empty, it is found"
                      " by competence where the procedure is `routed`"),
        "party": Text("申请的单位；不知其为谁的为空",
                      "Whose case it is; empty where nobody is known"),
        "subject": Text("事由一句话，不写个人信息", "What it is about, in words, nothing personal"),
        "about": Text("所涉的登记记录", "The record that it is about"),
        "approved_by": Text("原核准机关的代码；由记录得出的可以不填",
                            "The code of the organ that approved before; left empty where it is"
                            " derived"),
    },
    "AskedAct": {
        **_GIVEN,
        "to": Text("转给谁、问谁", "To whom it is handed, or who is asked"),
        "defects": Text("一次性告知的全部内容", "Everything that is wanting, told once"),
        "pause": Text("暂停的法定事由", "The lawful reason of a pause"),
        "agrees": Text("意见：是否同意", "For an opinion: whether one agrees"),
        "person": Text("回避的人（账号的公开编号）",
                       "Who is recused, by the public id of the account"),
    },
    "AskedComplaint": {
        "subject": Text("事项，见 listComplaintSubjects", "A subject, see listComplaintSubjects"),
        "division": Text("地点所在县（市、区）的代码", "The code of the county of the place"),
        "what": Text("情况", "What is the matter"),
        "address": Text("地址", "The address"),
        "place_note": Text("具体位置", "Where exactly"),
        "lat": Text("纬度（WGS 84）", "Latitude (WGS 84)"),
        "lon": Text("经度（WGS 84）", "Longitude (WGS 84)"),
        "name": Text("姓名，可不写", "One's name; may be left out"),
        "contact": Text("联系方式，可不写", "How to reach one; may be left out"),
        "sealed": Text("要求保密：办案人员看不到姓名和联系方式",
                       "Under seal: no officer who handles it sees name and contact"),
    },
    "AskedFollowing": _CODE,
    "AskedSupplement": {**_CODE, "text": Text("补充的内容", "What is added")},
    "AskedRating": {
        **_CODE,
        "stars": Text("满意程度，1 至 5", "How satisfied, 1 to 5"),
        "remark": Text("意见", "A remark"),
    },
    "AskedReopening": _CODE,
    "AskedWithdrawal": _CODE,
    "AskedPreview": {
        "letter": Text("要看的文书", "The letter to be looked at"),
        "more": Text("这一步所填的", "What the step is given"),
        "defects": Text("一次性告知的全部内容；告知书由此生成",
                        "Everything that is wanting; the notice is made from it"),
    },
}  # fmt: skip
"""By the form of the body: the same name means something else in other bodies."""
