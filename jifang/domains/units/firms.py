"""Firms as other domains name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jifang.domains.units.models import Organisation
from jifang.domains.units.organisation_facts import find_firm_figures
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.walls.reading import read_once
from jifang.law.places import GUANGDONG


@dataclass(frozen=True, slots=True)
class FirmRef:
    """A practitioner in the register: its row, its public id, whose it is, where it is registered
    and who keeps it."""

    pk: int
    public_id: str
    name: str
    credit_code: str
    party: str
    region: str
    organ_region: str
    demonstration: bool

    @property
    def is_outside(self) -> bool:
        """Whether it is registered outside the province."""
        return not self.region.startswith(GUANGDONG)


def refer_to_firm(firm: Organisation) -> FirmRef:
    """A firm as others name it."""
    return FirmRef(
        firm.pk, str(firm.public_id), firm.name, firm.credit_code, firm.party, firm.region,
        firm.organ_region, firm.demonstration,
    )  # fmt: skip


@read_once
def find_firm(party: str) -> FirmRef | None:
    """The firm of a party, while it is in the register and within the reader's reach."""
    found = Organisation.objects.filter(party=party, kind="firm", state=ACTIVE).first()
    return None if found is None else refer_to_firm(found)


def find_firm_by_code(credit_code: str) -> FirmRef | None:
    """The firm with a unified social credit code, within the reader's reach."""
    code = credit_code.strip().upper()
    found = Organisation.objects.filter(credit_code=code, kind="firm", state=ACTIVE).first()
    return None if found is None or not code else refer_to_firm(found)


def find_body_by_code(credit_code: str, kind: str) -> FirmRef | None:
    """The organisation of a kind (firm, testing body, association) with a unified social credit
    code, within the reader's reach."""
    code = credit_code.strip().upper()
    found = Organisation.objects.filter(credit_code=code, kind=kind, state=ACTIVE).first()
    return None if found is None or not code else refer_to_firm(found)


def find_body_by_name(name: str, kind: str) -> FirmRef | None:
    """The organisation of a kind with this whole name, within the reader's reach; nothing where
    two bear it."""
    found = Organisation.objects.filter(name=name.strip(), kind=kind, state=ACTIVE)[:2]
    return refer_to_firm(found[0]) if len(found) == 1 else None


@read_once
def find_firm_figures_of(firm: FirmRef, on: date) -> dict[str, Any]:
    """Its figures of a day, as `find_firm_figures`."""
    return find_firm_figures(Organisation(pk=firm.pk), on)
