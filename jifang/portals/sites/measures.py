"""What the dashboard of a region can show, and the list behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jifang.portals.sites.links import link_list
from jifang.portals.wording import format_number

Label = str | Promise
DIGITS: Final = {"0000": 2, "00": 4}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a region: a count, or a share of another count.

    number, of: the counts that are kept (jifang/domains/figures/counting.py); a share has both.
    adverse: a larger share is worse, and the largest is marked.
    find: the list that makes it up, of the organs whose codes begin so.
    """

    code: str
    label: Label
    short: Label
    number: str
    find: Callable[[str], str]
    of: str = ""
    adverse: bool = False

    def read(self, counts: Mapping[str, int]) -> Value:
        """The figure of some counts."""
        return Value(self, counts.get(self.number, 0), counts.get(self.of, 0) if self.of else None)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of one region."""

    measure: Measure
    number: int
    of: int | None

    @property
    def share(self) -> float | None:
        """Per cent; nothing where there is nothing to have a share of."""
        return None if not self.of else 100 * self.number / self.of

    @property
    def size(self) -> float | None:
        """What it is compared by."""
        return self.share if self.measure.of else float(self.number)

    @property
    def said(self) -> str:
        """The figure, shares with one decimal."""
        if not self.measure.of:
            return format_number(self.number)
        return "—" if self.share is None else f"{self.share:.1f}%"

    @property
    def short(self) -> str:
        """The figure as it fits a tile, shares without decimals."""
        return self.said if self.share is None else f"{self.share:.0f}%"

    @property
    def detail(self) -> str:
        """The numbers behind a share."""
        if not self.of:
            return ""
        return f"{format_number(self.number)} / {format_number(self.of)}"


def begin_of(region: str) -> str:
    """How the codes of a division and everything in it begin."""
    for zeros, width in DIGITS.items():
        if region[width:] == zeros:
            return region[:width]
    return region


def listing(table: str, **filters: str) -> Callable[[str], str]:
    """The list of a table for a region, with filters."""

    def find(region: str) -> str:
        return link_list(table, organ=begin_of(region), **filters)

    return find


MEASURES: Final = (
    Measure("sites", _("Sites"), _("Sites"), "sites", listing("site")),
    Measure("key_units", _("Key units, by the kind of place"), _("Key units"), "key_units",
            listing("site", setting="key_unit")),
    Measure("systems", _("Systems"), _("Systems"), "systems", listing("system")),
    Measure("channels", _("Channels"), _("Channels"), "channels", listing("channel")),
    Measure("breaches", _("Sites with breaches"), _("With breaches"), "breached_sites",
            listing("standings", outcome="breaches"), "assessed", adverse=True),
    Measure("short", _("Sites whose declared days are fewer than the law asks"),
            _("Days too few"), "short_sites", listing("standings", **{"short.from": "1"}),
            "assessed", adverse=True),
    Measure("party", _("Sites whose responsible party is not known"), _("Party not known"),
            "party_unknown", listing("site", responsible_outcome="unknown"), "sites",
            adverse=True),
    Measure("complete", _("Video channels whose file is complete"), _("File complete"),
            "complete_channels", listing("channel", kind="video", is_complete="yes"),
            "video_channels"),
)  # fmt: skip
BY_CODE: Final = {m.code: m for m in MEASURES}
