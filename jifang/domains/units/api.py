"""What other domains may ask of units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from jifang.domains.units import selectors
from jifang.domains.units.credit_codes import decode_credit_code, read_credit_code
from jifang.domains.units.data import SiteRef
from jifang.domains.units.dossiers import (
    assess_site,
    build_dossier,
    contribute_sections,
    describe_site,
    refer_to,
)
from jifang.domains.units.facts import find_site_facts
from jifang.domains.units.firms import (
    FirmRef,
    find_body_by_code,
    find_body_by_name,
    find_firm,
    find_firm_by_code,
    find_firm_figures_of,
    refer_to_firm,
)
from jifang.domains.units.imports import AROUND_BODY
from jifang.domains.units.keepers import find_city_keeper, find_keeper, remember_keepers
from jifang.domains.units.labs import (
    AccreditationRef,
    LabRef,
    ToolRef,
    find_lab,
    find_testing_facts_of,
    list_credit_codes,
    list_kin,
    list_labs,
    list_tools_of,
)
from jifang.domains.units.models import Organisation, Site, Unit
from jifang.domains.units.organisation_facts import find_firm_figures, find_testing_facts
from jifang.domains.units.organisation_kinds import SYSTEM_KINDS
from jifang.domains.units.organisation_selectors import find_organisation
from jifang.domains.units.training import (
    StaffRef,
    TrainingRef,
    declare_trainings,
    draft_training,
    find_changed_since,
    find_firm_record,
    has_staff,
    list_firms_after,
    list_firms_of,
    list_staff_of,
    list_trainings_of,
)
from jifang.foundation.history.models import ACTIVE


def find_site_ref(public_id: UUID | str) -> SiteRef:
    """A site as others name it. Raises `NotFoundError`, behind a wall too."""
    return refer_to(selectors.find_site(public_id))


def list_dossiers(numbers: Iterable[int], on: date) -> list[tuple[SiteRef, dict[str, Any]]]:
    """Sites by the numbers of their rows, as far as the reader's scope shows them, with what the
    law is asked of: nothing for those that are no longer in the register."""
    found = Site.objects.filter(pk__in=list(numbers)).order_by("id")
    return [(refer_to(s), describe_site(s, on) if s.state == ACTIVE else {}) for s in found]


@dataclass(frozen=True, slots=True)
class RegisteredBody:
    """A unit or an organisation in the register: its kind of record, its public id, whose it is,
    its name."""

    kind: str
    public_id: str
    party: str
    name: str


def find_registered(*, credit_code: str = "", party: str = "") -> RegisteredBody | None:
    """A body in the register by its unified social credit code or its party, as far as the reader's
    scope shows it; a unit before an organisation."""
    given = {"credit_code": credit_code} if credit_code else {"party": party}
    if not any(given.values()):
        return None
    for kind, model in (("unit", Unit), ("organisation", Organisation)):
        found = model._default_manager.filter(state=ACTIVE, **given).order_by("id").first()
        if found is not None:
            return RegisteredBody(kind, str(found.public_id), found.party, found.name)
    return None


def list_parties_by_code(credit_code: str) -> list[str]:
    """The parties of the bodies in the register with a unified social credit code, as far as the
    reader's scope shows them; each a query, whatever the code."""
    found: list[str] = []
    for model in (Unit, Organisation):
        rows = model._default_manager.filter(state=ACTIVE, credit_code=credit_code)
        found += rows.values_list("party", flat=True)[:5]
    return list(dict.fromkeys(found))


def read_site_facts(public_id: UUID | str, on: date) -> dict[str, Any]:
    """The section `site` of a dossier: what is known of a site on a day."""
    return find_site_facts(selectors.find_site(public_id), on)


__all__ = [
    "AROUND_BODY",
    "SYSTEM_KINDS",
    "AccreditationRef",
    "FirmRef",
    "LabRef",
    "RegisteredBody",
    "SiteRef",
    "StaffRef",
    "ToolRef",
    "TrainingRef",
    "assess_site",
    "build_dossier",
    "contribute_sections",
    "declare_trainings",
    "decode_credit_code",
    "draft_training",
    "find_body_by_code",
    "find_body_by_name",
    "find_changed_since",
    "find_city_keeper",
    "find_firm",
    "find_firm_by_code",
    "find_firm_figures",
    "find_firm_figures_of",
    "find_firm_record",
    "find_keeper",
    "find_lab",
    "find_organisation",
    "find_registered",
    "find_site_ref",
    "find_testing_facts",
    "find_testing_facts_of",
    "has_staff",
    "list_credit_codes",
    "list_dossiers",
    "list_firms_after",
    "list_firms_of",
    "list_kin",
    "list_labs",
    "list_parties_by_code",
    "list_staff_of",
    "list_tools_of",
    "list_trainings_of",
    "read_credit_code",
    "read_site_facts",
    "refer_to",
    "refer_to_firm",
    "remember_keepers",
]
