"""Writing firms, testing bodies and associations, and what they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from jifang.domains.units.data import ORGANISATIONS
from jifang.domains.units.keepers import find_city_keeper
from jifang.domains.units.models import Credential, Organisation, Staff
from jifang.domains.units.organisation_kinds import CREDENTIAL, ORGANISATION
from jifang.domains.units.organisation_models import OrganisationPart
from jifang.domains.units.services import make_party
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.history.data import Place
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.services import (
    Draft,
    change_record,
    declare_record,
    declare_records,
    draft_record,
    reinstate_record,
    retire_record,
)
from jifang.law.errors import InputError, Problem, Text
from jifang.law.places import clean_region

P = TypeVar("P", bound=OrganisationPart)
RETIRED = Text("已注销，不能再登记新的内容", "retired: nothing more is entered into it")


def draft_organisation(
    by: Actor, given: Mapping[str, Any], *, demonstration: bool = False
) -> Draft[Organisation]:
    """Read and check a firm, testing body or association: the member's own, or, for an officer, a
    new one. A member enters a body of the kind that it is a member of."""
    own = may(by.role, "own_body")
    kind = str(given.get("kind") or "")
    party = by.body.party if own else make_party(kind if kind in ORGANISATIONS else "body")
    keeper = find_city_keeper(clean_region(str(given.get("region") or "").strip()) or "")
    draft = draft_record(ORGANISATION, Place(party, keeper), given, demonstration=demonstration)
    if own and kind in ORGANISATIONS and kind != by.body.kind:
        said = Text("与本单位的类别不符", "not the kind of body that you are a member of")
        wrong = (*draft.problems, Problem("kind", kind, said))
        return Draft(draft.record, draft.root, wrong, draft.warnings)
    return draft


def declare_organisation(
    by: Actor, given: Mapping[str, Any], *, reason: str = "", holds_from: date | None = None
) -> Organisation:
    """Enter a firm, testing body or association. Raises `InputError`, `RecordError`."""
    draft = draft_organisation(by, given)
    return declare_record(ORGANISATION, by, draft, reason=reason, holds_from=holds_from)


def change_organisation(
    by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *, reason: str,
    holds_from: date | None = None,
) -> Organisation:  # fmt: skip
    """Change its fields. Where the registration moves to another city, the provincial organ moves
    it, and its staff, equipment and projects go along."""
    return change_record(
        ORGANISATION, by, public_id, version, given, reason=reason, holds_from=holds_from
    )


def retire_organisation(
    by: Actor, public_id: UUID | str, version: int, *, reason: str, on: date | None = None
) -> Organisation:
    """Take it out of the register; it stays, with its history."""
    return retire_record(ORGANISATION, by, public_id, version, reason=reason, on=on)


def draft_belonging(
    kind: Kind[P], body: Organisation, given: Mapping[str, Any], **links: Any
) -> Draft[P]:
    """Read and check something that an organisation has (kinds of `organisation_kinds`)."""
    if body.state != ACTIVE:
        raise InputError(Problem("organisation", str(body.public_id), RETIRED))
    place = Place(body.party, body.organ_region, str(body.public_id))
    return draft_record(
        kind, place, given, links={"organisation": body, **links},
        demonstration=body.demonstration,
    )  # fmt: skip


def declare_belonging(
    kind: Kind[P], by: Actor, body: Organisation, given: Mapping[str, Any], *, reason: str = ""
) -> P:
    """Enter staff, equipment, premises, a project or an accreditation of an organisation."""
    return declare_record(kind, by, draft_belonging(kind, body, given), reason=reason)


def declare_belongings(
    kind: Kind[P], by: Actor, drafts: Sequence[Draft[P]], *, reason: str = ""
) -> list[P]:
    """Enter many that were drafted, all or none, with one leaf."""
    return declare_records(kind, by, drafts, reason=reason)


def declare_credential(
    by: Actor, staff: Staff, given: Mapping[str, Any], *, reason: str = ""
) -> Credential:
    """Enter a certificate or training of a member of staff."""
    draft = draft_belonging(CREDENTIAL, staff.organisation, given, staff=staff)
    return declare_record(CREDENTIAL, by, draft, reason=reason)


def change_belonging(
    kind: Kind[P], by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *,
    reason: str, holds_from: date | None = None,
) -> P:  # fmt: skip
    """Change what an organisation has."""
    return change_record(kind, by, public_id, version, given, reason=reason, holds_from=holds_from)


def retire_belonging(
    kind: Kind[P], by: Actor, public_id: UUID | str, version: int, *, reason: str,
    on: date | None = None,
) -> P:  # fmt: skip
    """Take it out of the register; it stays, with its history."""
    return retire_record(kind, by, public_id, version, reason=reason, on=on)


def reinstate_belonging(
    kind: Kind[P], by: Actor, public_id: UUID | str, version: int, *, reason: str
) -> P:
    """Put back what was retired by mistake."""
    return reinstate_record(kind, by, public_id, version, reason=reason)
