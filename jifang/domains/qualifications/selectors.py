"""Reading certificates. They are public; undertakings are read within the reader's reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from jifang.domains.qualifications.data import FILING, QUALIFICATION, Standing
from jifang.domains.qualifications.models import (
    Certificate,
    Deemed,
    Extension,
    PaperCheck,
    Undertaking,
)
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.documents.codes import read_number
from jifang.foundation.walls.reading import read_once

LONGEST_QUERY = 96
MOST_FOUND = 50
LATER = ("extension", "deemed", "paper_check")
"""What came to a certificate after it was issued."""


COUNTED = ~Q(how="paper") | Q(paper_check__confirmed=True)
"""What counts: issued here, or entered from paper and confirmed by a second person."""
TAKEN_BACK = Q(paper_check__confirmed=False)


@read_once
def list_of_party(party: str, kind: str = QUALIFICATION) -> list[Certificate]:
    """The certificates of a firm, the latest first; without entries that were taken back."""
    found = Certificate.objects.filter(party=party, kind=kind).exclude(TAKEN_BACK)
    found = found.prefetch_related("followed_by")
    return list(found.select_related(*LATER).order_by("-issued_on", "-id"))


@read_once
def find_held(party: str, on: date, kind: str = QUALIFICATION) -> Certificate | None:
    """The latest certificate that a firm had been issued by a day, whether it is still valid then
    or not."""
    found = Certificate.objects.filter(COUNTED, party=party, kind=kind, issued_on__lte=on)
    return found.select_related(*LATER).order_by("-issued_on", "-id").first()


def find_to_renew(party: str, applied_on: date, on: date) -> Certificate | None:
    """The certificate that an application of a day would renew or extend, as it stands on a later
    day: the one held then, or the one by which its particulars were changed since. None where a
    certificate of another level or validity has taken its place, or there was none."""
    then, now = find_held(party, applied_on), find_held(party, on)
    if then is None or now is None:
        return None
    same = (now.level, now.valid_until) == (then.level, then.valid_until)
    return now if same else None


def find_certificate(public_id: UUID | str) -> Certificate | None:
    """A certificate by its public id."""
    try:
        wanted = public_id if isinstance(public_id, UUID) else UUID(public_id)
    except ValueError:
        return None
    return Certificate.objects.select_related(*LATER).filter(public_id=wanted).first()


def find_issued(case: Case) -> Certificate | None:
    """The certificate that a case issued."""
    return Certificate.objects.filter(event__case=case).first()


def find_extension(certificate: Certificate) -> Extension | None:
    """The extension that was granted."""
    return getattr(certificate, "extension", None)


def find_paper_check(certificate: Certificate) -> PaperCheck | None:
    """What a second person found of it, where it was entered from paper."""
    return getattr(certificate, "paper_check", None)


def list_unconfirmed(organ: str) -> list[Certificate]:
    """What was entered from paper by an organ and awaits a second person, the oldest first."""
    found = Certificate.objects.filter(organ=organ, how="paper", paper_check=None)
    return list(found.order_by("id"))


def find_deemed(certificate: Certificate) -> Deemed | None:
    """That its renewal counts as granted."""
    return getattr(certificate, "deemed", None)


def was_entered_by(party: str, applied_on: date, day: date) -> bool:
    """Whether a renewal that was applied for on a day had been entered here by another: what was
    entered later, with an earlier day of receipt, is deemed granted by nothing."""
    found = Event.objects.filter(
        version=1, case__party=party, legal_day=applied_on, details__kind="renewal"
    )
    return any(timezone.localdate(at) <= day for at in found.values_list("at", flat=True))


def find_successor(certificate: Certificate) -> Certificate | None:
    """The certificate that replaced it."""
    return next(iter(certificate.followed_by.all()), None)


def find_end(certificate: Certificate) -> date:
    """The last day, as extended."""
    extension = find_extension(certificate)
    return certificate.valid_until if extension is None else extension.until


def find_standing(certificate: Certificate, on: date | None = None) -> Standing:
    """What a certificate is on a day (today). On the day on which a later one is issued it is
    replaced."""
    day = on or timezone.localdate()
    ends = find_end(certificate)
    later = find_successor(certificate)
    if certificate.how == "paper":
        check = find_paper_check(certificate)
        if check is None or not check.confirmed:
            return Standing("unconfirmed" if check is None else "taken_back", ends)
    if day < certificate.issued_on:
        return Standing("not_yet", certificate.valid_until)
    if later is not None and later.issued_on <= day:
        return Standing("replaced", ends, later.number)
    if day <= certificate.valid_until:
        return Standing("valid", ends)
    if day <= ends:
        return Standing("extended", ends)
    deemed = find_deemed(certificate)
    return Standing("deemed" if deemed and deemed.since <= day else "expired", ends)


def search_certificates(query: str) -> list[Certificate]:
    """By number, credit code, or a part of the firm's name; the latest first, fifty at most."""
    said = query.strip()[:LONGEST_QUERY]
    if not said or "\0" in said:
        return []
    wanted = Q(number_key=read_number(said)) | Q(firm_name__contains=said)
    if said.isascii():
        wanted |= Q(credit_code=said.upper())
    found = Certificate.objects.filter(wanted).exclude(TAKEN_BACK).select_related(*LATER)
    found = found.prefetch_related("followed_by")
    return list(found.order_by("-issued_on", "-id")[:MOST_FOUND])


def list_expiring(region_lo: str, region_hi: str, until: date) -> QuerySet[Certificate]:
    """Certificates of a territory that were not replaced and end by a day, the first to end
    first; those that ended before today are left out."""
    today = timezone.localdate()
    found = Certificate.objects.filter(
        COUNTED, organ_region__gte=region_lo, organ_region__lt=region_hi, followed_by=None
    )
    kept = Q(extension=None, valid_until__gte=today, valid_until__lte=until)
    longer = Q(extension__until__gte=today, extension__until__lte=until)
    found = found.filter(kept | longer).select_related(*LATER)
    return found.order_by("valid_until", "id")


def list_undertakings(
    party: str = "", project: tuple[str, str] | None = None
) -> QuerySet[Undertaking]:
    """What firms have taken on, as far as the reader's scope reaches; of one firm or project."""
    found = Undertaking.objects.select_related("certificate", "filing")
    if party:
        found = found.filter(party=party)
    if project is not None:
        found = found.filter(project_kind=project[0], project_id=project[1])
    return found


def find_filing(party: str, on: date) -> Certificate | None:
    """The latest filing of a firm from outside by a day."""
    return find_held(party, on, FILING)


def list_undertakings_of(parties: Iterable[str], on: date) -> list[tuple[str, str, str, date]]:
    """The work other than bidding that firms had begun by a day, within the reader's reach: party,
    id and name of the project, begun on."""
    found = Undertaking.objects.filter(party__in=list(parties), work_from__lte=on)
    rows = found.exclude(work="bid").order_by("id")
    return list(rows.values_list("party", "project_id", "project_name", "work_from"))
