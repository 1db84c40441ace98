"""Codes taken apart: credit codes and device codes, each refused with the reason where it is none.

Nothing is looked up in the registers: anyone may ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jifang.api.problems import fail_field
from jifang.api.reading import OTHERWISE
from jifang.api.register_forms import CreditCodeGiven, DeviceCodeGiven
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.domains.systems.api import EDITIONS, check_shape, decode_by
from jifang.domains.units.api import decode_credit_code, read_credit_code
from jifang.foundation.history.data import WrongError
from jifang.law.errors import Text

TAG = "codes"


@declare(
    "GET",
    "codes/credit/{credit_code}",
    CreditCodeGiven,
    Doc(
        "readCreditCode",
        TAG,
        Text("统一社会信用代码的各部分", "A unified social credit code taken apart"),
        Text("校验位不符的也作答，并写明应为什么：现用的代码中有不符的。",
             "One whose check character does not agree is answered too, with what it should be:"
             " there are such codes in use."),
        cached=True,
        arguments={"credit_code": "91440101731566630A"},
    ),
)  # fmt: skip
def read_credit(request: ApiRequest, credit_code: str) -> Mapping[str, Any]:
    """A credit code."""
    try:
        found = decode_credit_code(read_credit_code(credit_code))
    except WrongError as wrong:
        raise fail_field("credit_code", credit_code, OTHERWISE, wrong.text) from None
    if found is None:
        raise fail_field("credit_code", credit_code, OTHERWISE)
    return {
        "code": found.code,
        "department": found.department,
        "category": found.category,
        "division": found.division,
        "organisation": found.organisation,
        "check": found.check,
        "right": found.is_right,
        "faults": [f.say(request.lang) for f in found.faults],
    }


@declare(
    "GET",
    "codes/device/{device_code}",
    DeviceCodeGiven,
    Doc(
        "readDeviceCode",
        TAG,
        Text("设备编码（GB/T 28181）的各部分", "A device code (GB/T 28181) taken apart"),
        Text("依 edition 的表（2016 或者 2022）；不写则取毛病较少的一版。",
             "By the tables of an edition (2016 or 2022); of the one that finds less fault where"
             " none is said."),
        cached=True,
        arguments={"device_code": "44010600001327000001"},
    ),
)  # fmt: skip
def read_device(
    request: ApiRequest, device_code: str, edition: str | None = None
) -> Mapping[str, Any]:
    """A device code."""
    wrong = check_shape(device_code)
    if wrong is not None:
        raise fail_field("device_code", device_code, OTHERWISE, wrong)
    if edition is not None and edition not in EDITIONS:
        allowed = Text("、".join(EDITIONS), ", ".join(EDITIONS))
        raise fail_field("edition", edition, OTHERWISE, allowed)
    found, lang = decode_by(device_code, edition or ""), request.lang
    parts = (
        ("centre", found.centre, found.place.say(lang)),
        ("industry", found.industry, found.industry_name.say(lang)),
        ("type", found.type, found.type_name.say(lang)),
        ("network", found.network, found.network_name.say(lang)),
        ("serial", found.serial, ""),
    )
    return {
        "code": found.code,
        "edition": found.edition,
        "wrong": found.is_wrong,
        "parts": [{"part": p, "value": v, "meaning": m} for p, v, m in parts],
        "faults": [
            {"part": f.part, "value": f.value, "message": f.text.say(lang), "sure": f.sure}
            for f in found.faults
        ],
    }
