"""What the law is asked of a commendation, and what a public text may not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jifang.domains.commendations.models import Commendation
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case
from jifang.law.errors import Text

FACTS: Final = ("contribution", "important", "used_captured_information")
"""The facts of the question `commendation`."""

TRACES: Final = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), Text("公民身份号码", "an identity number")),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), Text("手机号码", "a mobile number")),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), Text("电话号码", "a telephone number")),
    (re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"), Text("电子邮箱", "an e-mail address")),
    (
        re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?"
                   r"[A-Z0-9]{5,6}"),
        Text("车辆号牌", "a number plate"),
    ),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), Text("银行卡号一类的长号码", "a long number")),
)  # fmt: skip
"""What betrays a person in a text, as far as it can be told by its form."""


def find_row(case: Case) -> Commendation | None:
    """The commendation of a case, within the reader's scope."""
    return Commendation.objects.filter(case_id=case.pk).first()


def read_given(case: Case, given: Given) -> Mapping[str, Any]:
    """The facts as the examiner gives them; what was left open is not known."""
    return {n: given.more[n] for n in FACTS if given.more.get(n) not in (None, "")}


def read_found(case: Case, given: Given) -> Mapping[str, Any]:
    """The facts as the examiner found them."""
    row = find_row(case)
    found = {} if row is None else {name: getattr(row, name) for name in FACTS}
    return {name: value for name, value in found.items() if value not in (None, "")}


def find_traces(text: str, name: str = "") -> Iterator[Text]:
    """What of a public text betrays a person: the sort of it, never the thing itself.

    name: of the commended person, where it may not stand in the text.
    """
    for pattern, sort in TRACES:
        if pattern.search(text):
            yield sort
    if name and name.casefold() in text.casefold():
        yield Text("被表彰人的姓名", "the name of the commended")
