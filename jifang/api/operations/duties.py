"""Duties of practitioners (art. 22): how a firm stands on a day; an association enters training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from jifang.api.duty_forms import AskedTraining, DutiesGiven, TrainingGiven
from jifang.api.operations.own import require_caller
from jifang.api.operations.registers import EXAMPLE_ID, refusing
from jifang.api.reading import read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.domains.practitioners.data import STATES, DutyView, Stand
from jifang.domains.practitioners.judging import judge_firm
from jifang.domains.practitioners.training import Trained, enter_training
from jifang.domains.units.api import find_firm_record
from jifang.foundation.history.data import NotFoundError
from jifang.law.errors import Lang, Text

TAG = "registers"
TRAINING_EXAMPLE = {
    "credit_code": "9144010172375579XG",
    "people": [{"number": "S001", "person_name": "示例人员", "passed": True,
                "certificate_number": "演示-1", "valid_until": "2028-11-26"}],
}  # fmt: skip


def show_stand(stand: Stand, lang: Lang) -> dict[str, Any]:
    """What a duty needs, and how it stands."""
    need, proof = stand.need, stand.proof
    return {
        "need": need.code,
        "about": need.about,
        "state": stand.state,
        "state_text": STATES[stand.state].say(lang),
        "until": stand.until.isoformat() if stand.until else None,
        "because": stand.because.say(lang) if stand.because else None,
        "evidence": {"kind": proof.kind, "id": proof.id} if proof else None,
        "enter": {"kind": need.enter, "parent": need.record},
    }


def show_duty(duty: DutyView, lang: Lang) -> dict[str, Any]:
    """One duty."""
    return {
        "duty": duty.code,
        "title": duty.title.say(lang),
        "provision": duty.provision,
        "status": duty.status,
        "until": duty.until.isoformat() if duty.until else None,
        "needs": [show_stand(s, lang) for s in duty.stands],
        "exposure": duty.exposure.as_dict(lang) if duty.exposure else None,
    }


@declare(
    "GET",
    "firms/{id}/duties",
    DutiesGiven,
    Doc(
        "judgeDuties",
        TAG,
        Text("一家从业单位的职责（办法第二十二条）", "The duties of a firm (art. 22)"),
        Text("以登记的凭据，依 on 那一天的法：每项职责是否履行、缺什么、何时到期、有何后果。",
             "By the evidence in the registers and the law of a day: whether each duty is met, what"
             " is wanting, what ends when, what it exposes to."),
        scope="registers",
        rows=True,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def judge_duties(request: ApiRequest, id: str, on: str | None = None) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """A firm within reach, on a day."""
    day, lang = read_on(on), request.lang
    require_caller(request)
    try:
        firm = find_firm_record(id)
    except NotFoundError:
        raise Http404 from None
    verdict = judge_firm(firm, day)
    return {
        "id": firm.public_id,
        "on": verdict.on.isoformat(),
        "outcome": verdict.outcome,
        "next_end": verdict.next_end.isoformat() if verdict.next_end else None,
        "duties": [show_duty(d, lang) for d in verdict.duties],
        "others": [show_stand(s, lang) for s in verdict.others],
        "decision": verdict.decision.as_dict(lang),
    }


@declare(
    "POST",
    "courses/{id}/people",
    TrainingGiven,
    Doc(
        "enterTraining",
        TAG,
        Text("行业组织登记某单位参加培训的人员", "An association enters who of a firm took part"),
        Text("工号和姓名须与该单位登记簿相符；合格的同时记入该单位登记簿。全部登记，或者都不登记。",
             "Number and name agree with the firm's register; who passed is entered there as well."
             " All of them, or none."),
        scope="registers.write",
        write=True,
        rows=True,
        status=201,
        example=TRAINING_EXAMPLE,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def enter_people(request: ApiRequest, id: str, body: AskedTraining) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Who of one firm took part."""
    by = require_caller(request).actor
    rows = [
        Trained(
            p.number, p.person_name, p.passed, p.certificate_number,
            read_on(p.valid_until, f"people[{at}].valid_until") if p.valid_until else None,
        )
        for at, p in enumerate(body.people)
    ]  # fmt: skip
    with refusing():
        entered = enter_training(by, id, body.credit_code, rows)
    return {"course": id, "took_part": entered.took_part, "passed": entered.passed}
