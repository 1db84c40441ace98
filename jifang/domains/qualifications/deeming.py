"""视为准予延续 (deemed renewal): a renewal applied for in time that was not decided before the
certificate ended counts as granted (Licence Law, art. 50). The platform says so on the day after;
the organ still issues the certificate. What was entered only after that end, with an earlier day of
receipt, is decided as any application and deemed nothing."""

from __future__ import annotations

from django.db.models import QuerySet

from jifang.domains.qualifications.data import CERTIFICATE, FIRST, KINDS, PROVINCE, RENEW, UNDECIDED
from jifang.domains.qualifications.facts import read_applied
from jifang.domains.qualifications.models import Certificate, Deemed
from jifang.domains.qualifications.selectors import (
    find_deemed,
    find_end,
    find_to_renew,
    was_entered_by,
)
from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.audit.data import Act, Basis, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.standing import read_day
from jifang.foundation.notifications.services import Recipient, notify
from jifang.law.calendar import step_day
from jifang.law.errors import Text

AT_ONCE = 200
"""Cases that one transaction looks at."""


def list_undecided() -> QuerySet[Case]:
    """Accepted applications for certificates without a certificate yet."""
    found = Case.objects.filter(procedure__in=(CERTIFICATE, FIRST, PROVINCE), state__in=UNDECIDED)
    return found.filter(closed_at=None).order_by("pk")


def deem_renewals(after: int = 0) -> tuple[int, int]:
    """Say of some of them that they count as granted. Returns of how many, and the row after which
    to go on (0: nothing is left)."""
    rows = list(list_undecided().filter(pk__gt=after)[:AT_ONCE])
    done = sum(deem_renewal(case) for case in rows)
    return done, rows[-1].pk if len(rows) == AT_ONCE else 0


def deem_renewal(case: Case) -> bool:
    """Say it of one, if it is so and was not said. One leaf."""
    applied = read_applied(case, None)
    if applied.kind != "renewal":
        return False
    held = find_to_renew(case.party, applied.applied_on, read_day())
    if held is None or find_deemed(held) or find_end(held) >= read_day():
        return False
    if not was_entered_by(case.party, applied.applied_on, find_end(held)):
        return False
    since = step_day(find_end(held))
    act = Act(
        "certificate.deemed", case.organ, held.organ_region, SYSTEM.public_id,
        Target("certificate", str(held.public_id)), basis=(Basis(*RENEW),),
        details=(("number", held.number), ("since", since.isoformat())),
    )  # fmt: skip
    Deemed.objects.create(
        certificate=held, organ_region=held.organ_region, party=held.party,
        applied_on=applied.applied_on, since=since, entry=record_act(act).entry,
        event=Event.objects.get(case=case, version=1),
    )  # fmt: skip
    tell(case, held)
    return True


def tell(case: Case, held: Certificate) -> None:
    """Tell the holder and the organ that has to issue."""
    kind = KINDS[held.kind]
    said = Text(
        f"{kind.zh} {held.number} 的换证申请期满未作决定，视为准予；由公安机关发证",
        f"the renewal of the {kind.en} {held.number} was not decided in time and counts as granted",
    )
    about = Target("case", str(case.public_id))
    for party in (held.party, case.organ):
        notify(Recipient(party), held.organ_region, about, said)
