"""Acting in cases: each operation is an act of the law, with its leaf; so is what is refused."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import Http404

from jifang.api.case_forms import (
    ActDone,
    AskedAct,
    AskedGiven,
    AskedLetter,
    AskedOpening,
    AskedPreview,
    LetterDraftGiven,
    LetterPreviewGiven,
    NotificationRead,
)
from jifang.api.case_shapes import (
    carry_given,
    show_case,
    show_event,
    show_notification,
    show_template,
)
from jifang.api.operations.cases import (
    EXAMPLE_ID,
    PROCEDURE,
    TAG,
    find_due,
    find_known,
    find_open,
    refusing,
)
from jifang.api.operations.own import require_caller
from jifang.api.problems import ApiError, Fault, fail_field
from jifang.api.reading import read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis, Target
from jifang.foundation.audit.selectors import find_place
from jifang.foundation.cases.checks import as_basis
from jifang.foundation.cases.data import Defect, Given, LetterGiven, Transition
from jifang.foundation.cases.letters import draft_letter, preview_act
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.parts import list_derived
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.documents.templates import find_template
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.entries import find_entry
from jifang.foundation.history.registers import list_registers
from jifang.foundation.notifications.selectors import list_notifications
from jifang.foundation.notifications.services import Recipient, mark_read
from jifang.law.errors import InputError, Text

SCOPE = "cases.write"
ON_ACT = {"id": EXAMPLE_ID, "act": "accept"}
OPENING_EXAMPLE = {
    "act": "propose",
    "organ": "ps-440106",
    "party": "unit-1",
    "subject": "示例单位技防建设成效（演示）",
    "more": {},
}
ACT_EXAMPLE = {"version": 3, "reason": "材料齐全", "more": {}}
LETTER_EXAMPLE = {
    "letter": {
        "addressee": "示例单位（演示）",
        "subject": "示例文书",
        "fields": {},
    }
}
UNASKED = Text("这一步不问这一项", "this step does not ask for it")


# --- what is given --------------------------------------------------------------------------------


def read_letter(asked: AskedLetter | None) -> LetterGiven | None:
    """A letter as the cases take it."""
    if asked is None:
        return None
    return LetterGiven(asked.addressee, asked.subject, asked.fields, asked.previewed)


def read_given(body: AskedGiven, version: int) -> Given:
    """What every step may be given. Raises `ApiError`."""
    return Given(
        version=version, reason=body.reason,
        on=None if body.on is None else read_on(body.on, "on"),
        documents=tuple(body.documents), letter=read_letter(body.letter), more=body.more,
        private=body.private,
    )  # fmt: skip


def read_act(body: AskedAct) -> Given:
    """What a step is given. Raises `ApiError`."""
    plain = read_given(body, body.version)
    return Given(
        version=plain.version, reason=plain.reason, on=plain.on, documents=plain.documents,
        letter=plain.letter, more=plain.more, private=plain.private,
        to=None if body.to is None else Recipient(body.to.party, body.to.account),
        defects=tuple(Defect(d.item, d.text) for d in body.defects), pause=body.pause or "",
        agrees=body.agrees, person=body.person or "",
    )  # fmt: skip


def check_unasked(step: Transition | None, body: AskedAct) -> None:
    """Refuse what the step does not ask for: nothing sent is left aside. Raises `ApiError`."""
    if step is None:
        return
    pauses = any(e.act == "pause" and not e.reason for e in step.clock)
    asked = {
        "to": step.goes_to_someone,
        "pause": pauses,
        "agrees": "opinion" in step.checks,
        "person": "person" in step.checks,
    }
    faults = [
        Fault(name, None, UNASKED)
        for name, is_asked in asked.items()
        if not is_asked and getattr(body, name) is not None
    ]
    if faults:
        raise ApiError("invalid", faults=tuple(faults))


@contextmanager
def naming(step: Transition | None, body: AskedGiven | AskedPreview) -> Iterator[None]:
    """What is refused of what was given, each under the member of the body that it is of."""
    own = dict.fromkeys(body.model_fields_set)
    parts = {"own": own, "more": body.more, "private": getattr(body, "private", {})}
    try:
        with refusing(find_basis(step)):
            yield
    except InputError as error:
        raise carry_given(error, step, parts) from None


def find_basis(step: Transition | None) -> tuple[Basis, ...]:
    """What a step rests on."""
    return () if step is None or step.provision is None else (as_basis(step.provision),)


def show_done(event: Event, by: Actor, request: ApiRequest) -> Mapping[str, Any]:
    """The case and the act."""
    case = event.case
    return {
        "case": show_case(case, by, request.lang, find_due(case)),
        "event": show_event(event, case, by, request.lang, find_place(event.entry)),
    }


# --- acts -----------------------------------------------------------------------------------------


@declare(
    "POST",
    "procedures/{procedure}/cases",
    ActDone,
    Doc(
        "openCase",
        TAG,
        Text("立案：申请、申报、窗口收件", "Open a case: apply, report, take in at the counter"),
        Text("act 是 listProcedures 中的 opened_by 之一，more、private 依 readProcedure 中该步的 "
             "fields。organ 是决定机关，为空则由平台依管辖得出；party 是申请的单位，不知其为谁的"
             "为空；about 是所涉的登记记录，approved_by 是原核准机关，是否须填、可填哪种依 "
             "listProcedures 中的 about、approving；on 只用于先收到纸质材料的。",
             "`act` is one of opened_by in listProcedures; `more` and `private` follow the fields"
             " of that step in readProcedure. `organ` decides; left empty, it is found by"
             " competence. `party` applies, empty where nobody is known; `about` is the record"
             " concerned and `approved_by` the organ that approved before, as `about` and"
             " `approving` in listProcedures ask for them; `on`: papers that came in before."),
        scope=SCOPE,
        write=True,
        rows=True,
        status=201,
        example=OPENING_EXAMPLE,
        arguments=PROCEDURE,
    ),
)  # fmt: skip
def open_one(request: ApiRequest, procedure: str, body: AskedOpening) -> Mapping[str, Any]:
    """Open a case."""
    by, found = require_caller(request).actor, find_known(procedure)
    step = index_transitions(found.code).get((body.act, ""))
    opening = Opening(
        found.code, body.act, body.organ, body.party, body.subject, find_about(by, body),
        body.approved_by,
    )  # fmt: skip
    given = read_given(body, 0)
    with naming(step, body):
        event = open_case(by, opening, given)
    return show_done(event, by, request)


def find_about(by: Actor, body: AskedOpening) -> Target | None:
    """The record that a case is about, which the caller reads. Raises `ApiError`."""
    if body.about is None:
        return None
    kinds = [r.kind.name for r in list_registers(by)]
    if body.about.kind not in kinds:
        said = Text("没有这种登记簿，或者无权查看", "no register that you read")
        known = Text("、".join(kinds), ", ".join(kinds))
        raise fail_field("about.kind", body.about.kind, said, known)
    try:
        record = find_entry(body.about.kind, body.about.id)
    except RecordError as error:
        raise fail_field("about.id", body.about.id, error.text) from None
    return Target(body.about.kind, str(record.public_id))


@declare(
    "POST",
    "cases/{id}/acts/{act}",
    ActDone,
    Doc(
        "carryOutAct",
        TAG,
        Text("办理一步", "Take a step"),
        Text("act 及所要填的见 listCaseActs；version 须是所读到的版本，否则答 409，写明现在的版本。"
             "不能由您办理的答 403，现在谁也不能办的答 422，都写明原因和依据；拒绝也记入账本。",
             "`act` and what it asks for: see listCaseActs. `version` is the one that was read,"
             " else 409 gives the present one. What is not for you is 403, what nobody may do now"
             " 422, each with the reason and the provision; a refusal stands in the ledger, too."),
        scope=SCOPE,
        write=True,
        rows=True,
        example=ACT_EXAMPLE,
        arguments=ON_ACT,
    ),
)  # fmt: skip
def carry_out_one(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    act: str,
    body: AskedAct,
) -> Mapping[str, Any]:
    """Carry an act out."""
    by, case = require_caller(request).actor, find_open(id)
    step = find_step(case, act)
    check_unasked(step, body)
    given = read_act(body)
    with naming(step, body):
        event = carry_out(by, case.public_id, act, given)
    return show_done(event, by, request)


def find_step(case: Case, act: str) -> Transition | None:
    """The step of this name from the present state; none is refused when it is tried."""
    return index_transitions(case.procedure).get((act, case.state))


# --- letters --------------------------------------------------------------------------------------


@declare(
    "GET",
    "cases/{id}/acts/{act}/letter",
    LetterDraftGiven,
    Doc(
        "draftCaseLetter",
        TAG,
        Text("一步的文书草稿", "The draft of a step's letter"),
        Text("尚未签发；签发人可以修改。这一步现在不能办的，答 403 或者 422。",
             "Nothing goes out yet, and whoever signs may change it. 403 or 422 where the step may"
             " not be taken now."),
        scope=SCOPE,
        rows=True,
        arguments=ON_ACT,
    ),
)  # fmt: skip
def draft_one(request: ApiRequest, id: str, act: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """The draft of a letter."""
    by, case = require_caller(request).actor, find_open(id)
    with refusing():
        draft = draft_letter(by, case.public_id, act)
    template = find_template(find_document(case, act))
    step = find_step(case, act)
    shown = show_template(template, request.lang, list_derived(step) if step else ())
    return {
        "template": template.id,
        "name": shown["name"],
        "addressee": draft.addressee,
        "subject": draft.subject,
        "fields": dict(draft.fields),
        "asked": shown["fields"],
    }


def find_document(case: Case, act: str) -> str:
    """The template of a step's letter. Raises `Http404` where there is none."""
    step = find_step(case, act)
    if step is None or not step.document:
        raise Http404
    return step.document


@declare(
    "POST",
    "cases/{id}/acts/{act}/letter",
    LetterPreviewGiven,
    Doc(
        "previewCaseLetter",
        TAG,
        Text("预览一步的文书", "Preview a step's letter"),
        Text("PDF（base64）与摘要；办理时把摘要写进 letter.previewed，签发的就只能是这一份。"
             "不作任何更改。",
             "The PDF in base64, and its digest: given as letter.previewed with the act, exactly"
             " this letter goes out or none. Nothing is changed."),
        scope=SCOPE,
        rows=True,
        example=LETTER_EXAMPLE,
        arguments=ON_ACT,
    ),
)  # fmt: skip
def preview_one(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    act: str,
    body: AskedPreview,
) -> Mapping[str, Any]:
    """The letter as it would go out."""
    by, case = require_caller(request).actor, find_open(id)
    given = Given(
        case.version, letter=read_letter(body.letter), more=body.more,
        defects=tuple(Defect(d.item, d.text) for d in body.defects),
    )  # fmt: skip
    with naming(find_step(case, act), body):
        preview = preview_act(by, case.public_id, act, given)
    return {"digest": preview.digest, "pdf": base64.b64encode(preview.pdf).decode()}


# --- notifications --------------------------------------------------------------------------------


@declare(
    "POST",
    "notifications/{int:id}/read",
    NotificationRead,
    Doc(
        "readNotification",
        TAG,
        Text("把通知标为已读", "Mark a notification as read"),
        Text("告知整个机关、单位的，一人读过即为已读。",
             "One that a whole body was told is read once one of its people has read it."),
        scope=SCOPE,
        write=True,
        rows=True,
        arguments={"id": "1"},
    ),
)  # fmt: skip
def read_one_notification(request: ApiRequest, id: int) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Note that a notification was read."""
    by = require_caller(request).actor
    own = list_notifications(by)
    if id >= 2**63 or not own.filter(pk=id).exists():
        raise Http404
    changed = mark_read(by, id)
    return {"notification": show_notification(own.get(pk=id)), "changed": changed}
