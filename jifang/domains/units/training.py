"""Staff and their trainings as other domains read and enter them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from jifang.domains.units.firms import FirmRef, refer_to_firm
from jifang.domains.units.models import Credential, Organisation, Staff
from jifang.domains.units.organisation_kinds import CREDENTIAL, ORGANISATION
from jifang.domains.units.organisation_services import draft_belonging
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import find_record
from jifang.foundation.history.services import Draft, declare_records
from jifang.law.errors import InputError, Problem, Text

KINDS_OF_TRAINING: Final = ("training", "confidentiality")
FIELDS: Final = ("pk", "public_id", "organisation_id", "number", "post")


@dataclass(frozen=True, slots=True)
class StaffRef:
    """Somebody employed, by row, public id, firm and number; never by name."""

    pk: int
    public_id: str
    organisation: int
    number: str
    post: str


@dataclass(frozen=True, slots=True)
class TrainingRef:
    """A training of a member of staff: its record, of which sort, from and until when."""

    public_id: str
    staff: int
    kind: str
    since: date | None
    until: date | None


def list_staff_of(bodies: Iterable[int], on: date) -> list[StaffRef]:
    """Who was employed by some organisations on a day, by the numbers of their rows."""
    found = (
        Staff.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
        .filter(Q(employed_since__isnull=True) | Q(employed_since__lte=on))
        .filter(Q(employed_until__isnull=True) | Q(employed_until__gte=on))
        .filter(organisation__in=list(bodies))
        .order_by("organisation_id", "number", "id")
    )
    return [StaffRef(pk, str(i), o, n, p) for pk, i, o, n, p in found.values_list(*FIELDS)]


def list_trainings_of(bodies: Iterable[int], on: date) -> list[TrainingRef]:
    """The trainings of the staff of some organisations that were in the register on a day."""
    found = (
        Credential.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
        .filter(organisation__in=list(bodies), kind__in=KINDS_OF_TRAINING)
        .order_by("id")
        .values_list("public_id", "staff_id", "kind", "issued_on", "valid_until")
    )
    return [TrainingRef(str(i), s, k, since, until) for i, s, k, since, until in found]


def list_firms_after(after: int, at_once: int) -> list[tuple[int, FirmRef]]:
    """Firms in the register within reach, in the order of their rows, some at a time."""
    found = Organisation.objects.filter(kind="firm", state=ACTIVE, pk__gt=after).order_by("pk")
    return [(f.pk, refer_to_firm(f)) for f in found[:at_once]]


def list_firms_of(rows: Iterable[int]) -> list[FirmRef]:
    """Firms in the register by their rows."""
    found = Organisation.objects.filter(kind="firm", state=ACTIVE, pk__in=list(rows))
    return [refer_to_firm(f) for f in found.order_by("pk")]


def find_firm_record(public_id: str) -> FirmRef:
    """A firm by its public id. Raises `NotFoundError`, behind a wall too."""
    found = find_record(ORGANISATION, public_id)
    if found.kind != "firm":
        raise NotFoundError
    return refer_to_firm(found)


def has_staff(organisation: int, number: str) -> bool:
    """Whether an organisation has somebody of that number in the register."""
    found = Staff.objects.filter(organisation=organisation, number=number, state=ACTIVE)
    return found.exists()


def find_changed_since(moment: Any) -> set[int]:
    """Organisations whose record, staff or trainings were changed since a moment."""
    found = set(Organisation.objects.filter(changed_at__gte=moment).values_list("pk", flat=True))
    for model in (Staff, Credential):
        rows = model._default_manager.filter(changed_at__gte=moment)
        found |= set(rows.values_list("organisation_id", flat=True).distinct())
    return found


def draft_training(
    firm: FirmRef, number: str, name: str, given: Mapping[str, Any]
) -> Draft[Credential]:
    """Read and check a training of whoever in a firm has both the number and the name. Whether the
    number or the name is wrong is not told: who works there is not for others to find out."""
    people = Staff.objects.filter(organisation=firm.pk, number=number.strip(), state=ACTIVE)
    found = people.select_related("organisation").first()
    if found is None or found.person_name.open() != name.strip():
        said = Text(
            "这家单位没有这个工号和姓名的人员",
            "the firm has nobody with this number and this name",
        )
        raise InputError(Problem("number", number, said))
    return draft_belonging(CREDENTIAL, found.organisation, given, staff=found)


def declare_trainings(
    by: Actor, drafts: Sequence[Draft[Credential]], *, reason: str = ""
) -> list[Credential]:
    """Enter trainings of staff, all or none."""
    return declare_records(CREDENTIAL, by, drafts, reason=reason)
