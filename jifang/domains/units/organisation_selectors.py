"""Reading firms, testing bodies and associations, within the reader's reach."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from jifang.domains.units.models import Credential, Organisation, Staff
from jifang.domains.units.organisation_kinds import ORGANISATION
from jifang.domains.units.organisation_models import OrganisationPart
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import Found, find_record, list_records, search_records

P = TypeVar("P", bound=OrganisationPart)


def list_organisations(
    by: Actor, kind: str = "", *, retired: bool = False
) -> QuerySet[Organisation]:
    """Organisations within reach, of one kind or all."""
    found = list_records(ORGANISATION, by, retired=retired)
    return found.filter(kind=kind) if kind else found


def find_organisation(public_id: UUID | str) -> Organisation:
    """An organisation. Raises `NotFoundError`, behind a wall too."""
    return find_record(ORGANISATION, public_id)


def find_own_organisation(by: Actor) -> Organisation | None:
    """The organisation that a member acts for, if it is in the register."""
    return Organisation.objects.filter(party=by.body.party).first()


def search_organisations(by: Actor, query: str, limit: int = 50) -> Found[Organisation]:
    """By a part of name or address, pinyin initials, or the beginning of the code."""
    return search_records(ORGANISATION, by, query, code_columns=("credit_code",), limit=limit)


def list_belongings(kind: Kind[P], body: Organisation, *, retired: bool = False) -> QuerySet[P]:
    """What an organisation has of a kind."""
    found = kind.model._default_manager.filter(organisation=body).order_by("id")
    return found if retired else found.filter(state=ACTIVE)


def list_expiring(body: Organisation, until: date) -> QuerySet[Credential]:
    """Certificates and trainings of its staff that end by a day, the first to end first."""
    found = Credential.objects.filter(organisation=body, state=ACTIVE, valid_until__lte=until)
    return found.select_related("staff").order_by("valid_until", "id")


def list_credentials(staff: Staff) -> QuerySet[Credential]:
    """Certificates and trainings of a member of staff."""
    return Credential.objects.filter(staff=staff, state=ACTIVE).order_by("kind", "-valid_until")
