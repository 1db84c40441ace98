"""What every page needs to know about its reader: language, type size, where the page stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import translate_url

from jifang.foundation.demonstration.selectors import is_demonstration
from jifang.law.errors import Lang
from jifang.portals.wording import get_html_lang, get_reader_lang

TYPE_COOKIE = "jifang_type"
LARGE = "large"
PLAIN = "plain"

ENGLISH_PREFIX = "/en/"
DJANGO_CODES: dict[Lang, str] = {"zh": "zh-hans", "en": "en"}
NAVIGATION = frozenset(
    {"home", "covered", "services", "law_index", "assess", "report", "deadlines", "about"}
)
"""The pages that the main navigation leads to (templates/parts/nav.html)."""
# Each language is named in itself, so that a reader who knows only that one finds it.
LANGUAGE_NAMES: dict[Lang, str] = {"zh": "中文", "en": "English"}


def get_other_lang(lang: Lang) -> Lang:
    """The other one of the two languages."""
    return "zh" if lang == "en" else "en"


def find_other_language_path(path: str) -> str:
    """The same page in the other language.

    A path that leads nowhere (an error page) only gets or loses the prefix of English, so that the
    reader sees the same error in the other language.
    """
    other = get_other_lang(get_reader_lang())
    translated = translate_url(path, DJANGO_CODES[other])
    if translated != path:
        return translated
    if other == "en":
        return ENGLISH_PREFIX + path.lstrip("/")
    return "/" + path.removeprefix(ENGLISH_PREFIX).lstrip("/")


@dataclass(frozen=True, slots=True)
class Reader:
    """What the frame of a page shows of its reader; nothing of it is kept but the cookie."""

    lang: Lang
    large_type: bool
    own_path: str
    area: str
    entrance: str = ""
    """The page's name where the main navigation leads to it."""
    demonstration: bool = False
    """The platform holds the demonstration province."""

    @property
    def html_lang(self) -> str:
        """The page's language, as HTML names it."""
        return get_html_lang(self.lang)

    @property
    def other_html_lang(self) -> str:
        """The other language, as HTML names it."""
        return get_html_lang(get_other_lang(self.lang))

    @property
    def other_language_name(self) -> str:
        """The other language in its own words."""
        return LANGUAGE_NAMES[get_other_lang(self.lang)]


def read_reader(request: HttpRequest) -> Reader:
    """The reader of this request: language, type size, the page and its area."""
    match = request.resolver_match
    name = match.url_name if match and not match.kwargs else None
    return Reader(
        lang=get_reader_lang(),
        large_type=request.COOKIES.get(TYPE_COOKIE) == LARGE,
        own_path=request.get_full_path(),
        area=find_area(match.url_name if match else None),
        entrance=name if name in NAVIGATION else "",
        demonstration=is_demonstration(),
    )


def find_area(url_name: str | None) -> str:
    """The area of the main navigation that a page belongs to: home, covered, law, assess, about.

    The pages of an area share the first word of their URL names (law_index, law_provision); the
    questions belong to the law.
    """
    first = (url_name or "").partition("_")[0]
    return "law" if first in {"question", "questions"} else first
