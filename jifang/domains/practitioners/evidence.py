"""Reading the evidence of firms from the registers, many firms at once, as needs of the law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Q

from jifang.domains.practitioners.data import RULES, Need, Proof
from jifang.domains.practitioners.models import (
    FirmPart,
    FirmRule,
    OtherDuty,
    PaperArchive,
    PromiseCheck,
    SecrecyAgreement,
    ServicePromise,
)
from jifang.domains.practitioners.needs import freeze
from jifang.domains.qualifications.api import list_undertakings_of
from jifang.domains.units.api import (
    FirmRef,
    StaffRef,
    TrainingRef,
    list_staff_of,
    list_trainings_of,
)
from jifang.foundation.search.grams import fold_text

SORTS: Final = {"staff_training": "training", "staff_confidentiality": "confidentiality"}


@dataclass(slots=True)
class Evidence:
    """What the registers hold of one firm that bears on its duties."""

    firm: FirmRef
    promises: list[ServicePromise] = field(default_factory=list)
    checks: dict[int, list[PromiseCheck]] = field(default_factory=lambda: defaultdict(list))
    rules: list[FirmRule] = field(default_factory=list)
    agreements: list[SecrecyAgreement] = field(default_factory=list)
    archives: list[PaperArchive] = field(default_factory=list)
    others: list[OtherDuty] = field(default_factory=list)
    staff: list[StaffRef] = field(default_factory=list)
    trainings: dict[int, list[TrainingRef]] = field(default_factory=lambda: defaultdict(list))
    taken_on: list[tuple[str, str, date]] = field(default_factory=list)
    """Projects that it undertook by the register of undertakings: id, name, begun on."""


def read_evidence(firms: Sequence[FirmRef], on: date) -> list[Evidence]:
    """The evidence of some firms as it was in the register on a day, within the reader's reach; as
    many queries for one as for many."""
    found = {f.pk: Evidence(f) for f in firms}
    keys = list(found)
    for name, model in (
        ("promises", ServicePromise), ("rules", FirmRule), ("agreements", SecrecyAgreement),
        ("archives", PaperArchive), ("others", OtherDuty),
    ):  # fmt: skip
        for row in list_holding(model, keys, on):
            getattr(found[row.organisation_id], name).append(row)
    for check in list_holding(PromiseCheck, keys, on):
        found[check.organisation_id].checks[check.promise_id].append(check)
    for person in list_staff_of(keys, on):
        found[person.organisation].staff.append(person)
    trained: dict[int, list[TrainingRef]] = defaultdict(list)
    for training in list_trainings_of(keys, on):
        trained[training.staff].append(training)
    by_party = {f.party: f.pk for f in firms}
    for party, project, name, begun in list_undertakings_of(by_party, on):
        found[by_party[party]].taken_on.append((project, name, begun))
    for evidence in found.values():
        evidence.trainings = trained
    return list(found.values())


def list_holding(model: type[Any], firms: Iterable[int], on: date) -> Iterator[Any]:
    """Rows of some firms that were not yet retired on the day."""
    found = model.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
    return iter(found.filter(organisation__in=list(firms)).order_by("id"))


def list_needs(evidence: Evidence, on: date) -> list[Need]:
    """What each duty of art. 22 needs of this firm on the day."""
    return [
        *list_work_needs(evidence, on), *list_paper_needs(evidence, on),
        *list_staff_needs(evidence),
    ]  # fmt: skip


# -- (1) -------------------------------------------------------------------------------------------

Says = Callable[[PromiseCheck], bool | None]
FINDINGS: Final[Sequence[tuple[str, Says]]] = (
    ("work_to_standard", lambda check: check.to_standard),
    ("service_promise", lambda check: check.promise_kept),
)


def list_work_needs(evidence: Evidence, on: date) -> Iterator[Need]:
    """A check of each promise made by the day; a promise for each project that was undertaken."""
    made = [p for p in evidence.promises if p.promised_on <= on]
    named = {p.project for p in made if p.project} | {fold_text(p.project_name) for p in made}
    bare = dict.fromkeys(
        (project, name) for project, name, begun in evidence.taken_on
        if begun <= on and project not in named and fold_text(name) not in named
    )  # fmt: skip
    firm = evidence.firm.public_id
    for duty, says in FINDINGS:
        for promise in made:
            proofs = [prove_check(c, says) for c in evidence.checks[promise.pk]]
            known = freeze([p for p in proofs if p is not None], promise.until, on)
            yield Need(duty, "check", promise.project_name, known, "promise_check",
                       str(promise.public_id))  # fmt: skip
        for _project, name in bare:
            yield Need(duty, "promise", name, (), "service_promise", firm)
        if not made and not bare:
            yield Need(duty, "promise", "", (), "service_promise", firm)


def prove_check(check: PromiseCheck, says: Says) -> Proof | None:
    """What a check says of one of the two; nothing where it says nothing."""
    said = says(check)
    return None if said is None else prove(check, "promise_check", check.checked_on, held=said)


def prove(row: FirmPart, kind: str, since: date, *, held: bool = True) -> Proof:
    """A record as a proof."""
    until, endless = getattr(row, "until", None), bool(getattr(row, "endless", False))
    return Proof(kind, str(row.public_id), held, since, until, endless)


# -- (2) -------------------------------------------------------------------------------------------


def list_paper_needs(evidence: Evidence, on: date) -> Iterator[Need]:
    """The two rules, an agreement of everybody employed, an archive of each completed project."""
    firm, duty = evidence.firm.public_id, "secrecy_and_archive"
    for subject in RULES:
        proofs = [prove(r, "firm_rule", r.adopted_on) for r in evidence.rules
                  if r.subject == subject]  # fmt: skip
        yield Need(duty, subject, "", tuple(proofs), "firm_rule", firm)
    signed: dict[str, list[Proof]] = defaultdict(list)
    for agreement in evidence.agreements:
        proof = prove(agreement, "secrecy_agreement", agreement.signed_on)
        signed[agreement.staff_number].append(proof)
    for person in evidence.staff:
        yield Need(duty, "agreement", person.number, tuple(signed[person.number]),
                   "secrecy_agreement", firm)  # fmt: skip
    for promise in evidence.promises:
        done = promise.completed_on
        if promise.promised_on <= on and done is not None and done <= on:
            yield Need(duty, "archive", promise.project_name,
                       tuple(list_archives(evidence, promise)), "paper_archive", firm,
                       lapses=False)  # fmt: skip


def list_archives(evidence: Evidence, promise: ServicePromise) -> Iterator[Proof]:
    """The archive entries of the project of a promise."""
    name = fold_text(promise.project_name)
    for row in evidence.archives:
        same = promise.project and row.project == promise.project
        if same or fold_text(row.project_name) == name:
            yield prove(row, "paper_archive", row.archived_on)


# -- (3) and (4) -----------------------------------------------------------------------------------


def list_staff_needs(evidence: Evidence) -> Iterator[Need]:
    """Professional training and confidentiality education of everybody employed."""
    firm = evidence.firm.public_id
    for duty, sort in SORTS.items():
        if not evidence.staff:
            yield Need(duty, "staff", "", (), "staff", firm)
        for person in evidence.staff:
            proofs = tuple(
                Proof("credential", t.public_id, True, t.since, t.until)
                for t in evidence.trainings[person.pk] if t.kind == sort
            )  # fmt: skip
            yield Need(duty, sort, person.number, proofs, "credential", person.public_id)


def list_other_needs(evidence: Evidence) -> Iterator[Need]:
    """What other instruments ask (art. 22 (4)), each as the firm names it."""
    for row in evidence.others:
        about = f"{row.instrument} {row.provision}：{row.duty}"
        said = () if row.held is None else (prove(row, "other_duty", row.since, held=row.held),)
        yield Need("other_duty", "other", about, said, "other_duty", str(row.public_id))


def find_video(evidence: Evidence, on: date) -> bool | None:
    """Whether a promise made by the day is for a system under Decree 799; unknown where one does
    not say, or there is none."""
    said = [p.video_system for p in evidence.promises if p.promised_on <= on]
    if True in said:
        return True
    return False if said and None not in said else None
