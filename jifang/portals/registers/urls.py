"""The addresses of the registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from jifang.portals.registers import (
    bulk_views,
    form_views,
    paper_views,
    record_views,
    search_views,
)

ONE = "registers/<slug:kind>/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("search/", search_views.search_all, name="search"),
    path("registers/", search_views.show_registers, name="registers"),
    path("registers/<slug:kind>/new/", form_views.enter_new, name="record_new"),
    path("registers/<slug:kind>/several/", bulk_views.change_many, name="records_change"),
    path("registers/<slug:kind>/several/retire/", bulk_views.retire_many, name="records_retire"),
    path(ONE, record_views.show_record, name="record"),
    path(f"{ONE}change/", form_views.change, name="record_change"),
    path(f"{ONE}retire/", form_views.retire, name="record_retire"),
    path(f"{ONE}reinstate/", form_views.reinstate, name="record_reinstate"),
    path(f"{ONE}papers/", paper_views.add_paper, name="paper_add"),
    path("papers/<uuid:public_id>/", paper_views.read_paper, name="paper"),
    path(f"{ONE}reveal/<slug:field>/", record_views.reveal, name="record_reveal"),
]
