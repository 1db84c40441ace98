"""我的资格 (a firm's own certificate): level, gap, windows, what may be applied for; applying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jifang.domains.qualifications.data import FILING, HOW, LEVELS, QUALIFICATION
from jifang.domains.qualifications.documents import name_matter
from jifang.domains.qualifications.models import WORK_CHOICES, Undertaking
from jifang.domains.qualifications.overview import Overview, Way, make_overview
from jifang.domains.qualifications.selectors import list_undertakings
from jifang.domains.qualifications.services import apply_for
from jifang.domains.qualifications.transitions import APPLICATION, HOME
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import FIRM
from jifang.foundation.cases.data import CaseError, Field
from jifang.foundation.documents.data import TYPES, DocumentError, Owner
from jifang.foundation.documents.services import store_upload
from jifang.law.errors import InputError, Text
from jifang.law.instruments import Cite
from jifang.law.lawbook import Span
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.lifeline import PROVINCE, Life, Lifelines, Stretch, draw_lifelines
from jifang.portals.wording import get_reader_lang

MOST_PAPERS: Final = 20
MOST_WORKS: Final = 20
VALIDITY = Text("资格证有效期", "validity of the certificate")
FILED = Text("备案证有效期", "validity of the filing certificate")
EXTENDED = Text("批准的延期", "extension granted")
WINDOW = Text("换证申请窗口", "window for renewal")
PROMOTION = Text("可以申请晋级", "promotion may be applied for")


def told(name: Text) -> str:
    """How sure a stretch is: the certificate says how long it is valid, the rest we read so."""
    return "S" if name in {VALIDITY, FILED} else "I"


def draw_own(page: Overview) -> Lifelines | None:
    """The certificate on a line of years: its validity, extension, window, promotion."""
    held = page.held
    if held is None:
        return None
    lang = get_reader_lang()
    label = LEVELS[str(held.level)].say(lang) if held.level else ""
    rows = [(FILED if held.kind == FILING else VALIDITY, held.issued_on, held.valid_until, label)]
    if page.extension is not None:
        rows.append((EXTENDED, held.valid_until, page.extension.until, ""))
    if page.window is not None:
        rows.append((WINDOW, *page.window, ""))
    if page.promotion_from is not None:
        rows.append((PROMOTION, page.promotion_from, held.valid_until, ""))
    lives = [
        Life(name, PROVINCE, (Stretch(Span(since, until), "value", words, told(name)),))
        for name, since, until, words in rows
        if since <= until
    ]
    return draw_lifelines([(VALIDITY, lives)], held.issued_on, page.on, timezone.localdate())


def find_page(asking: Asking) -> Overview | None:
    """The page of the firm that is acted for. Raises `Http404` for another kind of body."""
    if asking.acting.body.kind != FIRM:
        raise Http404
    return make_overview(asking.acting, timezone.localdate())


@require_safe
@require_signed_in("own_body")
def show_own(request: HttpRequest, asking: Asking) -> HttpResponse:
    """What the firm holds and may apply for."""
    page = find_page(asking)
    if page is None:
        return render(request, "qualifications/unknown.html", {"new": reverse("registers")})
    context = {
        "page": page, "lines": draw_own(page),
        "held_kind": FILING if page.firm.is_outside else QUALIFICATION,
        "cases": [
            (case, name_matter(case), find_case_url(str(case.public_id))) for case in page.cases
        ],
        "undertakings": join_works(list_undertakings(page.firm.party)[:MOST_WORKS]),
        "record": reverse("record", args=["organisation", page.firm.public_id]),
    }  # fmt: skip
    return render(request, "qualifications/own.html", context)


def join_works(rows: Iterable[Undertaking]) -> list[tuple[Undertaking, list[Text]]]:
    """What was taken on, in its order; several works of one project in the same days are one."""
    found: dict[tuple[object, ...], tuple[Undertaking, list[Text]]] = {}
    for row in rows:
        key = (row.project_kind, row.project_id, row.project_name, row.work_from, row.work_until)
        found.setdefault(key, (row, []))[1].append(WORK_CHOICES[row.work])
    return list(found.values())


def find_case_url(public_id: str) -> str:
    """The page of a case; nothing where the installation has none."""
    try:
        return reverse("case", args=[public_id])
    except NoReverseMatch:
        return ""


def find_way(page: Overview, kind: str) -> Way:
    """The way of a kind. Raises `Http404`."""
    found = next((w for w in page.ways if w.kind == kind), None)
    if found is None:
        raise Http404
    return found


def list_fields(kind: str) -> tuple[Field, ...]:
    """What the form asks for: the level follows from the register, the kind from the address."""
    if kind == FILING:
        return HOME
    return tuple(f for f in APPLICATION if f.name == "cause") if kind == "extension" else ()


@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("own_body")
def apply(request: HttpRequest, asking: Asking, kind: str) -> HttpResponse:
    """Apply: what is known stands there already; papers are handed in with it."""
    page = find_page(asking)
    if page is None:
        return HttpResponseRedirect(reverse("my_qualification"))
    way = find_way(page, kind)
    if request.method != "POST":
        return show_form(request, page, way, [])
    try:
        case = hand_in(request, asking.acting, page, way)
    except (CaseError, InputError, DocumentError) as refused:
        return show_form(request, page, way, say_problems(refused), list_cites(refused))
    url = find_case_url(case)
    return HttpResponseRedirect(url or f"{reverse('my_qualification')}?applied={quote(case)}")


def hand_in(request: HttpRequest, by: Actor, page: Overview, way: Way) -> str:
    """Papers into the store, then the application; all or nothing. The id of the case."""
    more = read_given(request, way)
    files = request.FILES.getlist("papers")
    with transaction.atomic():
        papers = tuple(store_paper(by, page, file) for file in files[:MOST_PAPERS])
        event = apply_for(by, page.firm.party, way.kind, more, documents=papers)
    return str(event.case.public_id)


def store_paper(by: Actor, page: Overview, file: UploadedFile) -> str:
    """One paper."""
    owner = Owner(page.firm.organ_region, page.firm.party)
    kept = store_upload(
        by, owner, file.name or "", cast(BinaryIO, file), "certificate.application",
        declared=file.content_type or "",
    )  # fmt: skip
    return str(kept.public_id)


def read_given(request: HttpRequest, way: Way) -> dict[str, Any]:
    """The fields of the step, as they were given."""
    more: dict[str, Any] = {}
    if way.level is not None and way.kind in {"initial", "promotion"}:
        more["level"] = str(way.level)
    for asked in list_fields(way.kind):
        value = request.POST.get(asked.name, "").strip()
        if asked.kind == "yes_no":
            more[asked.name] = value == "yes"
        elif value:
            more[asked.name] = value
    return more


def say_problems(error: CaseError | InputError | DocumentError) -> list[str]:
    """What was wrong, in the reader's language."""
    lang = get_reader_lang()
    if isinstance(error, InputError):
        return [f"{p.field}: {p.message.say(lang)}" for p in error.problems]
    return [error.text.say(lang)]


def list_cites(error: CaseError | InputError | DocumentError) -> list[Cite]:
    """The provisions that a refusal rests on."""
    if not isinstance(error, CaseError):
        return []
    return [Cite(basis.law, basis.provision) for basis in error.basis]


def show_form(
    request: HttpRequest, page: Overview, way: Way, problems: list[str], cites: Sequence[Cite] = ()
) -> HttpResponse:
    """The form of an application, with what was given and what was wrong with it."""
    given = request.POST
    status = 400 if problems else 200 if way.allowed else 409
    context = {
        "page": page, "way": way, "problems": problems, "level": LEVELS.get(str(way.level)),
        "fields": [(f, given.get(f.name, "")) for f in list_fields(way.kind)],
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
        "name": HOW[way.kind], "problem_cites": cites,
        "gap": page.gap if way.allowed and way.kind in {"initial", "promotion"} else None,
    }  # fmt: skip
    return render(request, "qualifications/apply.html", context, status=status)


URLS: list[URLPattern] = [
    path("my-qualification/", show_own, name="my_qualification"),
    path("my-qualification/apply/<slug:kind>/", apply, name="my_qualification_apply"),
]
