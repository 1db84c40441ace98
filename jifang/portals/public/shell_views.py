"""The pages around the law: home, about, and the switch of the type size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, Resolver404, URLPattern, path, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jifang.law.calendar import count_calendar_days, count_working_days
from jifang.law.parameters import load_parameters
from jifang.law.texts import MEASURES, load_instrument
from jifang.portals.citations import find_provision_url
from jifang.portals.deadline_links import link_period
from jifang.portals.public.context import LARGE, PLAIN, TYPE_COOKIE
from jifang.portals.public.errors import bad_request
from jifang.portals.strips import Strip, draw_term
from jifang.portals.wording import format_date, get_reader_lang

ONE_YEAR = 365 * 24 * 3600

# The example on the home page: a review that spans two festivals and a make-up working day.
EXAMPLE_RECEIVED = date(2026, 9, 21)
EXAMPLE_TODAY = date(2026, 10, 12)


@dataclass(frozen=True, slots=True)
class Task:
    """Something a reader can do here: where, in what words, and on which paragraphs it rests."""

    url: str
    title: str
    text: str
    citations: tuple[str, ...] = ()
    whole: bool = False  # it rests on the instrument as a whole


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go to and its name."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Example:
    """A review of article 17, drawn day by day, with both readings of its days."""

    strip: Strip
    caption: str
    days: int
    due: date
    calendar_ends: date
    early: date
    how: str


def draw_example() -> Example:
    """The review of documents that arrived complete on `EXAMPLE_RECEIVED` (art. 17 ¶ 2)."""
    days = load_parameters()["review.days"].at(EXAMPLE_RECEIVED).value
    working = count_working_days(EXAMPLE_RECEIVED, days)
    calendar = count_calendar_days(EXAMPLE_RECEIVED, days)
    lang = get_reader_lang()
    caption = _("for example: documents complete on %(received)s, seen on %(today)s") % {
        "received": format_date(EXAMPLE_RECEIVED, lang, "short"),
        "today": format_date(EXAMPLE_TODAY, lang, "short"),
    }
    return Example(
        strip=draw_term(working, today=EXAMPLE_TODAY, early=calendar.due_on),
        caption=caption,
        days=days,
        due=working.due_on,
        calendar_ends=calendar.counted_to,
        early=calendar.due_on,
        how=link_period("design_review", EXAMPLE_RECEIVED, EXAMPLE_TODAY),
    )


def find_url(name: str) -> str:
    """The address of a page, or nothing if this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def list_tasks() -> list[Task]:
    """What can be done here, the most asked first."""
    tasks = [
        Task(
            find_url("covered"),
            _("Am I covered, and by what?"),
            _(
                "Five questions: where, what kind of place, who uses it, any private spot, "
                "a key target or not. You get what is required, and by when."
            ),
            ("art_9__para_1", "art_10__para_2"),
        ),
        Task(
            find_url("law_index"),
            _("Read the law, try its rules"),
            _(
                "All forty-two articles, paragraph by paragraph. "
                "Beside each stand the rules written from it: fill in facts and try them."
            ),
            whole=True,
        ),
        Task(
            find_url("assess"),
            _("Assess a site"),
            _(
                "Fill in a dossier or upload one. "
                "For each breach: the article, the remedy and the range of the fine."
            ),
            ("art_20__para_1", "art_36"),
        ),
        Task(
            find_url("questions"),
            _("Ask one question"),
            _(
                "How long to store, who approves, who may copy, when a certificate lapses. "
                "Fill in what you know; the rest stays unknown."
            ),
            ("art_15__para_2", "art_26__para_1"),
        ),
        Task(
            find_url("deadlines"),
            _("Count a period"),
            _(
                "Review, renewal, filing, payment: every day is drawn, "
                "whether it counts or not, and why."
            ),
            ("art_17__para_2", "art_15__para_2"),
        ),
        Task(
            find_url("services"),
            _("Service guide"),
            _(
                "What can be applied for: conditions, papers, steps, periods, "
                "remedies, and which organ it is for a place."
            ),
            ("art_14__para_1", "art_17__para_2"),
        ),
        Task(
            find_url("track"),
            _("Track a case"),
            _(
                "By its number and the code of a letter: where it stands, which organ has it, "
                "until when. No account."
            ),
            whole=True,
        ),
        Task(
            find_url("report"),
            _("Complain or report"),
            _(
                "A camera where none may be, none where one must be, records misused. "
                "No account, no name needed; a code lets you follow it."
            ),
            ("art_30__para_1",),
        ),
        Task(
            find_url("amendments"),
            _("Try an amendment"),
            _(
                "Change a number or switch a rule off, and see which answers move, "
                "by provision, the undecided ones included."
            ),
            whole=True,
        ),
        Task(
            find_url("law_coverage"),
            _("See how far it goes"),
            _(
                "Every paragraph with its state: carried by a rule, not yet, "
                "or not a matter for software, and why."
            ),
            whole=True,
        ),
        Task(
            find_url("about"),
            _("How a decision is made"),
            _(
                "What counts as a fact, why unknown is not no, "
                "and where a reading is ours and not the text's."
            ),
        ),
    ]
    return [task for task in tasks if task.url]


def list_often_asked() -> list[Link]:
    """Paragraphs that answer what is asked most."""
    asked = [
        ("art_20__para_1", _("How many days must recordings be kept?")),
        ("art_15__para_2", _("When can a certificate be renewed?")),
        ("art_10__para_2", _("May a camera be in a guest room?")),
        ("art_26__para_1", _("What do the police need to copy a recording?")),
    ]
    links = [Link(find_provision_url(MEASURES, eid), label) for eid, label in asked]
    return [link for link in links if link.url]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """首页 (home): find, the tasks, one time limit drawn day by day, and the limits."""
    return render(
        request,
        "public/home.html",
        {"tasks": list_tasks(), "often": list_often_asked(), "example": draw_example()},
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """关于 (about): how a decision is made, what is kept, and the honest limits."""
    return render(request, "public/about.html", {"instrument": load_instrument(MEASURES)})


def find_return_path(wanted: str) -> str:
    """Where to go after switching the type size: a page of this site, else home.

    Only a path that leads to one of our own pages is followed, so that the form is no way to send
    a reader elsewhere.
    """
    if not wanted.startswith("/") or not url_has_allowed_host_and_scheme(wanted, None):
        return reverse("home")
    try:
        resolve(urlsplit(wanted).path)
    except Resolver404:
        return reverse("home")
    return wanted


# A forged request could do no more than change the size of the reader's type. Without a token the
# pages set no cookie at all until a reader asks for one.
@csrf_exempt
@require_POST
def set_type(request: HttpRequest) -> HttpResponse:
    """大字版 (large type): remember the size in a cookie and return to the page."""
    size = request.POST.get("type")
    if size not in {LARGE, PLAIN}:
        return bad_request(request)
    response = HttpResponseRedirect(find_return_path(request.POST.get("next", "")))
    if size == PLAIN:
        response.delete_cookie(TYPE_COOKIE, samesite="Lax")
        return response
    response.set_cookie(
        TYPE_COOKIE,
        LARGE,
        max_age=ONE_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


URLS: list[URLPattern] = [
    path("", home, name="home"),
    path("about", about, name="about"),
    path("type", set_type, name="set_type"),
]
