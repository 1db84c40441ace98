"""Chinese numerals as laws write them: 第四十二条, （十）."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
LARGEST = 9999


def write_chinese(number: int) -> str:
    """The numeral of an article, paragraph or item: 42 is 四十二, 10 is 十, 1259 is 一千二百五十九.

    Raises `ValueError` outside 1 to 9999.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(f"no numeral for {number}: 1 to {LARGEST}")
    written, rest, gap = "", number, False
    for unit, sign in _UNITS:
        digit, rest = divmod(rest, unit)
        if digit:
            written += ("零" if gap else "") + _DIGITS[digit] + sign
        gap = bool(written) and digit == 0
    if rest:
        written += ("零" if gap else "") + _DIGITS[rest]
    return written[1:] if written.startswith("一十") else written


def read_chinese(written: str) -> int | None:
    """The number of a Chinese or Arabic numeral, or None if it is not one written as laws do."""
    if written.isascii() and written.isdigit():
        return int(written) if len(written) <= len(str(LARGEST)) else None
    total, digit = 0, 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
            continue
        unit = next((value for value, name in _UNITS if name == sign), None)
        if unit is None:
            return None
        total += (digit or 1) * unit
        digit = 0
    total += digit
    # Only the one proper spelling counts: 二二十 or 一零 would otherwise read as something.
    return total if 1 <= total <= LARGEST and write_chinese(total) == written else None
