"""What an amendment would change: written as data, put to invented rows, told by provision.

The amendment that is written here is answered and forgotten; it may be anyone's draft.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.law import InputError, load_law
from jifang.law.amendments import Amendment, amend_law, list_changes, read_amendment
from jifang.law.engine.prose import say_number
from jifang.law.errors import Lang, Problem, Text
from jifang.law.intake import read_bytes
from jifang.law.intake.limits import MAX_TEXT_BYTES
from jifang.portals.public.amend_page import AmendmentPage, ShownComparison
from jifang.portals.public.examples import FOLDER
from jifang.portals.wording import get_reader_lang

if TYPE_CHECKING:  # a heavy library, loaded only where it is used: every process would wait for it
    from jifang.law.columns.compare import Comparison

ROWS = 100_000
MOST_QUESTIONS = 4
TOO_LONG = Text("修改文本过长", "the amendment is too long")
NOTHING_IN_COLUMNS = Text(
    "修改不影响可成批判断的问题，无从试算", "it touches no question that is answered in batches"
)


@dataclass(frozen=True, slots=True)
class Example:
    """An example amendment: its name, its title, the file as it is."""

    name: str
    title: Text
    text: str


@cache
def load_amendments() -> dict[str, Example]:
    """The example amendments, all of them demonstration data."""
    found = {}
    for file in sorted((FOLDER / "amendments").glob("*.yaml")):
        text = file.read_text("utf-8")
        title = read_bytes(text.encode(), file.name)["title"]
        found[file.stem] = Example(file.stem, Text(title["zh"], title["en"]), text)
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_amendment(request: HttpRequest) -> HttpResponse:
    """The form; when it is sent, what the amendment would change."""
    examples = load_amendments()
    chosen = examples.get(request.GET.get("example", ""), next(iter(examples.values())))
    written = request.POST.get("amendment") if request.method == "POST" else None
    context: dict[str, Any] = {
        "examples": examples.values(),
        "chosen": chosen.name if written is None else "",
        "text": chosen.text if written is None else written,
        "rows": say_number(ROWS),
        "page": None,
        "problems": [],
    }
    status = 200
    if written is not None:
        try:
            context["page"] = answer_amendment(written, get_reader_lang())
        except InputError as error:
            context["problems"], status = list(error.problems), 400
    if request.POST.get("format") == "json" and context["page"] is not None:
        return reply_json(context["page"])
    return render(request, "public/amendments/amendment.html", context, status=status)


def answer_amendment(written: str, lang: Lang) -> AmendmentPage:
    """Read an amendment and compare both laws over invented rows. Raises `InputError`."""
    data = written.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(Problem("amendment", len(data), TOO_LONG))
    law = load_law()
    amendment = read_amendment(read_bytes(data, kind="yaml"), law)
    amended = amend_law(law, amendment)
    compared = [ShownComparison(comparison, lang) for comparison in compare_samples(amendment)]
    return AmendmentPage(amendment, list_changes(law, amended), compared, lang)


def compare_samples(amendment: Amendment) -> list[Comparison]:
    """The questions it touches, each over invented rows, for the last day that it sets."""
    from jifang.law.columns.compare import compare_laws, find_touched
    from jifang.law.columns.samples import draw_rows

    law = load_law()
    amended = amend_law(law, amendment)
    touched = find_touched(law, amended, amendment)[:MOST_QUESTIONS]
    if not touched:
        raise InputError(Problem("", None, NOTHING_IN_COLUMNS))
    on = amendment.settled_on
    return [
        compare_laws(draw_rows(law, q.name, on, ROWS).lazy(), q.name, law, amended, on=on)
        for q in touched
    ]


def reply_json(page: AmendmentPage) -> HttpResponse:
    """What it would change as JSON."""
    body = json.dumps(page.as_dict(), ensure_ascii=False, indent=2)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


URLS: list[URLPattern] = [path("amendments/", try_amendment, name="amendments")]
