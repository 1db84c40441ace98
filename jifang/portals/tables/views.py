"""Addresses of every list: the page, saved views, exports, acts on many rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from jifang.foundation.accounts.data import AccountError
from jifang.foundation.cases.data import CaseError
from jifang.foundation.demonstration.selectors import is_demonstration
from jifang.foundation.exports.models import Export
from jifang.foundation.exports.services import MOST_ROWS, TYPES, Wanted, ask_export, find_file
from jifang.foundation.saved_views.services import drop_view, save_view
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.tables.data import Table
from jifang.portals.tables.page import count_rows, refuse_list, show_list
from jifang.portals.tables.query import narrow, read_asked
from jifang.portals.tables.registry import TABLES
from jifang.portals.wording import get_reader_lang

MOST_AT_ONCE = 500
NOT_TAKEN_OUT = _("Nothing was taken out: correct the filters first")
NOT_TICKED = _("No row was ticked: nothing was done")


class ExportForm(forms.Form):
    """In which form a list is taken out, and what for."""

    format = forms.ChoiceField(
        label=_("Form"), choices=[("xlsx", "XLSX"), ("csv", "CSV")], initial="xlsx"
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=200)


def find_table(name: str) -> Table[Any]:
    """The list of a name. Raises `Http404`."""
    found = TABLES.get(name)
    if found is None:
        raise Http404
    return found


def check_reach(table: Table[Any], asking: Asking) -> None:
    """Whether the role sees this list at all. Raises `Http404`."""
    if table.powers and not any(asking.may(p) for p in table.powers):
        raise Http404
    if table.sees is not None and not table.sees(asking):
        raise Http404


@require_safe
@require_signed_in()
def show(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """The page of a list."""
    table = find_table(name)
    check_reach(table, asking)
    return show_list(request, asking, table)


@require_POST
@require_signed_in()
def keep_view(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """Save what is asked of a list under a name, or forget it."""
    table = find_table(name)
    account = asking.account
    if account is None:
        raise Http404
    drop = request.POST.get("drop", "")
    query = read_asked(table, QueryDict(request.POST.get("query", ""))).as_query()
    if drop.isascii() and drop.isdigit():
        drop_view(account, table.name, int(drop[:12]))
    else:
        try:
            save_view(account, table.name, request.POST.get("name", ""), query)
        except InputError as error:
            typed = request.POST.get("name", "")
            more = {
                "view_error": next(iter(error)).message.say(get_reader_lang()),
                "view_name": typed if typed.isprintable() else "",
            }
            request.GET = QueryDict(query)
            return show_list(request, asking, table, status=400, **more)
    return HttpResponseRedirect(f"{table.url}?{query}")


@require_signed_in("export")
def export(request: HttpRequest, asking: Asking, name: str) -> HttpResponse:
    """Take a list out, as it is narrowed: how many rows, in which form, what for."""
    table = find_table(name)
    check_reach(table, asking)
    asked = read_asked(table, QueryDict(request.GET.urlencode()))
    if asked.errors:
        return refuse_list(request, asking, table, request.GET.urlencode(), str(NOT_TAKEN_OUT))
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and asking.chosen is not None:
        d = form.cleaned_data
        wanted = Wanted(table.name, asked.as_query(), d["format"], d["purpose"], get_language())
        try:
            made = ask_export(asking.acting, asking.chosen.key, wanted)
        except InputError as error:
            for problem in error:
                form.add_error(problem.field or None, problem.message.say(get_reader_lang()))
        else:
            return HttpResponseRedirect(reverse("export", args=[made.public_id]))
    rows, cut = narrow(table, asking, asked)
    count, more = count_rows(rows, MOST_ROWS)
    shown = {
        "form": form, "table": table, "asked": asked, "rows": count, "more": more, "cut": cut,
    }  # fmt: skip
    return render(request, "tables/export.html", shown, status=400 if form.is_bound else 200)


@require_safe
@require_signed_in("export")
def show_exports(request: HttpRequest, asking: Asking) -> HttpResponse:
    """One's own exports."""
    made = Export.objects.filter(account=asking.account)[:50]
    return render(request, "tables/exports.html", {"exports": made, "tables": TABLES})


def find_export(asking: Asking, public_id: Any) -> Export:
    """An export of one's own. Raises `Http404`."""
    found = Export.objects.filter(account=asking.account, public_id=public_id).first()
    if found is None or found.table not in TABLES:
        raise Http404
    return found


@require_safe
@require_signed_in("export")
def show_export(request: HttpRequest, asking: Asking, public_id: Any) -> HttpResponse:
    """How far an export is; the page asks again by itself while it is being made."""
    made = find_export(asking, public_id)
    return render(request, "tables/made.html", {"made": made, "table": TABLES[made.table]})


@require_safe
@require_signed_in("export")
def download(request: HttpRequest, asking: Asking, public_id: Any) -> HttpResponseBase:
    """The file, while it is kept."""
    made = find_export(asking, public_id)
    where = find_file(made)
    if made.state != "done" or not where.is_file():
        raise Http404
    kind = f"{made.table}-demonstration" if is_demonstration() else made.table
    name = f"{kind}-{made.asked_at:%Y%m%d}-{str(made.public_id)[:8]}.{made.format}"
    return FileResponse(
        where.open("rb"), as_attachment=True, filename=name, content_type=TYPES[made.format]
    )


def name_row(table: Table[Any], row: Any) -> tuple[str, str]:
    """Where a row's own page is, if it has one, and what stands first in it."""
    return (table.link(row) if table.link else "", table.columns[0].say(row))


@require_signed_in()
def act_on_rows(request: HttpRequest, asking: Asking, name: str, code: str) -> HttpResponse:
    """Do something to the rows that were ticked; each is an act of its own, and what fails is said
    per row while the others stand."""
    table = find_table(name)
    check_reach(table, asking)
    bulk = table.find_bulk(code)
    if bulk is None or not bulk.is_open_to(asking) or request.method != "POST":
        raise Http404
    if bulk.form is None or bulk.act is None:
        raise Http404
    keys = [k for k in request.POST.getlist("row") if k.isascii() and k.isdigit() and len(k) < 19]
    rows = list(table.rows(asking).filter(pk__in=keys[:MOST_AT_ONCE]))
    if not rows:
        return refuse_list(request, asking, table, request.POST.get("query", ""), str(NOT_TICKED))
    confirmed = "confirmed" in request.POST or not bulk.asks_first
    form = bulk.form(request.POST if confirmed else None)
    failed: list[tuple[str, str, str]] = []
    done: list[tuple[str, str]] = []
    if confirmed and form.is_valid():
        for row in rows:
            url, name = name_row(table, row)
            try:
                bulk.act(asking.acting, row, form.cleaned_data)
                done.append((url, name))
            except (InputError, AccountError) as error:
                failed.append((url, name, str(error)))
            except CaseError as error:
                failed.append((url, name, error.text.say(get_reader_lang())))
        query = read_asked(table, QueryDict(request.POST.get("query", ""))).as_query()
        shown = {"table": table, "bulk": bulk, "done": done, "failed": failed, "query": query}
        return render(request, "tables/acted.html", shown)
    shown = {"table": table, "bulk": bulk, "rows": rows, "form": form, "most": MOST_AT_ONCE}
    return render(request, "tables/act.html", shown, status=400 if form.is_bound else 200)


URLS: list[URLPattern] = [
    path("lists/<slug:name>/", show, name="list"),
    path("lists/<slug:name>/views/", keep_view, name="list_view"),
    path("lists/<slug:name>/export/", export, name="list_export"),
    path("lists/<slug:name>/act/<slug:code>/", act_on_rows, name="list_act"),
    path("me/exports/", show_exports, name="exports"),
    path("me/exports/<uuid:public_id>/", show_export, name="export"),
    path("me/exports/<uuid:public_id>/file/", download, name="export_file"),
]
