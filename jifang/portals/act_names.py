"""What acts are called, for whoever reads a list of them: by the code that the ledger holds.

Steps of cases are named by their procedures, acts on records by their registers; the rest stands
here. What is not named is shown by its code; a test looks that nothing of ours is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.verbs import VERBS
from jifang.foundation.history.kinds import KINDS
from jifang.law.errors import Text

REFUSED: Final = ".refused"
OF_RECORDS: Final[Mapping[str, Text]] = {
    "declared": Text("登记", "entered"),
    "declared_together": Text("批量登记", "entered together"),
    "changed": Text("变更", "changed"),
    "moved": Text("移交", "moved to another organ"),
    "moved_away": Text("移出", "moved away"),
    "retired": Text("注销", "retired"),
    "reinstated": Text("恢复", "reinstated"),
    "revealed": Text("查看个人信息", "personal data looked at"),
}
"""What happens to records of the registers."""
OF_CASES: Final[Mapping[str, Text]] = {
    "bundle_taken": Text("取出案卷包", "bundle taken"),
    "unknown": Text("没有这一步", "a step that there is none of"),
}
"""What happens to cases besides the steps of their procedures."""
NAMED: Final[Mapping[str, Text]] = {
    "acceptance.concluded": Text("验收结论登记", "acceptance concluded"),
    "account.factor_added": Text("添加第二验证方式", "second factor added"),
    "account.factor_removed": Text("移除第二验证方式", "second factor removed"),
    "account.password_changed": Text("修改密码", "password changed"),
    "account.recovered": Text("账户恢复", "account recovered"),
    "account.recovery_issued": Text("签发账户恢复码", "recovery code issued"),
    "certificate.confirmed": Text("确认纸质证书补录", "entry from paper confirmed"),
    "certificate.deemed": Text("视为准予换证", "renewal deemed granted"),
    "certificate.entered": Text("纸质证书补录", "certificate entered from paper"),
    "certificate.extended": Text("资格证延期", "certificate extended"),
    "certificate.issued": Text("颁发证书", "certificate issued"),
    "certificate.taken_back": Text("撤销纸质证书补录", "entry from paper taken back"),
    "commendation.revealed": Text("查看表彰对象", "person of a commendation looked at"),
    "complaint.contact_revealed": Text("查看举报人联系方式", "contact of a report looked at"),
    "complaint.identity_read": Text("查看举报人身份", "identity of a report looked at"),
    "demonstration.loaded": Text("装入演示数据", "demonstration loaded"),
    "demonstration.removed": Text("清除演示数据", "demonstration removed"),
    "design.approved": Text("设计方案核准登记", "design approved"),
    "divisions.imported": Text("导入行政区划", "divisions imported"),
    "document.discarded": Text("废弃文件", "document discarded"),
    "document.stored": Text("收存文件", "document stored"),
    "import.asked": Text("提交导入文件", "import handed in"),
    "import.confirmed": Text("确认导入", "import confirmed"),
    "import.resumed": Text("继续导入", "import resumed"),
    "import.stopped": Text("停止导入", "import stopped"),
    "import.done": Text("导入完成", "import done"),
    "import.cancelled": Text("取消导入", "import cancelled"),
    "import.refused": Text("导入文件无法读取", "import that cannot be read"),
    "intake.checked": Text("收件核对", "papers checked"),
    "ledger.anchored": Text("账本重新锚定", "ledger anchored"),
    "letter.issued": Text("签发文书", "letter issued"),
    "letter.superseded": Text("文书被替代", "letter superseded"),
    "letter.withdrawn": Text("撤回文书", "letter withdrawn"),
    "list.export_asked": Text("申请导出列表", "export of a list asked for"),
    "list.exported": Text("导出列表", "list exported"),
    "member.ended": Text("成员角色终止", "role of a member ended"),
    "member.invited": Text("邀请成员", "member invited"),
    "member.joined": Text("成员加入", "member joined"),
    "organs.imported": Text("导入机关", "organs imported"),
    "organs.opened": Text("启用机关", "organs opened"),
    "page": Text("页面操作", "an act on a page"),
    "personal.erased": Text("删除个人信息", "personal data erased"),
    "personal.revealed": Text("查看个人信息", "personal data looked at"),
    "powers.lent": Text("出借权限", "powers lent"),
    "powers.taken_back": Text("收回权限", "powers taken back"),
    "project.equipment_entered": Text("项目档案登记设备", "equipment entered in a file"),
    "project.member_left": Text("参与单位退出", "left a project"),
    "project.member_named": Text("登记参与单位", "named in a project"),
    "project.paper_added": Text("项目档案放入文件", "paper put into a file"),
    "project.proof_entered": Text("项目档案登记质量证明", "quality proof entered in a file"),
    "project.taken_on": Text("承接项目工作", "work of a project taken on"),
    "project.trial_logged": Text("登记试运行", "day of a trial run logged"),
    "session.began": Text("登录", "signed in"),
    "system.accepted": Text("系统验收登记", "system accepted"),
    "system.change_applied": Text("系统改变登记", "change of a system applied for"),
    "test.answered": Text("答复检测委托", "commission of a test answered"),
    "test.commissioned": Text("委托检测", "test commissioned"),
    "test.declined": Text("谢绝检测委托", "commission of a test declined"),
    "test.taken": Text("接受检测委托", "commission of a test taken"),
    "test.withdrawn": Text("撤回检测委托", "commission of a test withdrawn"),
    "test_data.removed": Text("清除测试数据", "test data removed"),
    "test_report.begun": Text("开始编制检测报告", "test report begun"),
    "test_report.discarded": Text("废弃检测报告草稿", "draft of a test report discarded"),
    "test_report.locked": Text("锁定检测报告", "test report locked"),
    "test_report.written": Text("编制检测报告", "test report written"),
    "token.created": Text("生成访问令牌", "access token made"),
    "token.revoked": Text("撤销访问令牌", "access token revoked"),
    "training.entered": Text("登记培训", "training entered"),
    "undertaking.entered": Text("登记承接", "undertaking entered"),
}
"""Everything else that is recorded."""


def name_act(kind: str) -> Text | None:
    """What an act is called; nothing where its code is none of those that are known."""
    if kind in NAMED:
        return NAMED[kind]
    base = kind.removesuffix(REFUSED)
    found = NAMED.get(base) or name_step(base) or name_of_record(base)
    if found is None or base == kind:
        return found
    return Text(f"{found.zh}（被拒绝）", f"{found.en} (refused)")


def name_step(kind: str) -> Text | None:
    """A step of a case."""
    noun, _dot, code = kind.partition(".")
    said = OF_CASES.get(code) or read_steps().get(code) if noun == "case" else None
    return None if said is None else Text(f"案件：{said.zh}", f"case: {said.en}")


@cache
def read_steps() -> Mapping[str, Text]:
    """The steps of all procedures and handing over, by code; of one name in several procedures the
    first: which it was stands in the case."""
    found: dict[str, Text] = {verb.code: verb.act for verb in VERBS}
    for _code, procedure in sorted(PROCEDURES.items()):
        for transition in procedure.transitions:
            found.setdefault(transition.code, transition.act)
    return found


def name_of_record(kind: str) -> Text | None:
    """An act on records of a register."""
    noun, _dot, code = kind.partition(".")
    register, said = KINDS.get(noun), OF_RECORDS.get(code)
    if register is None or said is None:
        return None
    return Text(f"{said.zh}：{register.title.zh}", f"{register.title.en}: {said.en}")
