"""Testing bodies as other domains name them: what they are accredited for, what they work with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from jifang.domains.units.models import Accreditation, Organisation, Tool, Unit
from jifang.domains.units.organisation_facts import find_testing_facts
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.walls.scope import Scope, read_scope, work_in

LAB = "testing_body"


@dataclass(frozen=True, slots=True)
class AccreditationRef:
    """An accreditation: its number, by whom, at which level, for which kinds, on which days."""

    number: str
    level: str
    accredited_by: str
    scope: tuple[str, ...]
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class ToolRef:
    """An instrument in the register: its public id, name, model, serial number, calibration."""

    public_id: str
    name: str
    model: str
    serial_number: str
    purpose: str
    calibrated_until: date | None


@dataclass(frozen=True, slots=True)
class LabRef:
    """A testing body in the register, with its accreditations that were not retired."""

    pk: int
    public_id: str
    name: str
    credit_code: str
    party: str
    region: str
    organ_region: str
    demonstration: bool
    accreditations: tuple[AccreditationRef, ...]

    def list_current(self, on: date) -> tuple[AccreditationRef, ...]:
        """The accreditations of a day."""
        return tuple(a for a in self.accreditations if a.valid_from <= on <= a.valid_until)

    def list_uncovered(self, kinds: frozenset[str], on: date) -> tuple[str, ...]:
        """The kinds of system that no accreditation of the day covers."""
        return tuple(sorted(kinds - {k for a in self.list_current(on) for k in a.scope}))


def refer_to_labs(bodies: list[Organisation]) -> list[LabRef]:
    """Testing bodies as others name them; two statements for any number of them."""
    held: dict[int, list[AccreditationRef]] = {}
    rows = Accreditation.objects.filter(organisation__in=[b.pk for b in bodies], state=ACTIVE)
    for a in rows.order_by("valid_from", "id"):
        held.setdefault(a.organisation_id, []).append(
            AccreditationRef(
                a.number, a.level, a.accredited_by, tuple(a.scope), a.valid_from, a.valid_until
            )
        )
    return [
        LabRef(
            b.pk, str(b.public_id), b.name, b.credit_code, b.party, b.region, b.organ_region,
            b.demonstration, tuple(held.get(b.pk, ())),
        )
        for b in bodies
    ]  # fmt: skip


def find_lab(party: str) -> LabRef | None:
    """The testing body of a party, while it is in the register, whoever reads: name and
    accreditations of a testing body are public."""
    with work_in(show_body(party)):
        found = Organisation.objects.filter(party=party, kind=LAB, state=ACTIVE).first()
        return None if found is None else refer_to_labs([found])[0]


def list_labs(most: int = 300) -> list[LabRef]:
    """The testing bodies that are kept in the province, whoever reads, by name."""
    own = read_scope()
    with work_in(Scope("44", "45", own.parties, own.grants, own.actor)):
        found = Organisation.objects.filter(
            organ_region__gte="44", organ_region__lt="45", kind=LAB, state=ACTIVE
        )
        return refer_to_labs(list(found.order_by("organ_region", "pinyin", "id")[:most]))


def show_body(party: str) -> Scope:
    """One's own bounds, and the rows of one party."""
    own = read_scope()
    parties = tuple(sorted({*own.parties, party}))
    return Scope(own.lo, own.hi, parties, own.grants, own.actor)


def find_testing_facts_of(lab: LabRef, kinds: frozenset[str], on: date) -> dict[str, Any]:
    """Its facts of a day, as `find_testing_facts`."""
    with work_in(show_body(lab.party)):
        return find_testing_facts(Organisation.objects.get(pk=lab.pk), kinds, on)


def list_tools_of(party: str) -> list[ToolRef]:
    """The instruments of a testing body, within the reader's reach."""
    rows = Tool.objects.filter(party=party, state=ACTIVE)
    rows = rows.filter(Q(purpose="testing") | Q(purpose=""))
    return [
        ToolRef(str(t.public_id), t.name, t.model, t.serial_number, t.purpose, t.calibrated_until)
        for t in rows.order_by("name", "id")
    ]


def list_kin(lab: LabRef) -> tuple[str, ...]:
    """The parties that are the same body by credit code, whoever reads: a group may do both."""
    if not lab.credit_code:
        return (lab.party,)
    own = read_scope()
    with work_in(Scope("44", "45", own.parties, own.grants, own.actor)):
        organisations = Organisation.objects.filter(credit_code=lab.credit_code, state=ACTIVE)
        units = Unit.objects.filter(credit_code=lab.credit_code, state=ACTIVE)
        return tuple(
            sorted(
                {
                    lab.party,
                    *organisations.values_list("party", flat=True),
                    *units.values_list("party", flat=True),
                }
            )
        )


def list_credit_codes(organisations: Iterable[UUID]) -> dict[UUID, str]:
    """The credit codes of practitioners and testing bodies by their ids, whoever reads; those that
    are not known are left out."""
    own = read_scope()
    with work_in(Scope("44", "45", own.parties, own.grants, own.actor)):
        found = Organisation.objects.filter(public_id__in=list(organisations))
        rows = found.exclude(credit_code="").values_list("public_id", "credit_code")
        return dict(rows)
