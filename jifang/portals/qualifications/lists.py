"""Lists of certificates, also of what ends soon, and of what firms have taken on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jifang.domains.qualifications.data import KINDS, LEVELS
from jifang.domains.qualifications.models import WORK_CHOICES, Certificate, Undertaking
from jifang.domains.qualifications.selectors import LATER, find_standing, list_undertakings
from jifang.foundation.walls.scope import find_range
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

CURRENT: Final = {
    "current": _("not replaced"), "all": _("all"),
    "unconfirmed": _("from paper, to be confirmed by a second officer"),
}  # fmt: skip


def make_options(words: Mapping[str, Text]) -> Sequence[Option]:
    """The choices of a filter in the reader's language."""
    lang = get_reader_lang()
    return [Option(code, said.say(lang)) for code, said in words.items()]


def say(words: Mapping[str, Text], code: Any) -> str:
    """One of them; nothing where there is none."""
    found = words.get(str(code)) if code else None
    return "" if found is None else found.say(get_reader_lang())


def read_certificates(asking: Asking) -> QuerySet[Certificate]:
    """Certificates of firms of one's territory, and those that one's organ issued."""
    lo, hi = find_range(asking.acting.body.organ_region)
    here = Q(firm_region__gte=lo, firm_region__lt=hi)
    issued = Q(organ_region__gte=lo, organ_region__lt=hi)
    found = Certificate.objects.filter(here | issued).select_related(*LATER)
    found = found.prefetch_related("followed_by")
    return found.annotate(ends_on=Coalesce("extension__until", "valid_until"))


def search_certificates(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """By a part of the firm's name or number, or the beginning of the code."""
    wanted = Q(firm_name__contains=text) | Q(number__contains=text)
    return rows.filter(wanted | Q(credit_code__startswith=text.upper()))


def narrow_current(rows: QuerySet[Certificate], value: str) -> QuerySet[Certificate]:
    """Those that no later one replaced, those that wait for a second officer, or all."""
    if value == "unconfirmed":
        return rows.filter(how="paper", paper_check=None)
    return rows.filter(followed_by=None) if value == "current" else rows


def list_current() -> Sequence[Option]:
    """The choices of that filter."""
    return [Option(code, said) for code, said in CURRENT.items()]


def say_state(row: Certificate) -> str:
    """What it is today."""
    return find_standing(row).name.say(get_reader_lang())


def list_actions(asking: Asking) -> Sequence[tuple[str, Any]]:
    """What else can be done here."""
    if not asking.may("edit_register"):
        return ()
    return ((reverse("certificate_enter"), _("Enter a certificate issued on paper")),)


def search_undertakings(rows: QuerySet[Undertaking], text: str) -> QuerySet[Undertaking]:
    """By a part of the project's or the firm's name."""
    return rows.filter(Q(project_name__contains=text) | Q(firm_name__contains=text))


CERTIFICATES = add_table(
    Table(
        name="certificates",
        title=_("Certificates"),
        rows=read_certificates,
        columns=(
            Column("firm", _("Firm"), lambda c: c.firm_name, field="firm_name"),
            Column("number", _("Certificate"), lambda c: c.number, code_like=True),
            Column("kind", _("Kind"), lambda c: c.kind, field="kind",
                   filter=Filter("choice", lambda: make_options(KINDS)),
                   words=lambda code: say(KINDS, code)),
            Column("level", _("Level of the certificate"), lambda c: c.level,
                   filter=Filter("choice", lambda: make_options(LEVELS), path="level"),
                   words=lambda code: say(LEVELS, code)),
            Column("state", _("State"), say_state),
            Column("until", _("Valid until"), lambda c: getattr(c, "ends_on", c.valid_until),
                   field="ends_on", filter=Filter("days", path="ends_on")),
            Column("issued", _("Issued on"), lambda c: c.issued_on, field="issued_on",
                   filter=Filter("days", path="issued_on", main=False)),
            Column("code", _("Credit code"), lambda c: c.credit_code, shown=False, code_like=True),
            Column("current", _("Replaced or not"), lambda c: "", shown=False, chosen=False,
                   filter=Filter("choice", list_current, narrow=narrow_current,
                                 default="current", main=False)),
        ),
        order="until",
        search=search_certificates,
        search_hint=_("a part of the firm's name or of the number"),
        powers=("see_register",),
        actions=list_actions,
        link=lambda c: reverse("certificate", args=[c.public_id]),
    )
)  # fmt: skip
UNDERTAKINGS = add_table(
    Table(
        name="undertakings",
        title=_("Undertakings"),
        rows=lambda asking: list_undertakings(),
        columns=(
            Column("project", _("Project"), lambda u: u.project_name, field="project_name"),
            Column("firm", _("Firm"), lambda u: u.firm_name, field="firm_name"),
            Column("work", _("Work"), lambda u: u.work, field="work",
                   filter=Filter("choice", lambda: make_options(WORK_CHOICES)),
                   words=lambda code: say(WORK_CHOICES, code)),
            Column("taken", _("Taken on"), lambda u: u.undertaken_on, field="undertaken_on",
                   filter=Filter("days", path="undertaken_on")),
            Column("since", _("Since"), lambda u: u.work_from, field="work_from"),
            Column("until", _("Until"), lambda u: u.work_until, field="work_until"),
            Column("certificate", _("Certificate"),
                   lambda u: u.certificate.number if u.certificate else "", code_like=True),
            Column("filing", _("Filing certificate"),
                   lambda u: u.filing.number if u.filing else "", shown=False, code_like=True),
        ),
        order="taken",
        search=search_undertakings,
        search_hint=_("a part of the project's or the firm's name"),
        powers=("see_register", "own_body"),
    )
)  # fmt: skip
