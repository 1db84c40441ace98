"""案卷评查 (file audit): the checklist of one file, to be printed; and the files of a territory."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jifang.foundation.cases.audit_items import Verdict
from jifang.foundation.cases.data import NotFoundError
from jifang.foundation.cases.file_audit import (
    FileAudit,
    Wanted,
    audit_case,
    list_audits,
    list_deciding_organs,
)
from jifang.foundation.cases.naming import name_case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.reading import may_audit
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.proofs.bundle_views import make_trail
from jifang.portals.wording import get_reader_lang

READERS = ("handle_case", "see_audit")
LARGEST = 10**15
VERDICTS: tuple[Verdict, ...] = ("holds", "gap", "unknown", "none")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A file in the list."""

    audit: FileAudit
    organ: str = ""
    """What the organ that decides is called."""

    @property
    def name(self) -> Text:
        """What the case is called."""
        return name_case(self.audit.case)

    @property
    def state(self) -> Text:
        """Where the case is."""
        return self.audit.procedure.find_state(self.audit.case.state).name

    @property
    def gaps(self) -> int:
        """How many items are wanting."""
        return self.audit.count("gap")

    @property
    def unknown(self) -> int:
        """How many are not known yet."""
        return self.audit.count("unknown")

    @property
    def all(self) -> int:
        """How many items there are."""
        return len(self.audit.items)


@never_cache
@require_safe
@require_signed_in(*READERS)
def show_audit(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """The audit of one file."""
    try:
        audit = audit_case(asking.acting, public_id)
    except NotFoundError:
        raise Http404 from None
    counts = {verdict: audit.count(verdict) for verdict in VERDICTS}
    state = "stop" if counts["gap"] else "open" if counts["unknown"] else "ok"
    shown = {
        "audit": audit, "row": AuditRow(audit), "counts": counts, "state": state,
        "now": timezone.localtime(), "trail": make_trail(asking, audit.case, _("File audit")),
    }  # fmt: skip
    return render(request, "proofs/audit.html", shown)


def read_wanted(request: HttpRequest, organs: set[str]) -> Wanted:
    """What the form asks for; what it cannot ask for is left out."""
    given = {n: request.GET.get(n, "") for n in ("procedure", "organ", "closed", "before")}
    before = given["before"]
    known = before.isascii() and before.isdigit() and int(before[:16]) < LARGEST
    return Wanted(
        given["procedure"] if given["procedure"] in PROCEDURES else "",
        given["organ"] if given["organ"] in organs else "",
        given["closed"] if given["closed"] in {"yes", "no"} else "",
        int(before) if known else None,
    )


@never_cache
@require_safe
@require_signed_in(*READERS)
def show_audits(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The files of one's territory, each with its gaps counted."""
    by = asking.acting
    if not may_audit(by):
        raise Http404
    organs, lang = list_deciding_organs(by), get_reader_lang()
    names = {code: zh if lang == "zh" else en for code, zh, en in organs}
    wanted = read_wanted(request, {code for code, _zh, _en in organs})
    audits, following = list_audits(by, wanted)
    rows = [AuditRow(audit, names.get(audit.case.organ, "")) for audit in audits]
    given = {"procedure": wanted.procedure, "organ": wanted.organ, "closed": wanted.closed}
    shown = {
        "rows": rows, "wanted": wanted, "next": following,
        "query": urlencode({n: v for n, v in given.items() if v}),
        "files": len(rows), "with_gaps": sum(row.gaps > 0 for row in rows),
        "gaps": sum(row.gaps for row in rows),
        "procedures": [(p.code, p.title) for p in PROCEDURES.values()],
        "organs": list(names.items()),
        "trail": [(reverse("own_home"), _("My desk")), ("", _("File audits"))],
    }  # fmt: skip
    return render(request, "proofs/audits.html", shown)


URLS: list[URLPattern] = [
    path("audits/", show_audits, name="audits"),
    path("cases/<uuid:public_id>/audit/", show_audit, name="case_audit"),
]
