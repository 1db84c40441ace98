"""Equipment and its quality proofs, entered by the firm that builds a project (art. 13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from jifang.domains.projects.data import PROOF_KINDS
from jifang.domains.projects.equipping import enter_equipment, enter_proof
from jifang.domains.projects.selectors import list_equipment
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import Field
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.projects.act_views import show_form
from jifang.portals.projects.file_views import find_shown

ITEM: Final = (
    Field("name", Text("名称", "name")),
    Field("vendor", Text("厂商", "maker"), required=False),
    Field("model", Text("型号", "model"), required=False, longest=120),
    Field("quantity", Text("数量", "quantity"), "whole", required=False),
    Field("main", Text("主要设备、产品", "main equipment or product"), "yes_no", required=False),
)
PROOF: Final = (
    Field("kind", Text("证明种类", "kind"), "choice", PROOF_KINDS),
    Field("number", Text("编号", "number"), required=False, longest=96),
    Field("issued_by", Text("出具单位", "issued by"), required=False),
    Field("issued_on", Text("签发日期", "issued on"), "date", required=False),
    Field("valid_until", Text("有效至", "valid until"), "date", required=False),
)


def leave_out(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed; what was left empty is not known."""
    return {name: value for name, value in typed.items() if value}


@require_signed_in("own_body")
def equip(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Enter an item of equipment."""
    row = find_shown(public_id)

    def act(by: Actor, typed: Mapping[str, str]) -> str:
        enter_equipment(by, row.public_id, leave_out(typed))
        return "equipped"

    return show_form(
        request, asking, row, ITEM, act, title=_("Enter equipment"), button=_("Enter"),
        cite="art_13__para_1",
        text=_("Main equipment needs a quality proof before the trial run begins."),
    )  # fmt: skip


@require_signed_in("own_body")
def prove(request: HttpRequest, asking: Asking, public_id: UUID, item: UUID) -> HttpResponse:
    """Enter a quality proof of an item."""
    row = find_shown(public_id)
    found = next((i for i, _proofs in list_equipment(row) if i.public_id == item), None)
    if found is None:
        raise Http404

    def act(by: Actor, typed: Mapping[str, str]) -> str:
        enter_proof(by, item, leave_out(typed))
        return "proved"

    return show_form(
        request, asking, row, PROOF, act, title=_("Enter a quality proof"), button=_("Enter"),
        about=found.name, cite="art_13__para_1",
        text=_("A proof without an end counts as valid until it is taken out."),
    )  # fmt: skip


URLS: list[URLPattern] = [
    path("projects/<uuid:public_id>/equipment/new/", equip, name="project_equip"),
    path("projects/<uuid:public_id>/equipment/<uuid:item>/proof/", prove, name="project_prove"),
]
