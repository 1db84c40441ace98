"""The unified social credit code (GB 32100-2015): its parts and its two check characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jifang.foundation.history.data import WrongError
from jifang.law.errors import Text

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z."""
LENGTH: Final = 18
WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714, for characters 9 to 16."""


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code taken apart. `faults` names what does not agree; such a code is kept and warned of,
    for codes in use are known to fail."""

    code: str
    department: str
    category: str
    division: str
    organisation: str
    check: str
    faults: tuple[Text, ...]

    @property
    def is_right(self) -> bool:
        """Both check characters agree."""
        return not self.faults


def find_check_character(body: str) -> str:
    """The eighteenth character of the first seventeen."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]  # a remainder of 0 gives 0, not 31


def find_organisation_check(body: str) -> str:
    """The ninth character of an organisation code (GB 11714) of its first eight; letters count 10
    to 35."""
    total = sum(int(c, 36) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True))
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def decode_credit_code(given: str) -> CreditCode | None:
    """The parts of a code; `None` where it has not 18 characters of the alphabet."""
    code = given.strip().upper()
    if len(code) != LENGTH or any(c not in ALPHABET for c in code) or not code[2:8].isdigit():
        return None
    faults = []
    wanted = find_check_character(code[:17])
    if code[17] != wanted:
        faults.append(
            Text(f"第 18 位校验码应为 {wanted}", f"check character 18 should be {wanted}")
        )
    inner = find_organisation_check(code[8:16])
    if code[16] != inner:
        faults.append(
            Text(
                f"第 17 位（主体标识码校验位）应为 {inner}",
                f"character 17 (check of the organisation code) should be {inner}",
            )
        )
    return CreditCode(code, code[0], code[1], code[2:8], code[8:17], code[17], tuple(faults))


def read_credit_code(value: Any) -> str:
    """A code of 18 characters; a wrong check character is warned of, not refused."""
    found = decode_credit_code(value) if isinstance(value, str) else None
    if found is None:
        raise WrongError(
            "应为 18 位统一社会信用代码（数字和大写字母，不含 I、O、S、V、Z；第 3 至 8 位为数字）",
            "must be a unified social credit code of 18 characters (digits and letters but I, O, "
            "S, V, Z; characters 3 to 8 are digits)",
        )
    return found.code
