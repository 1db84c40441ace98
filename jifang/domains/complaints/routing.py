"""Which organ a report goes to: by place and subject, nothing guessed."""

from __future__ import annotations

from jifang.domains.complaints.data import LOCAL, SUBJECTS, SUPERIOR, Route
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.territory.selectors import (
    find_competent_organ,
    find_division,
    find_own_organ,
    find_superior_organ,
    say_organ,
)
from jifang.law.errors import InputError, Problem, Text


def find_organ(subject: str, division: str) -> Route:
    """The organ, why it is, and by which provision; the code is empty where the platform knows
    none, and the reason says so.

    Raises `InputError` for an unknown subject or division.
    """
    problems = []
    if subject not in SUBJECTS:
        problems.append(Problem("subject", subject, Text("没有这种事项", "no such subject")))
    place = find_division(division)
    if place is None:
        said = Text("没有这个行政区划", "there is no such division")
        problems.append(Problem("division", division, said))
    if problems or place is None:
        raise InputError(problems)
    if SUBJECTS[subject].route == "superior":
        return go_above(place)
    return stay_local(place)


def stay_local(place: Division) -> Route:
    """The county-level organ of the place (art. 29: supervision by territory)."""
    organ = find_competent_organ(place.code)
    if organ is not None:
        name = say_organ(organ)
        said = Text(
            f"按属地，由{name.zh}受理", f"by territory it is received by: {name.en}"
        )  # fmt: skip
        return Route(organ.code, said, LOCAL)
    if place.level in {"province", "prefecture"}:
        said = Text(
            "请选到县（市、区），才能确定受理机关", "choose the county: it decides the organ"
        )
        return Route("", said, LOCAL)
    said = Text("平台没有登记当地的公安机关", "the platform knows no public security organ there")
    return Route("", said, LOCAL)


def go_above(place: Division) -> Route:
    """The organ above the one complained of (art. 39)."""
    organ = find_concerned(place)
    if organ is None:
        said = Text(
            "平台没有登记当地的公安机关", "the platform knows no public security organ there"
        )
        return Route("", said, SUPERIOR)
    above = find_superior_organ(organ)
    name = say_organ(organ)
    if above is None:
        said = Text(
            f"平台没有登记{name.zh}的上级机关，请向其上级机关或者监察机关反映",
            f"the platform knows no organ above {name.en}; turn to its superior or the supervisory"
            " organ",
        )
        return Route("", said, SUPERIOR)
    higher = say_organ(above)
    said = Text(
        f"反映{name.zh}及其工作人员，由上级{higher.zh}受理，被反映的机关看不到",
        f"the conduct of {name.en} goes to the organ above, {higher.en}; the organ concerned does"
        " not see it",
    )
    return Route(above.code, said, SUPERIOR)


def find_concerned(place: Division) -> Organ | None:
    """The organ whose conduct is meant by a division: its own; of a township, its county's."""
    return find_own_organ(place.code) or find_competent_organ(place.code)
