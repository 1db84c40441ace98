"""登记培训: an association enters who of a firm took part in its training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from jifang.domains.practitioners.training import MOST, Trained, enter_training
from jifang.domains.programmes.api import find_own_course, list_own_courses, refer_to_course
from jifang.domains.programmes.data import COURSES
from jifang.foundation.accounts.powers import ASSOCIATION
from jifang.foundation.history.data import NotFoundError, RecordError, WrongError
from jifang.foundation.history.readers import day, text, yes_no
from jifang.law.errors import InputError, Problem
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.wording import get_reader_lang

PER_PAGE: Final = 50
ROWS: Final = 5
COLUMNS: Final = ("number", "person_name", "passed", "certificate_number", "valid_until")


@dataclass(slots=True)
class Row:
    """A row of the form as it was typed, with what is wrong with it."""

    at: int
    number: str = ""
    person_name: str = ""
    passed: str = ""
    certificate_number: str = ""
    valid_until: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(getattr(self, name) for name in COLUMNS)


@require_safe
@require_signed_in("own_body")
def show_courses(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The trainings of one's association, each to be entered for firms."""
    if asking.acting.body.kind != ASSOCIATION:
        raise Http404
    courses = [(refer_to_course(c), COURSES[c.kind])
               for c in list_own_courses(asking.acting)[:PER_PAGE]]  # fmt: skip
    context = {"courses": courses, "new": reverse("record_new", args=["course"])}
    return render(request, "practitioners/courses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("own_body")
def enter(request: HttpRequest, asking: Asking, public_id: str) -> HttpResponse:
    """The form of one training: a firm by its code, its people by number and name."""
    if asking.acting.body.kind != ASSOCIATION:
        raise Http404
    try:
        course = refer_to_course(find_own_course(asking.acting, str(public_id)))
    except NotFoundError:
        raise Http404 from None
    rows, loose = read_rows(request), []
    credit_code = request.POST.get("credit_code", "").strip()
    if request.method == "POST" and "more" not in request.POST:
        filled = [row for row in rows if not row.is_empty]
        trained = [read_trained(row) for row in filled]
        if not any(row.wrong for row in filled):
            try:
                entered = enter_training(
                    asking.acting, course.public_id, credit_code, [t for t in trained if t]
                )
            except InputError as refused:
                loose = attach(filled, refused.problems)
            except RecordError as refused:
                loose = [refused.text.say(get_reader_lang())]
            else:
                done = f"?took_part={entered.took_part}&passed={entered.passed}"
                here = reverse("training_enter", args=[course.public_id])
                return HttpResponseRedirect(f"{here}{done}")
    wrong = bool(loose) or any(row.wrong for row in rows)
    context = {
        "course": course, "kind": COURSES[course.kind], "rows": rows, "loose": loose,
        "credit_code": credit_code, "wrong": [row for row in rows if row.wrong],
        "done": read_done(request), "most": MOST,
    }  # fmt: skip
    return render(request, "practitioners/training.html", context, status=400 if wrong else 200)


def read_done(request: HttpRequest) -> tuple[int, int] | None:
    """How many were entered just now."""
    given = [request.GET.get(name, "") for name in ("took_part", "passed")]
    if all(g.isascii() and g.isdigit() and len(g) < 4 for g in given):
        return int(given[0]), int(given[1])
    return None


def read_rows(request: HttpRequest) -> list[Row]:
    """The rows as they were typed; five empty ones at first, five more whenever asked for."""
    given = request.POST.get("rows", "")
    known = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else ROWS
    count = min(MOST, known + (ROWS if "more" in request.POST else 0))
    return [Row(at, *read_row(request, at)) for at in range(count)]


def read_row(request: HttpRequest, at: int) -> tuple[str, str, str, str, str]:
    """The columns of one row."""
    number, name, passed, certificate, until = (
        request.POST.get(f"{column}.{at}", "").strip() for column in COLUMNS
    )
    return number, name, passed, certificate, until


def read_trained(row: Row) -> Trained | None:
    """A row as the domain takes it; what cannot be read is said beside it."""
    lang = get_reader_lang()
    try:
        return Trained(
            text(32)(row.number), text(64)(row.person_name),
            yes_no(row.passed) if row.passed else None, row.certificate_number,
            day(row.valid_until) if row.valid_until else None,
        )  # fmt: skip
    except WrongError as wrong:
        row.wrong.append(wrong.text.say(lang))
        return None


def attach(rows: Sequence[Row], problems: Iterable[Problem]) -> list[str]:
    """Put each problem beside its row; those of no row stand above the form."""
    lang, loose = get_reader_lang(), []
    for problem in problems:
        head, _, _name = problem.field.partition("].")
        at = head.removeprefix("rows[")
        if head != at and at.isdigit() and int(at) < len(rows):
            rows[int(at)].wrong.append(problem.message.say(lang))
        else:
            loose.append(problem.message.say(lang))
    return loose


URLS: list[URLPattern] = [
    path("training/", show_courses, name="training"),
    path("training/<uuid:public_id>/", enter, name="training_enter"),
]
