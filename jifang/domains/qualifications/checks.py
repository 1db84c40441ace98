"""Guards of these procedures beyond those of every case. Each raises `CaseError`."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from jifang.domains.qualifications.data import (
    CERTIFICATE,
    FILE,
    FILING,
    FIRST,
    ISSUE,
    PROVINCE,
    RENEW,
    UNDECIDED,
    WINDOW,
    Applied,
)
from jifang.domains.qualifications.documents import (
    check_letter,
    draft_certificate,
)
from jifang.domains.qualifications.facts import (
    ask_admission,
    ask_conditions,
    explain,
    find_clash,
    find_finding,
    list_running,
    read_applied,
    read_opening,
    require_firm,
    say_clash,
)
from jifang.domains.qualifications.issuing import find_due
from jifang.domains.qualifications.selectors import (
    find_end,
    find_held,
    find_to_renew,
    was_entered_by,
)
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.checks import Step, add_check
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.territory.selectors import find_own_organ
from jifang.law import Decision
from jifang.law.errors import Text
from jifang.law.places import PROVINCE_CODE


def refuse_by(step: Step, decision: Decision) -> CaseError:
    """A refusal in the words of the clause that decides, by its provision."""
    cite = decision.decided_cite
    basis = step.basis if cite is None else (Basis(cite.law, cite.provision),)
    return CaseError("law", explain(decision), basis, decision.outcome)


def check_admissible(step: Step) -> None:
    """The law admits the application, its conditions put aside, and it lies with the organ that the
    law names: the prefecture where the firm is registered, or the province."""
    firm = require_firm(step.case.party)
    if firm.is_outside:
        raise step.refuse(
            "outside", "注册地在省外的单位不申领资格证，应当办理备案",
            "a firm registered outside the province files instead of applying", FILE,
        )  # fmt: skip
    applied = read_applied(step.case, step.given)
    day = (step.given.on if step.given else None) or read_day()
    decision = ask_admission(firm, applied, day)
    if decision.outcome != "admit":
        raise refuse_by(step, decision)
    check_organ(step, decision.values)
    check_still_held(step, applied)


def check_organ(step: Step, values: Any) -> None:
    """The case is one of the organ's that the law names for the level."""
    first, issuer = values.get("first_examiner"), values["issuer"]
    wanted, procedure = (first, FIRST) if first is not None else (issuer, CERTIFICATE)
    if step.case.procedure == PROVINCE:
        wanted, procedure = issuer, PROVINCE
    if step.case.procedure != procedure:
        raise step.refuse(
            "procedure", "一、二级由市级公安机关初审、省级核发，三、四级由市级核发",
            "levels 1–2 are first examined by the city and issued by the province, 3–4 by the city",
            ISSUE,
        )  # fmt: skip
    organ = find_own_organ(wanted.region)
    if organ is None or organ.code != step.case.organ:
        raise step.refuse(
            "organ", "应当向注册登记地的地级以上市公安机关申请",
            "one applies to the city's organ at the place of registration", ISSUE,
        )  # fmt: skip


def check_alone(step: Step) -> None:
    """One application of a kind at a time, and no two of which one changes what the other stands
    upon (`TOGETHER` says which go side by side)."""
    running = [(case, kind) for case, kind in list_running(step.case.party)
               if case.pk != step.case.pk]  # fmt: skip
    wanted = read_applied(step.case, step.given).kind
    clash = find_clash(wanted, (kind for _, kind in running))
    if running and clash:
        said = say_clash(clash)
        raise step.refuse("other_case", said.zh, said.en)


def check_still_held(step: Step, applied: Applied) -> None:
    """What is to be renewed or extended was not replaced meanwhile by a promotion."""
    if applied.kind not in {"renewal", "extension"} or step.case.pk is None:
        return
    if find_to_renew(step.case.party, applied.applied_on, read_day()) is None:
        raise step.refuse(
            "replaced", "申请换证的资格证已由晋级的新证替代，无须换证；请申请人撤回，或者不予准许",
            "a promotion replaced the certificate to be renewed: withdraw the application or"
            " refuse it", WINDOW,
        )  # fmt: skip


def check_renewal_first(step: Step) -> None:
    """A renewal that is granted, or counts as granted, is issued before a promotion: what the firm
    has a right to is not taken away by the other certificate."""
    if read_applied(step.case, step.given).kind != "promotion":
        return
    held = find_held(step.case.party, read_day())
    ended = held is not None and find_end(held) < read_day()
    for case, kind in list_running(step.case.party):
        due = case.state == "granted" or (ended and case.state in UNDECIDED)
        if kind == "renewal" and due:
            raise step.refuse(
                "renewal_first", "该单位的换证已经准予或者视为准予，应当先颁发换证的证件",
                "the firm's renewal is granted or counts as granted: issue it first", RENEW,
            )  # fmt: skip


def check_filing(step: Step) -> None:
    """A firm from outside with a home certificate that is valid, at the provincial organ."""
    require_firm(step.case.party)
    check_home(step)
    organ = find_own_organ(PROVINCE_CODE)
    if organ is None or organ.code != step.case.organ:
        raise step.refuse(
            "organ", "应当向省人民政府公安机关备案", "one files with the provincial organ", FILE
        )
    running = Case.objects.filter(party=step.case.party, procedure=FILING, closed_at=None)
    if running.exclude(pk=step.case.pk).exists():
        raise step.refuse(
            "other_case", "本单位已有一件备案申请正在办理", "a filing of the firm is going on"
        )


def check_home(step: Step) -> None:
    """The certificate of the home place is valid on the day of the application (art. 16)."""
    said, day = read_opening(step.case, step.given)
    until = said.get("home_valid_until")
    if until and date.fromisoformat(str(until)) < day:
        raise CaseError("law", Text(
            f"“所在地资格证书有效至”填的是 {until}，申请之日 {day.isoformat()} 已经过期："
            "应当持所在地有效的资格证书备案",
            f"“home certificate valid until” says {until}, which is before the day of the"
            f" application, {day.isoformat()}: one files with a home certificate that is valid",
        ), (Basis(*FILE),), "refuse")  # fmt: skip


def check_change(step: Step) -> None:
    """A certificate that holds, at the organ that issued it."""
    firm = require_firm(step.case.party)
    held = find_held(firm.party, read_day())
    if held is None or find_end(held) < read_day():
        raise step.refuse("no_certificate", "没有有效的资格证", "no valid certificate is held")
    if held.organ != step.case.organ:
        raise step.refuse(
            "organ", "由核发该资格证的公安机关办理", "the organ that issued it is competent", ISSUE
        )
    find_due(step)


def is_extension(step: Step) -> bool:
    """Whether an extension is applied for."""
    return read_applied(step.case, step.given).kind == "extension"


def check_extension(step: Step) -> None:
    """Only an extension is granted by this step."""
    if not is_extension(step):
        raise step.refuse("kind", "本案不是延期换证申请", "no extension is applied for")


def check_certificate(step: Step) -> None:
    """What is granted is a certificate, not an extension."""
    if is_extension(step):
        raise step.refuse("kind", "延期换证不另发证", "an extension comes without a certificate")


def check_figures(step: Step) -> None:
    """What an examiner found does not stand against the figures of the register, and a negative
    finding is not passed over."""
    applied = read_applied(step.case, step.given)
    if applied.kind not in {"initial", "promotion"}:
        return
    day = (step.given.on if step.given else None) or read_day()
    decision = ask_conditions(require_firm(step.case.party), applied, day)
    finding = find_finding(step.case) or str(read_opening(step.case, step.given)[0].get("finding"))
    if decision.outcome not in {"admit", "unknown"}:
        raise refuse_by(step, decision)
    if finding != "met":
        raise step.refuse(
            "finding", "审查结论是未达到条件", "the examination found the conditions not met"
        )


def check_not_deemed(step: Step) -> None:
    """A renewal that was not decided before the certificate ended counts as granted (Licence Law,
    art. 50): it can be refused no more."""
    applied = read_applied(step.case, step.given)
    if applied.kind != "renewal":
        return
    held = find_to_renew(step.case.party, applied.applied_on, read_day())
    if held is None or find_end(held) >= read_day():
        return
    if was_entered_by(step.case.party, applied.applied_on, find_end(held)):
        raise step.refuse(
            "deemed_granted", "有效期届满前未作决定，视为准予延续，不得再不予准许",
            "not decided before the certificate ended, it counts as granted", RENEW,
        )  # fmt: skip


def check_certificate_letter(step: Step) -> None:
    """A certificate says what follows from register and law."""
    if step.given is not None:
        check_letter(step, draft_certificate(step))


ALL: Final = {
    "admissible": check_admissible,
    "one_application": check_alone,
    "filing_organ": check_filing,
    "change_organ": check_change,
    "for_extension": check_extension,
    "for_certificate": check_certificate,
    "figures_reached": check_figures,
    "not_deemed_granted": check_not_deemed,
    "renewal_first": check_renewal_first,
    "certificate_letter": check_certificate_letter,
}
for name, check in ALL.items():
    add_check(name, check)
