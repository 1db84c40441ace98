"""How dates, money, lists and bilingual texts are put into the reader's language.

The language is always an argument here; `get_reader_lang` finds that of the current request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable

from django.utils.translation import get_language

from jifang.law.errors import Lang, Text

DateStyle = Literal["plain", "long", "short", "month", "weekday"]
Amount = int | Decimal

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: tuple[Text, ...] = (
    Text("星期一", "Monday"),
    Text("星期二", "Tuesday"),
    Text("星期三", "Wednesday"),
    Text("星期四", "Thursday"),
    Text("星期五", "Friday"),
    Text("星期六", "Saturday"),
    Text("星期日", "Sunday"),
)
JOINING_WORDS: dict[str, Text] = {"and": Text("和", "and"), "or": Text("或者", "or")}


def get_reader_lang() -> Lang:
    """The language of the current request, as the law package names languages."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def get_html_lang(lang: Lang) -> str:
    """The language as HTML names it (BCP 47)."""
    return "en" if lang == "en" else "zh-Hans"


@runtime_checkable
class Bilingual(Protocol):
    """What can be said in both languages: a `Text`, a `Problem`."""

    def say(self, lang: Lang) -> str:
        """It, in one language."""


def say_text(text: object, lang: Lang) -> str:
    """Something bilingual in one language; anything else as it stands."""
    return text.say(lang) if isinstance(text, Bilingual) else str(text)


def format_number(number: Amount) -> str:
    """A number with its thousands apart; a fraction of zero is left out."""
    if isinstance(number, Decimal) and number == number.to_integral_value():
        number = int(number)
    return f"{number:,}"


def format_money(amount: Amount, lang: Lang) -> str:
    """An amount in yuan: 10,000 元, CNY 10,000."""
    shown = format_number(amount)
    return f"CNY\u00a0{shown}" if lang == "en" else f"{shown}\u00a0元"


def format_money_range(low: Amount, high: Amount, lang: Lang) -> str:
    """A statutory range in yuan, both ends included; one amount if they are the same."""
    if low == high:
        return format_money(low, lang)
    first, last = format_number(low), format_number(high)
    return f"CNY\u00a0{first}–{last}" if lang == "en" else f"{first}—{last}\u00a0元"


def format_date(day: date, lang: Lang, style: DateStyle = "plain") -> str:
    """A date in words of the reader's language.

    plain: 2026-10-19, 19 Oct 2026 · long: 2026 年 10 月 19 日, 19 October 2026 ·
    short: 10 月 19 日, 19 October · month: 10 月, Oct · weekday: 星期一, Monday.
    """
    if style == "weekday":
        return WEEKDAYS[day.weekday()].say(lang)
    if lang == "en":
        month = MONTHS[day.month - 1]
        return {
            "plain": f"{day.day}\u00a0{month[:3]}\u00a0{day.year}",
            "long": f"{day.day}\u00a0{month}\u00a0{day.year}",
            "short": f"{day.day}\u00a0{month}",
            "month": month[:3],
        }[style]
    return {
        "plain": day.isoformat(),
        "long": f"{day.year}\u00a0年\u00a0{day.month}\u00a0月\u00a0{day.day}\u00a0日",
        "short": f"{day.month}\u00a0月\u00a0{day.day}\u00a0日",
        "month": f"{day.month}\u00a0月",
    }[style]


def join_list(items: Iterable[object], lang: Lang, word: str = "and") -> str:
    """Things in a row, the last joined by `word` ("and" or "or"): 甲、乙和丙; a, b and c."""
    names = [say_text(item, lang) for item in items]
    if len(names) < 2:
        return "".join(names)
    joiner = JOINING_WORDS[word].say(lang)
    if lang == "en":
        return f"{', '.join(names[:-1])} {joiner} {names[-1]}"
    return f"{'、'.join(names[:-1])}{joiner}{names[-1]}"


def join_phrases(phrases: Iterable[str], lang: Lang) -> str:
    """Phrases of one sentence, set apart by the language's comma."""
    return (", " if lang == "en" else "，").join(phrases)
