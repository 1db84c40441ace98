"""案卷包 (the bundle of a case): what is in it, how to verify it, and the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.bundle import Bundle, NotSignedError, prepare_bundle, write_bundle
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.naming import name_case
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.case_views import POWERS as CASE_POWERS

IN_MEMORY = 8 << 20
KINDS: Mapping[str, Text] = {
    "complaint.photo": Text("投诉举报照片", "photo of a complaint"),
}
PAPER = Text("材料", "paper")
"""A paper of a kind that has no words of its own."""
READERS = ("own_body", "handle_case", "see_audit")
Trail = list[tuple[str, Any]]


def make_trail(asking: Asking, case: Case, here: str) -> Trail:
    """Where a page of a case stands; without a link to the case for whoever it is not open to."""
    try:
        url = reverse("case", args=[case.public_id]) if opens_cases(asking) else ""
    except NoReverseMatch:
        url = ""
    return [(reverse("own_home"), _("My desk")), (url, name_case(case)), ("", here)]


def opens_cases(asking: Asking) -> bool:
    """Whether the pages of cases are open to whoever asks."""
    return any(asking.may(power) for power in CASE_POWERS)


@dataclass(frozen=True, slots=True)
class BundlePage:
    """What the page shows of a bundle."""

    bundle: Bundle
    papers: list[dict[str, Any]]
    bare: int
    size: int

    @property
    def periods(self) -> list[Text]:
        """The periods by name."""
        return [Text(**one["title"]) for one in self.bundle.manifest["periods"]]

    @property
    def parts(self) -> list[Text]:
        """What a domain adds, by name."""
        return [Text(**one["title"]) for one in self.bundle.manifest["parts"].values()]

    @property
    def name(self) -> str:
        """The name of the file."""
        case = self.bundle.case
        return f"case-{case.procedure}-{case.year}-{case.number}.zip"


def say_paper(one: Mapping[str, Any]) -> Text:
    """What a paper is called: its number, its name, else its kind in words."""
    name = str(one.get("number") or one.get("name") or "")
    kind = str(one.get("kind") or "")
    return Text(name, name) if name else KINDS.get(kind, PAPER)


def make_page(by: Actor, public_id: UUID) -> BundlePage:
    """The bundle as it would be taken now. Raises `Http404`."""
    try:
        bundle = prepare_bundle(by, public_id)
    except NotFoundError:
        raise Http404 from None
    said = bundle.manifest
    papers = [one | {"said": say_paper(one)} for one in (*said["letters"], *said["documents"])]
    bare = Counter(one["state"] for one in papers)
    size = bundle.size + sum(len(data) for data in bundle.files.values())
    return BundlePage(bundle, papers, len(papers) - bare["here"], size)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in(*READERS)
def show_bundle(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponseBase:
    """What is in the bundle, and with a POST the file itself: taking it is an act."""
    if request.method != "POST":
        return show_page(request, asking, public_id)
    file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the answer closes it
    try:
        taken = write_bundle(asking.acting, public_id, cast("Any", file))
    except CaseError as error:
        file.close()
        if isinstance(error, NotSignedError):
            return show_page(request, asking, public_id, 409)
        raise Http404 from None
    file.seek(0)
    answer = FileResponse(
        file, as_attachment=True, filename=taken.name, content_type="application/zip"
    )
    answer["Content-Length"] = str(taken.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def show_page(
    request: HttpRequest, asking: Asking, public_id: UUID, status: int = 200
) -> HttpResponse:
    """The page."""
    page = make_page(asking.acting, public_id)
    shown = {"page": page, "trail": make_trail(asking, page.bundle.case, _("Case bundle"))}
    return render(request, "proofs/bundle.html", shown, status=status)


URLS: list[URLPattern] = [
    path("cases/<uuid:public_id>/bundle/", show_bundle, name="case_bundle"),
]
