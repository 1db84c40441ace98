"""Where rows of the walk stand, and who comes to look at them.

Own, parent, sibling, child, another city and its county, the province: what lies in what is said
here by hand, so that the walk does not believe the codes that the walls are built on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ORGAN, PLATFORM, ROLES
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.walls.scope import NOBODY, Scope

PARENT: Final = {
    "440000": "",
    "440100": "440000",
    "440103": "440100",
    "440106": "440100",
    "440106001": "440106",
    "440300": "440000",
    "440305": "440300",
    "441900": "440000",
    "441900003": "441900",
}
"""Province; a city, two of its counties, a township; another city and county; one without."""

WORDS: Final = {
    "440106": "own", "440100": "parent", "440103": "sibling", "440106001": "child",
    "440300": "other city", "440305": "county of another city", "440000": "province",
    "441900": "city without counties", "441900003": "its township",
}  # fmt: skip
"""What each is to the county 440106."""


@dataclass(frozen=True)
class Place:
    """Where a row stands: its territory, its party, the account it is about, its grant's key."""

    number: int
    region: str
    party: str

    @property
    def grant(self) -> str:
        return f"grant-{self.number}"

    @property
    def label(self) -> str:
        return f"{WORDS[self.region]} {self.region} {self.party}"


PLACES: Final = tuple(
    Place(number, region, f"{kind}-{region}")
    for number, (region, kind) in enumerate(
        ((r, k) for r in PARENT for k in ("ps", "unit")), start=1
    )
)
"""An organ's row and a unit's in each division."""


def lies_in(region: str, area: str) -> bool:
    """Whether a division is another or lies in it."""
    while region and region != area:
        region = PARENT[region]
    return region == area != ""


@dataclass(frozen=True)
class Visitor:
    """Someone who looks: the scope, and what it must come to."""

    name: str
    scope: Scope
    area: str = ""
    party: str = ""
    account: int = 0
    administration: str = ""
    grants: tuple[str, ...] = ()

    def may(self, ways: frozenset[str], place: Place, account: int) -> bool:
        """Whether one of the ways leads to a row of this place."""
        return (
            "all" in ways
            or ("territory" in ways and self.area != "" and lies_in(place.region, self.area))
            or ("party" in ways and self.party != "" and place.party == self.party)
            or ("actor" in ways and self.account != 0 and account == self.account)
            or ("grant" in ways and place.grant in self.grants)
            or self.administration in ways
        )


def list_visitors(accounts: dict[int, int]) -> Iterator[Visitor]:
    """Everyone: each role in each division, nobody, single grants, ended and lent roles."""
    yield Visitor("nobody", NOBODY)
    yield Visitor("empty settings", Scope("", "", (), (), "", ""))
    for place in PLACES:
        account = Account(pk=accounts[place.number])
        yield Visitor(f"no role, {place.label}", derive_scope(account, None), account=account.pk)
        for role in ROLES.values():
            if (role.body == ORGAN) != place.party.startswith("ps-"):
                continue
            party = "platform" if role.body == PLATFORM else place.party
            held = Membership(
                account=account, role=role.code, party=party, organ_region=place.region
            )
            yield Visitor(
                f"{role.code}, {place.label}",
                derive_scope(account, held),
                area=place.region if role.sees_territory else "",
                party="" if role.administers else party,
                account=account.pk,
                administration=role.code if role.administers else "",
            )
        yield Visitor(f"grant, {place.label}", Scope(grants=(place.grant,)), grants=(place.grant,))
