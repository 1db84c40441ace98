"""The fields of practitioners' evidence (art. 22), and the rules between them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from jifang.domains.practitioners.data import CHECKERS, FORMS, PAPERS, RULES, SIDES
from jifang.domains.practitioners.models import (
    FirmRule,
    OtherDuty,
    PaperArchive,
    PromiseCheck,
    SecrecyAgreement,
    ServicePromise,
)
from jifang.domains.units.api import has_staff
from jifang.domains.units.data import WORKS
from jifang.foundation.history.data import Field
from jifang.foundation.history.fields import asked, chosen, dated, said, several
from jifang.foundation.history.kinds import Kind, R, find_repeated, register_kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import document, documents, symbols, text, whole
from jifang.foundation.search.grams import fold_text
from jifang.law.errors import Problem, Text

DOCUMENTS: Final = Field("documents", Text("文件", "documents"), documents)
UNTIL: Final = dated("until", "有效至", "valid until")
ENDLESS: Final = Field(
    "endless", Text("不设期限", "without an end"),
    asked("endless", "", "").read,
    help=Text("“是”表示确知没有期限；有期限的填上面的日期",
              "“yes” says that there is surely no end; otherwise give the day above"),
)  # fmt: skip
PROJECT: Final = Field(
    "project", Text("项目编号", "id of the project"), document,
    help=Text("平台上的项目才有", "only where the project is on the platform"),
)  # fmt: skip


def register_part(
    name: str, title: Text, model: type[R], fields: tuple[Field, ...], **more: Any
) -> Kind[R]:
    """A kind that moves along with its firm."""
    return register_kind(
        Kind(name, title, model, fields, root="organisation", root_column="organisation_id",
             sort=("organisation",), **more)
    )  # fmt: skip


def check_days(record: Any, since: str) -> Iterator[Problem]:
    """Begun by today, ended after it began, and not both ended and endless."""
    begun = getattr(record, since)
    if begun and begun > timezone.localdate():
        yield Problem(since, begun, Text("不得晚于今天", "not later than today"))
    if begun and record.until and record.until < begun:
        yield Problem("until", record.until, Text(f"不得早于 {begun}", f"not before {begun}"))
    if record.until and record.endless:
        said_so = Text("既写了期限，又说不设期限", "an end is given, and said not to be")
        yield Problem("endless", record.endless, said_so)


# -- (1) to standard, and the promise kept ---------------------------------------------------------

SAME_PROMISE: Final = Text(
    "本单位对这个工程同一天的承诺已登记", "the firm's promise of this day for it is entered already"
)


def derive_promise(promise: ServicePromise) -> None:
    """What two entries of one promise have in common, however they are typed."""
    words = f"{fold_text(promise.project_name)}\n{promise.promised_on}"
    promise.double_key = hashlib.sha256(words.encode()).hexdigest()


def check_promise(promise: ServicePromise) -> Iterator[Problem]:
    """Days in order."""
    yield from check_days(promise, "promised_on")


def find_double_promises(rows: Sequence[ServicePromise]) -> Mapping[int, Problem]:
    """The same project and day within a firm."""
    keys = [(p.organisation_id, p.double_key) for p in rows]
    there = set(
        ServicePromise.objects.filter(
            organisation__in={o for o, _ in keys}, double_key__in={k for _, k in keys}, state=ACTIVE
        )
        .exclude(pk__in=[p.pk for p in rows if p.pk])
        .values_list("organisation_id", "double_key")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("project_name", rows[at].project_name, SAME_PROMISE)
        for at, key in enumerate(keys)
        if key in there or at in repeated
    }


SERVICE_PROMISE: Final = register_part(
    "service_promise",
    Text("服务承诺", "service promise"),
    ServicePromise,
    (
        said("project_name", "工程或者系统名称", "project or system", required=True),
        PROJECT,
        several("works", "业务", "work", WORKS, required=True),
        said("standards", "承诺执行的标准", "standards promised", 300, required=True),
        Field("promise", Text("承诺内容", "what is promised"), text(500), required=True),
        Field("response_hours", Text("故障响应（小时）", "response to faults (hours)"),
              whole(1, 8760)),
        dated("promised_on", "承诺日期", "promised on", required=True),
        dated("until", "承诺期至", "promised until"),
        ENDLESS,
        dated("completed_on", "完工日期", "work completed on"),
        asked("video_system", "公共安全视频图像信息系统（国务院令第799号）",
              "public-safety video system (State Council Decree 799)"),
        DOCUMENTS,
    ),
    derive=derive_promise,
    check=check_promise,
    find_doubles=find_double_promises,
    find_key=lambda p: (p.organisation_id, p.double_key),
    unique={"service_promise_once": ("project_name", SAME_PROMISE)},
)  # fmt: skip


def check_check(check: PromiseCheck) -> Iterator[Problem]:
    """Says something; not before the promise was made."""
    yield from check_days(check, "checked_on")
    if check.to_standard is None and check.promise_kept is None:
        said_so = Text("两项结论至少填一项", "one of the two findings at least")
        yield Problem("to_standard", None, said_so)
    promised = check.promise.promised_on
    if check.checked_on < promised:
        said_so = Text(f"不得早于承诺日期 {promised}", f"not before the promise of {promised}")
        yield Problem("checked_on", check.checked_on, said_so)


PROMISE_CHECK: Final = register_part(
    "promise_check",
    Text("质量与承诺核验", "check of a promise"),
    PromiseCheck,
    (
        chosen("checker_kind", "核验方", "checked by", CHECKERS, required=True),
        said("checker", "核验单位或者岗位", "body or post that checked", 120),
        dated("checked_on", "核验日期", "checked on", required=True),
        asked("to_standard", "符合标准、质量有保证", "to standard and of good quality"),
        asked("promise_kept", "服务承诺得到履行", "the promise is kept"),
        UNTIL,
        ENDLESS,
        Field("finding", Text("情况", "what was found"), text(500)),
        DOCUMENTS,
    ),
    check=check_check,
)

# -- (2) secrecy and archiving of construction papers ----------------------------------------------

FIRM_RULE: Final = register_part(
    "firm_rule",
    Text("资料管理制度", "rule on papers"),
    FirmRule,
    (
        chosen("subject", "内容", "about", RULES, required=True),
        said("name", "制度名称", "name", required=True),
        said("number", "文号", "number", 96),
        dated("adopted_on", "施行日期", "in force since", required=True),
        UNTIL,
        ENDLESS,
        said("keeper", "责任岗位", "post that answers for it", 60),
        DOCUMENTS,
    ),
    check=lambda r: check_days(r, "adopted_on"),
)


def check_agreement(agreement: SecrecyAgreement) -> Iterator[Problem]:
    """With somebody of the firm by number, or with another body by name."""
    yield from check_days(agreement, "signed_on")
    if agreement.with_whom == "staff":
        if not agreement.staff_number:
            said_so = Text("须写明工号", "the number within the body must be given")
            yield Problem("staff_number", None, said_so)
        elif not has_staff(agreement.organisation_id, agreement.staff_number):
            said_so = Text("本单位没有这个工号的人员", "the firm has nobody with this number")
            yield Problem("staff_number", agreement.staff_number, said_so)
    elif not agreement.other_party:
        said_so = Text("须写明对方单位", "the other body must be given")
        yield Problem("other_party", None, said_so)


SECRECY_AGREEMENT: Final = register_part(
    "secrecy_agreement",
    Text("保密协议", "secrecy agreement"),
    SecrecyAgreement,
    (
        chosen("with_whom", "与谁签订", "with whom", SIDES, required=True),
        Field("staff_number", Text("人员工号", "number of the member of staff"), symbols(32)),
        said("other_party", "对方单位", "the other body"),
        dated("signed_on", "签订日期", "signed on", required=True),
        UNTIL,
        ENDLESS,
        said("covers", "保密范围", "what it covers", 300),
        DOCUMENTS,
    ),
    check=check_agreement,
)

PAPER_ARCHIVE: Final = register_part(
    "paper_archive",
    Text("建设资料存档", "archive of construction papers"),
    PaperArchive,
    (
        said("project_name", "工程或者系统名称", "project or system", required=True),
        PROJECT,
        several("papers", "存档的资料", "papers that are kept", PAPERS, required=True),
        chosen("form", "形式", "form", FORMS),
        said("kept_at", "存放在哪里", "kept where", required=True),
        said("keeper", "保管岗位", "post that keeps them", 60),
        dated("archived_on", "存档日期", "archived on", required=True),
        dated("until", "保存至（本单位自定）", "kept until (as the firm decides)"),
        ENDLESS,
        DOCUMENTS,
    ),
    check=lambda a: check_days(a, "archived_on"),
)

# -- (4) what other law asks -----------------------------------------------------------------------

OTHER_DUTY: Final = register_part(
    "other_duty",
    Text("其他法定职责", "other duty by law"),
    OtherDuty,
    (
        said("instrument", "法律、法规名称", "law or regulation", required=True),
        said("provision", "条款", "provision", 100, required=True),
        said("duty", "职责", "duty", 300, required=True),
        asked("held", "已履行", "done"),
        dated("since", "自何日起", "since", required=True),
        UNTIL,
        ENDLESS,
        DOCUMENTS,
    ),
    check=lambda d: check_days(d, "since"),
)

OF_FIRM: Final = (SERVICE_PROMISE, FIRM_RULE, SECRECY_AGREEMENT, PAPER_ARCHIVE, OTHER_DUTY)
"""What is entered into a firm; checks are entered into a promise."""
