"""`{% load jifang %}`: the parts of the design system that pages are written with.

    {% say text %}  {{ text|said }}            a bilingual Text in the reader's language
    {% cite "art_20__para_1" %}                citation chip; another instrument is named in a
                                               second argument, or as "cn-decree-799/art_17"
    {% cite_some cite 3 %}                     the same for three provisions of an instrument
    {% cite_whole %}                           citation chip of the Measures as a whole
    {% doubt "C" %}                            how sure: silent, or a flag "reported, not verified"
    {% read "name" %}                          flag of a reading that is ours
    {% fixed "parts/footer.html" %}            a part that is the same on every page, made once
    {% values_counted page as rows %}          what a decision fixes; how its days were counted
    {% how_counted_by page day as url %}       how the day of a duty was counted
    {% mark "ok" %}                            state mark: ok, warn, stop, open, none, act
    {% once %}                                 in a form that makes something: sent again, it leads
                                               to what was made (jifang.portals.account.once)
    {% range_bar low high top order_first %}   statutory range on a scale from 0 to top
    {% span span %}                            from when to when: 2025-04-01 起
    {% standing span day %}                    in force, not in force, taken to be in force
    {{ "C"|sureness }}  {{ "law"|rank_name }}  how sure, which rank, in words
    {{ day|day }}  {{ day|day:"short" }}       date; styles: plain, long, short, month, weekday
    {{ amount|money }}  {{ low|money_to:high }}  {{ n|number }}
    {{ things|join_list }}  {{ things|join_list:"or" }}
    {{ value|shorten }}                        a given value as it may stand in a message

The day strip, the verdict, the finding and the like are templates in parts/, to be included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jifang.law.errors import shorten_value
from jifang.law.instruments import RANK_NAMES, Cite
from jifang.law.lawbook import Span
from jifang.law.parameters import CONFIDENCE
from jifang.law.texts import MEASURES
from jifang.portals import wording
from jifang.portals.account.once import FIELD, find_form_key
from jifang.portals.citations import (
    Chip,
    cite_instrument,
    cite_provision,
    read_cite,
    say_doubt,
)
from jifang.portals.deadline_links import find_how, find_how_by
from jifang.portals.public.context import Reader, find_other_language_path, read_reader
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.wording import Amount, DateStyle, get_reader_lang

register = template.Library()

MARKS = frozenset({"ok", "warn", "stop", "open", "none", "act"})
SCALE_WIDTH = 300  # of the range drawing, in its own units
SCALE_PARTS = 3


# --- the frame ------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True, name="reader")
def describe_reader(context: Context) -> Reader:
    """The reader of this page: `{% reader as reader %}`."""
    return read_reader(context["request"])


@register.simple_tag(takes_context=True, name="other_language_url")
def find_other_language_url(context: Context) -> str:
    """This page in the other language.

    The query is left behind, since it may hold what a reader typed; a view that knows its query
    to be harmless hands it over as `keep_query` (a QueryDict's urlencode(), say).
    """
    url = find_other_language_path(context["request"].path)
    kept = context.get("keep_query", "")
    return f"{url}?{kept}" if kept else url


@register.simple_tag(takes_context=True, name="once")
def draw_form_key(context: Context) -> SafeString:
    """The key under which this form is carried out once."""
    key = find_form_key(context["request"])
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)


@register.inclusion_tag("parts/nav_item.html", takes_context=True, name="nav_item")
def show_nav_item(context: Context, url_name: str, label: str) -> dict[str, str]:
    """One entry of the main navigation; left out where the installation has no such page."""
    request = context["request"]
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        url = ""
    current = ""
    if read_reader(request).area == url_name.partition("_")[0]:
        current = "page" if request.path == url else "true"
    return {"url": url, "label": label, "current": current}


MOST_KEPT: Final = 500
KEPT: dict[tuple[str, ...], SafeString] = {}


@register.simple_tag(takes_context=True, name="fixed")
def show_fixed(context: Context, name: str, *place: str) -> SafeString:
    """A part of every page that depends on the language and the place alone: made once."""
    root = str(getattr(context["request"], "urlconf", None) or settings.ROOT_URLCONF)
    key = (name, *place, get_language() or "", root, get_script_prefix())
    found = None if settings.DEBUG else KEPT.get(key)
    if found is None:
        found = render_to_string(name, {"request": context["request"]})
        if len(KEPT) >= MOST_KEPT:
            KEPT.clear()
        KEPT[key] = found
    return found


# --- the law --------------------------------------------------------------------------------------


@register.simple_tag(name="cite")
def show_citation(eid: str | Cite, law: str = MEASURES) -> SafeString:
    """The citation chip of a provision, leading to its page.

    `eid` may name the instrument itself: `cn-decree-799/art_17`, or a `Cite`. Without a provision
    the instrument is cited as a whole.
    """
    return render_chip(cite_provision(read_cite(eid, law), get_reader_lang()))


@register.simple_tag(name="cite_whole")
def show_whole_citation(law: str = MEASURES) -> SafeString:
    """The citation chip of a whole instrument, leading to its text."""
    return render_chip(cite_instrument(law, get_reader_lang()))


@register.simple_tag(name="cite_some")
def show_some_citation(cite: Cite, count: int = 1) -> SafeString:
    """The chip of a provision, or of several of an instrument: how many stands in its body."""
    chip = cite_provision(cite, get_reader_lang())
    if count > 1:
        place = ngettext("%(count)s provision", "%(count)s provisions", count) % {"count": count}
        chip = replace(chip, place=place)
    return render_chip(chip)


def render_chip(chip: Chip) -> SafeString:
    """The chip, without a blank around it: punctuation may follow directly.

    Where the text it cites was not read, how sure it is stands behind it.
    """
    inner = format_html("<b>{}</b> <span>{}</span>", chip.tab, chip.place)
    classes = f"cite {chip.rank}".strip()
    if chip.url:
        shown = format_html(
            '<a class="{}" href="{}" title="{}">{}</a>', classes, chip.url, chip.title, inner
        )
    else:
        shown = format_html('<span class="{}" title="{}">{}</span>', classes, chip.title, inner)
    return format_html("{}{}", shown, flag_doubt(chip.confidence))


@register.simple_tag(name="doubt")
def flag_doubt(confidence: str) -> SafeString:
    """How sure something is; silent where the text was read, dashed where it is our reading."""
    doubt = say_doubt(confidence, get_reader_lang())
    if not doubt:
        return SafeString("")
    ours = confidence == "I"
    why = (
        _("The text does not say it outright: this is how the platform reads it.")
        if ours
        else _("The text itself was not read: this is where it comes from. The text prevails.")
    )
    return format_html(
        ' <span class="{}" title="{}">{}</span>', "read" if ours else "doubt", why, doubt
    )


@register.filter(name="sureness")
def filter_sureness(confidence: str) -> str:
    """How sure something is, in words."""
    return CONFIDENCE[confidence].say(get_reader_lang())


@register.filter(name="rank_name")
def filter_rank(rank: str) -> str:
    """The rank of an instrument in words."""
    return RANK_NAMES[rank].say(get_reader_lang())


@register.simple_tag(name="read")
def flag_reading(name: object) -> SafeString:
    """The dashed flag that says: this is our reading, not the text's."""
    # Translators: "reading" is an interpretation of the law that is ours.
    label = _("Reading · %(name)s") % {"name": wording.say_text(name, get_reader_lang())}
    return format_html('<span class="read">{}</span>', label)


@register.simple_tag(name="values_counted")
def list_values(page: DecisionPage) -> list[tuple[str, str, str]]:
    """What an outcome fixes: label, words, and for a counted date where the count is shown."""
    found = zip(page.values, page.decision.values, strict=True)
    return [(label, said, find_how(page.decision, name)) for (label, said), name in found]


@register.simple_tag(name="how_counted_by")
def find_how_counted_by(page: DecisionPage, day: date | None) -> str:
    """Where it is shown how the day of a duty was counted; nothing where it was not."""
    return find_how_by(page.decision, day)


# --- marks and bars -------------------------------------------------------------------------------


@register.simple_tag(name="mark")
def draw_mark(state: str) -> SafeString:
    """A state mark; the words beside it carry the meaning, so it is silent."""
    if state not in MARKS:
        raise ValueError(f"no mark {state!r}; there are {', '.join(sorted(MARKS))}")
    return format_html('<i class="mark {}" aria-hidden="true"></i>', state)


@dataclass(frozen=True, slots=True)
class RangeBar:
    """The geometry of a statutory range on its scale."""

    state: str
    x: str
    width: str
    ticks: tuple[str, ...]
    top_label: str


@register.inclusion_tag("parts/range.html", name="range_bar")
def draw_range_bar(
    low: Amount, high: Amount, top: Amount, order_first: bool = False
) -> dict[str, RangeBar]:
    """A range of yuan on a scale from 0 to `top`; dashed if a failed order must come first."""
    if not 0 <= low <= high <= top or top == 0:
        raise ValueError(f"a range needs 0 <= low <= high <= top, not {low}, {high}, {top}")
    left, right = (SCALE_WIDTH * float(end) / float(top) for end in (low, high))
    ticks = tuple(f"{SCALE_WIDTH * part / SCALE_PARTS:g}" for part in range(SCALE_PARTS + 1))
    # A single amount is still drawn: two units wide.
    width = max(right - left, 2.0)
    return {
        "bar": RangeBar(
            state="later" if order_first else "now",
            x=f"{min(left, SCALE_WIDTH - width):.1f}",
            width=f"{width:.1f}",
            ticks=ticks,
            top_label=wording.format_money(top, get_reader_lang()),
        )
    }


# --- words ----------------------------------------------------------------------------------------


@register.simple_tag(name="say")
def say_text(text: object) -> str:
    """A bilingual `Text` in the reader's language; anything else as it stands."""
    return wording.say_text(text, get_reader_lang())


@register.filter(name="said")
def filter_said(text: object) -> str:
    """The same as `{% say %}`, for use inside other tags."""
    return wording.say_text(text, get_reader_lang())


@register.filter(name="day")
def filter_day(day: date | None, style: DateStyle = "plain") -> SafeString | str:
    """A date that does not break over two lines, of a time the day in Guangdong; nothing for no
    date."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    shown = wording.format_date(day, get_reader_lang(), style)
    return format_html('<time class="nb" datetime="{}">{}</time>', day.isoformat(), shown)


@register.filter(name="day_plain")
def filter_day_plain(day: date) -> str:
    """A date as bare text, for a drawing."""
    return wording.format_date(day, get_reader_lang())


@register.simple_tag(name="span")
def say_span(span: Span) -> SafeString:
    """From when to when something is law: 2025-04-01 起; a day that is not recorded says so."""
    since, until = filter_day(span.since), filter_day(span.until)
    if span.since is None:
        said = _("commencement not recorded")
        return format_html("{} – {}", said, until) if until else SafeString(said)
    # Translators: from a day on, or from a day until a day; each is a date.
    return format_html(_("from {}"), since) if not until else format_html("{} – {}", since, until)


@register.simple_tag(name="standing")
def say_standing(span: Span, on: date) -> SafeString:
    """Whether something is law on a day, with its mark.

    What began on a day that is not recorded is taken to be in force, and so it says.
    """
    if not span.is_in_force(on):
        return format_html("{}{}", draw_mark("none"), _("not in force"))
    if span.since is None:
        return format_html("{}{}", draw_mark("open"), _("taken to be in force"))
    return format_html("{}{}", draw_mark("ok"), _("in force"))


@register.filter(name="money")
def filter_money(amount: Amount) -> str:
    """An amount in yuan."""
    return wording.format_money(amount, get_reader_lang())


@register.filter(name="money_to")
def filter_money_range(low: Amount, high: Amount) -> str:
    """A range of yuan, both ends included."""
    return wording.format_money_range(low, high, get_reader_lang())


@register.filter(name="number")
def filter_number(number: Amount) -> str:
    """A number with its thousands apart."""
    return wording.format_number(number)


@register.filter(name="join_list")
def filter_join_list(items: Iterable[object], word: str = "and") -> str:
    """Things in a row: 甲、乙和丙; a, b and c."""
    return wording.join_list(items, get_reader_lang(), word)


@register.filter(name="shorten")
def filter_shorten(value: object) -> str:
    """A value that was given, on one line and bounded."""
    return shorten_value(value)
