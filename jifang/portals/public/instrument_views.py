"""The other instruments that meet the Measures: a page each, every provision used under its anchor.

No text of them is held. What a provision says is said in our words, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from jifang.law import Question, load_law
from jifang.law.instruments import Cite, CitedInstrument, UsedProvision, load_cited_instruments
from jifang.law.lawbook import (
    Meeting,
    Span,
    find_span,
    is_related,
    list_carriers,
    list_meetings,
    list_questions_on,
    list_values,
)
from jifang.law.texts import MEASURES
from jifang.portals.public.law_history import (
    AskedDay,
    ShownMeeting,
    ShownValue,
    draw_instrument,
    name_territory,
    read_asked_day,
    show_meetings,
    show_values,
)
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class ShownProvision:
    """A provision of another instrument with what uses it."""

    provision: UsedProvision
    cite: Cite
    span: Span
    is_in_force: bool
    questions: tuple[Question, ...]
    values: tuple[ShownValue, ...]
    meetings: tuple[ShownMeeting, ...]
    is_used: bool
    """A rule, a number or a rule of precedence rests on it; otherwise it is only shown."""


def find_other(law: str) -> CitedInstrument:
    """Another instrument by id, or the page is not found."""
    try:
        return load_cited_instruments()[law]
    except KeyError:
        raise Http404 from None


def show_used(instrument: CitedInstrument, day: AskedDay) -> list[ShownProvision]:
    """Every provision that is used, in the order of the instrument's file."""
    law, lang, shown = load_law(), get_reader_lang(), []
    whole = Cite(instrument.id, "")
    values, meetings = list_values(law, whole), list_meetings(law, whole, day.on)
    for provision in instrument.provisions.values():
        cite = Cite(instrument.id, provision.eid)
        span = find_span(cite)
        shown.append(
            ShownProvision(
                provision,
                cite,
                span,
                span.is_in_force(day.on),
                list_questions_on(law, cite),
                show_values((v for v in values if is_related(cite, v.cite)), day.on, lang),
                show_meetings((m for m in meetings if is_of(m, cite)), lang),
                bool(list_carriers(law, cite)),
            )
        )
    return shown


def is_of(met: Meeting, cite: Cite) -> bool:
    """Whether a provision is one of the two that meet."""
    return is_related(cite, met.prevails) or is_related(cite, met.yields)


@require_safe
def show_instrument(request: HttpRequest, law: str) -> HttpResponse:
    """What is known of another instrument: rank, days, editions, the provisions used."""
    if law == MEASURES:
        return redirect("law_index")
    instrument, day = find_other(law), read_asked_day(request)
    context = {
        "instrument": instrument,
        "territory": name_territory(instrument),
        "day": day,
        "span": find_span(Cite(law, "")),
        "is_in_force": instrument.is_in_force(day.on),
        "lines": draw_instrument(instrument, day.on),
        "provisions": show_used(instrument, day),
        "keep_query": day.query,
    }
    status = 400 if day.problem else 200
    return render(request, "public/law/instrument.html", context, status=status)


URLS: list[URLPattern] = [path("law/<slug:law>/", show_instrument, name="law_instrument")]
