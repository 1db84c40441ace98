"""What the kinds of places count as, and what follows from them for the fact `setting`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jifang.law.engine.expr import Expr, constant, pick
from jifang.law.errors import Problem, Text
from jifang.law.places import find_place_setting, list_place_kinds
from jifang.law.rules.terms import SETTING

PUBLIC_PARTS = ("a9_9.hotel", "a9_9.rental_housing", "a9_9.residential_compound")
"""Art. 9 ¶1 (9): only their public parts are listed, so the kind alone settles nothing."""
ART_7 = list_place_kinds("art_7__para_1")
ART_9 = tuple(k for k in list_place_kinds("art_9__para_1") if k not in PUBLIC_PARTS)
FUNERAL_HOME = "funeral_home"


def find_setting(place_kind: Expr, given: Expr) -> Expr:
    """What a kind of place counts as (arts. 7 and 9), where the kind alone settles it."""
    return pick(
        place_kind.is_in(*ART_9),
        constant(SETTING, "key_unit"),
        pick(
            place_kind.is_in(*ART_7),
            constant(SETTING, "public_area"),
            pick(place_kind.is_in(FUNERAL_HOME), constant(SETTING, "other"), given),
        ),
    )


def check_setting(
    facts: Mapping[str, Any], kinds: tuple[str, ...], field: str = "setting"
) -> Iterator[Problem]:
    """A place of these kinds that is said to count as something else: both cannot be meant."""
    kind, setting = facts.get("place_kind"), facts.get("setting")
    if kind in kinds and setting is not None and setting != find_place_setting(kind):
        right = find_place_setting(kind)
        yield Problem(
            field,
            setting,
            Text(
                f"与场所种类 {kind} 不合：这类场所属于 {right}；不写 setting 即按场所种类",
                f"does not agree with the kind of place {kind}, which counts as {right}; "
                f"left out, it follows from the kind",
            ),
        )
