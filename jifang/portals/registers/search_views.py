"""The overview of the registers, and one search over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jifang.foundation.history.entries import search_entries
from jifang.foundation.history.registers import Register, list_registers, may_enter
from jifang.foundation.search.grams import fold_text
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.registers import layout, words
from jifang.portals.registers.lists import find_link, find_url
from jifang.portals.registers.own import find_own_body, find_own_kind
from jifang.portals.registers.record_page import say_note
from jifang.portals.registers.record_views import POWERS
from jifang.portals.tables.query import LONGEST_SEARCH
from jifang.portals.wording import get_reader_lang

PER_REGISTER: Final = 10
GROUPS: Final = {
    "units": Text("单位与场所", "Units and sites"),
    "systems": Text("系统与设备", "Systems and devices"),
    "organisations": Text("从业单位、检测机构、行业组织",
                          "Practitioners, testing bodies, associations"),
    "projects": Text("建设项目", "Projects"),
    "programmes": Text("规划、标识、联网、培训", "Plans, signs, connections, training"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """One register in the overview: what it holds, and what can be done with it."""

    title: Text
    url: str
    new_url: str
    import_url: str
    provision: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found in one register."""

    title: Text
    rows: Sequence[tuple[str, str, str, bool]]
    cut: bool
    url: str


@require_safe
@require_signed_in(*POWERS)
def show_registers(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Every register within reach; a member whose body is not in it yet is led to enter it."""
    by = asking.acting
    own_kind, own = find_own_kind(by), find_own_body(by)
    if own_kind and own is None:
        return HttpResponseRedirect(reverse("record_new", args=[own_kind]))
    found: dict[str, list[Shelf]] = {}
    for register in list_registers(by):
        found.setdefault(register.group, []).append(make_shelf(asking, register))
    shown = {
        "groups": [(GROUPS[name], shelves) for name, shelves in found.items()],
        "own_url": reverse("record", args=[own[0], own[1].public_id]) if own else "",
        "own_label": own[1].name if own else "",
        "owns": bool(own_kind),
        "sites_url": find_url("my_sites") if own_kind == "unit" else "",
        "regions_url": "" if own_kind else find_url("regions"),
    }
    return render(request, "registers/overview.html", shown)


def make_shelf(asking: Asking, register: Register) -> Shelf:
    """A register in the overview."""
    name = register.kind.name
    can = may_enter(register, asking.acting)
    return Shelf(
        register.plural, reverse("list", args=[name]),
        reverse("record_new", args=[name]) if can else "",
        find_url("import_new", name) if can else "", layout.PROVISIONS.get(name, ""),
    )  # fmt: skip


@require_safe
@require_signed_in(*POWERS)
def search_all(request: HttpRequest, asking: Asking) -> HttpResponse:
    """One box over every register within reach: a part of a name or address, pinyin initials, or
    how a code begins; grouped by register."""
    query = " ".join(request.GET.get("q", "").split())
    too_long = len(query) > LONGEST_SEARCH
    searched = bool(fold_text(query)) and not too_long
    found = [search_one(asking, r, query) for r in list_searched(asking)] if searched else []
    shown = {
        "query": query[:LONGEST_SEARCH], "too_long": too_long, "searched": searched,
        "most": LONGEST_SEARCH, "hits": [h for h in found if h.rows], "given": bool(query),
        "registers": [r.plural for r in list_searched(asking)],
    }  # fmt: skip
    return render(request, "registers/search.html", shown, status=400 if too_long else 200)


def list_searched(asking: Asking) -> list[Register]:
    """The registers that can be searched."""
    return [r for r in list_registers(asking.acting) if r.kind.searched or r.codes]


def search_one(asking: Asking, register: Register, query: str) -> Hits:
    """What one register has."""
    lang, kind = get_reader_lang(), register.kind
    found = search_entries(kind.name, asking.acting, query, limit=PER_REGISTER)
    rows = [
        (
            find_link(kind.name, r), words.say_label(kind, r, lang), say_note(kind, r),
            r.state != "active",
        )
        for r in found.records
    ]  # fmt: skip
    where = f"{reverse('list', args=[kind.name])}?{urlencode({'q': query, 'f.state': 'all'})}"
    return Hits(register.plural, rows, found.cut, where)
