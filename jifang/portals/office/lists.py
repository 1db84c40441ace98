"""The lists of the offices."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.territory.models import LEVELS, ORGAN_KINDS, Organ
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

KINDS = {
    "public_security": _("public security organ"),
    "national_security": _("national security organ"),
    "sector_police": _("sector police (rail, aviation, forest)"),
    "department": _("other department"),
    "government": _("people's government"),
    "association": _("industry association"),
}
LEVEL_WORDS = {
    "province": _("province"),
    "prefecture": _("prefecture"),
    "county": _("county"),
    "township": _("township"),
}
CODE = r"[0-9]{1,9}"


def say_kind(code: str) -> str:
    """A kind of organ in the reader's words."""
    return str(KINDS[code])


def say_level(code: str) -> str:
    """A level in the reader's words."""
    return str(LEVEL_WORDS[code])


def list_kinds() -> Sequence[Option]:
    """The kinds of organs."""
    return [Option(code, KINDS[code]) for code, _name in ORGAN_KINDS]


def list_levels() -> Sequence[Option]:
    """The levels of organs."""
    return [Option(code, LEVEL_WORDS[code]) for code, _name in LEVELS]


def say_role(code: str) -> str:
    """A role in the reader's words."""
    return ROLES[code].name.say(get_reader_lang())


def list_roles() -> Sequence[Option]:
    """The roles."""
    lang = get_reader_lang()
    return [Option(r.code, r.name.say(lang)) for r in ROLES.values()]


def search_organs(rows: QuerySet[Organ], text: str) -> QuerySet[Organ]:
    """Some thousand rows that everyone may read: a plain search of names and codes."""
    return rows.filter(
        Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(code__startswith=text)
    )


def read_organs(asking: Asking) -> QuerySet[Organ]:
    """Organs are open to everyone."""
    return Organ.objects.all()


def read_members(asking: Asking) -> QuerySet[Membership]:
    """Memberships within the asker's bounds."""
    return Membership.objects.select_related("account")


ORGANS = add_table(
    Table(
        name="organs",
        title=_("Organs"),
        rows=read_organs,
        columns=(
            Column("name", _("Name of the organ"), lambda o: o.name_zh, field="name_zh"),
            Column("name_en", _("English name"), lambda o: o.name_en, shown=False),
            Column("code", _("Code"), lambda o: o.code, field="code", code_like=True),
            Column("kind", _("Kind of organ"), lambda o: o.kind, field="kind",
                   filter=Filter("choice", list_kinds), words=say_kind),
            Column("level", _("Level"), lambda o: o.level, field="level",
                   filter=Filter("choice", list_levels), words=say_level),
            Column("region", _("Division code"), lambda o: o.organ_region, field="organ_region",
                   filter=Filter("prefix", pattern=CODE, divisions=True), code_like=True),
        ),
        order="region",
        search=search_organs,
        search_hint=_("part of a name, or how the code begins"),
    )
)  # fmt: skip

MEMBERS = add_table(
    Table(
        name="members",
        title=_("Members and roles"),
        rows=read_members,
        columns=(
            Column("account", _("Sign-in name"), lambda m: m.account.username,
                   field="account__username", code_like=True),
            Column("person", _("Person"), lambda m: mask_name(m.account.name)),
            Column("role", _("Role"), lambda m: m.role, field="role",
                   filter=Filter("choice", list_roles), words=say_role),
            Column("body", _("Body"), lambda m: m.body_name, field="body_name"),
            Column("party", _("Code of the body"), lambda m: m.party, field="party",
                   code_like=True),
            Column("region", _("Division code"), lambda m: m.organ_region, field="organ_region",
                   filter=Filter("prefix", pattern=CODE, divisions=True), code_like=True),
            Column("since", _("Since"), lambda m: m.valid.lower),
            Column("until", _("Until"), lambda m: m.last_day),
        ),
        order="account",
        powers=("see_register", "manage_accounts", "manage_members"),
    )
)  # fmt: skip
