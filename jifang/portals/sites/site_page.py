"""A site as its page shows it: one record, everything the registers and the law say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from jifang.domains.figures.data import AskedDays, Examined
from jifang.domains.figures.models import SiteStanding
from jifang.domains.figures.selectors import find_standings, find_waiting
from jifang.domains.figures.standings import examine_site, find_asked, is_fresh, is_storage
from jifang.domains.programmes.kinds import CONNECTION, SIGN
from jifang.domains.programmes.models import Connection, Sign
from jifang.domains.programmes.selectors import list_connections_of, list_signs_of
from jifang.domains.systems.data import SYSTEM_KINDS
from jifang.domains.systems.kinds import CHANNEL, LISTS, STORE, SYSTEM
from jifang.domains.systems.models import Channel, Store, System
from jifang.domains.systems.selectors import count_channels, list_systems_of
from jifang.domains.units.data import DATUMS, DESIGNATIONS, PLACE_KINDS, SETTINGS, Standing
from jifang.domains.units.dossiers import refer_to, rewind_site
from jifang.domains.units.models import Site
from jifang.domains.units.selectors import find_site, list_sites, list_standings
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.kinds import KINDS, Kind, R
from jifang.foundation.history.models import ACTIVE, Change
from jifang.foundation.history.selectors import list_held, read_values
from jifang.foundation.territory.selectors import find_own_organ, say_organ
from jifang.law.assessment import Finding
from jifang.law.engine.prose import name_value
from jifang.law.errors import Lang, Text
from jifang.law.places import load_divisions, load_place_kinds
from jifang.portals.public.assess_page import AssessmentPage
from jifang.portals.sites.drawings import (
    MOST_POINTS,
    MOST_STRIPS,
    Asked,
    Claim,
    PointMap,
    Stage,
    draw_life,
    draw_map,
    list_claims,
)
from jifang.portals.sites.findings import Findings, Parts
from jifang.portals.sites.links import find_link, link_change, link_list, link_new, link_record

MOST_CHANNELS: Final = 500
MOST_PARTS: Final = 20
NEWEST_CHANGES: Final = 8
LOOKED_AT: Final = 60


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A system as a row."""

    system: System
    kind: str
    stage: str
    channels: int
    asked: Asked | None
    url: str

    @property
    def is_short(self) -> bool:
        """Whether what is declared falls short of what is asked."""
        return self.asked is not None and self.asked.is_above(self.system.declared_days)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change of the site or of a part of it."""

    change: Change
    kind: str
    role: str
    url: str
    number: int = 1
    is_later: bool = False
    """It was entered after the day that the page is of, and is true from before."""


@dataclass(frozen=True)
class SitePage:
    """What the page of a site reads."""

    site: Site
    on: date
    by: Actor
    lang: Lang
    examined: Examined | None
    standing: SiteStanding | None
    waits: bool

    @cached_property
    def today(self) -> date:
        """Today."""
        return timezone.localdate()

    @property
    def is_past(self) -> bool:
        """The page is of a past day."""
        return self.on < self.today

    @property
    def is_future(self) -> bool:
        """The page is of a day to come: what the law will say if nothing changes."""
        return self.on > self.today

    @cached_property
    def assessed(self) -> AssessmentPage | None:
        """The assessment; none where the site was not in the register on the day."""
        return None if self.examined is None else AssessmentPage(
            self.examined.assessment, self.lang
        )  # fmt: skip

    @cached_property
    def title(self) -> str:
        """The finding as a headline."""
        return self.site.name if self.assessed is None else self.assessed.title

    @property
    def is_stored_fresh(self) -> bool:
        """What lists and counts say of the site is what this page says."""
        fresh = is_fresh(self.standing, self.today, due=self.waits)
        if not fresh or self.examined is None or self.standing is None or self.on != self.today:
            return fresh
        return self.standing.digest == self.examined.digest

    # -- where and whose -----------------------------------------------------------------------

    @property
    def place_kind(self) -> str:
        """The kind of place in words."""
        return PLACE_KINDS[self.site.place_kind].say(self.lang)

    @property
    def place_provision(self) -> str:
        """The item of the law that names the kind."""
        return load_place_kinds()[self.site.place_kind].provision

    @property
    def setting(self) -> str:
        """What it counts as."""
        found = SETTINGS.get(self.site.setting)
        return found.say(self.lang) if found else ""

    @property
    def where(self) -> str:
        """The divisions it lies in, the widest first, and the code of its township."""
        return name_place(self.site.region, self.lang)

    @cached_property
    def organ(self) -> str:
        """The organ that keeps the record."""
        found = find_own_organ(self.site.organ_region)
        return say_organ(found).say(self.lang) if found else self.site.organ_region

    @property
    def datum(self) -> str:
        """What the coordinate refers to."""
        found = DATUMS.get(self.site.datum)
        return found.say(self.lang) if found else ""

    @cached_property
    def party(self) -> Finding | None:
        """The finding on the responsible party (art. 9 ¶3)."""
        found = self.examined.assessment.found if self.examined else ()
        return next((f for f in found if f.decision.question == "responsible_party"), None)

    @property
    def party_name(self) -> str:
        """The responsible party, if it is known."""
        return str(self.party.decision.values.get("party") or "") if self.party else ""

    @property
    def party_ground(self) -> str:
        """On what ground it is responsible."""
        if self.party is None or not self.party.decision.values.get("ground"):
            return ""
        return name_value(self.party.decision, "ground", self.lang)[1]

    @property
    def party_cite(self) -> str:
        """The provision that decides it."""
        return str(self.party.decision.decided_cite or "") if self.party else ""

    @cached_property
    def standings(self) -> list[tuple[Text, Standing]]:
        """Whether it is on each of the three lists, and by which act."""
        return [(DESIGNATIONS[s.kind], s) for s in list_standings(self.site, self.on)]

    # -- what it has ---------------------------------------------------------------------------

    def _held(self, kind: Kind[R], rows: Iterable[R]) -> list[R]:
        """Those of the site's parts that were in the register on a past day, as they were."""
        return list_held(kind, rows, self.site.public_id, self.on) if self.examined else []

    @cached_property
    def systems(self) -> list[System]:
        """Its systems in the register on the day; of a day to come, those of today."""
        if self.is_past:
            return self._held(SYSTEM, list_systems_of(refer_to(self.site), retired=True))
        return list_systems_of(refer_to(self.site))

    @cached_property
    def _channels_then(self) -> list[Channel]:
        """All channels of a past day."""
        numbers = [s.pk for s in self.systems]
        found = Channel.objects.filter(site=self.site.pk, system__in=numbers)
        return self._held(CHANNEL, found.order_by("system_id", "id")) if numbers else []

    @cached_property
    def channels(self) -> list[Channel]:
        """Its channels, as far as they are drawn and linked."""
        if not self.systems:
            return []
        if self.is_past:
            return self._channels_then[:MOST_CHANNELS]
        found = Channel.objects.filter(site=self.site.pk, state=ACTIVE).order_by("system_id", "id")
        return list(found.only(
            "public_id", "organ_region", "party", "name", "system_id", "kind", "kept_days"
        )[:MOST_CHANNELS])  # fmt: skip

    @cached_property
    def asked(self) -> Mapping[str, AskedDays]:
        """The days of storage that the law asks of each system, where it says."""
        found: dict[str, AskedDays] = {}
        if self.examined is None:
            return found
        dossier = self.examined.assessment.dossier
        for f in self.examined.assessment.found:
            if not is_storage(f) or f.index is None:
                continue
            row = dossier.section(f.section)[f.index]
            name = str(row.get("name" if f.section == "systems" else "system", ""))
            asked = None if name in found else find_asked(f)
            if asked is not None:
                found[name] = asked
        return found

    @cached_property
    def rows(self) -> list[SystemRow]:
        """Its systems as rows."""
        numbers: Mapping[int, int] = {}
        if self.is_past:
            numbers = Counter(c.system_id for c in self._channels_then)
        elif self.systems:
            numbers = count_channels(refer_to(self.site))
        return [
            SystemRow(
                s, SYSTEM_KINDS[s.kind].say(self.lang),
                LISTS["stage"][s.stage].say(self.lang) if s.stage in LISTS["stage"] else "",
                numbers.get(s.pk, 0), Asked.of(self.asked.get(s.name)),
                self._link_then("system", s.public_id),
            )
            for s in self.systems
        ]  # fmt: skip

    def _link_then(self, kind: str, public_id: object) -> str:
        """The page of a record, of the same day."""
        url = link_record(kind, public_id)
        return f"{url}?on={self.on.isoformat()}" if url and self.is_past else url

    @property
    def channel_total(self) -> int:
        """How many channels it has."""
        return sum(row.channels for row in self.rows)

    @cached_property
    def life(self) -> list[Stage]:
        """The stages of art. 12 as far as they are known."""
        return draw_life(self.systems, self.lang)

    @cached_property
    def every_claim(self) -> list[Claim]:
        """Every claim of days kept."""
        links = {row.system.pk: row.url for row in self.rows}
        return list_claims(self.systems, self.channels, self.asked, links)

    @property
    def claims(self) -> list[Claim]:
        """Those that are drawn: the ones that say least."""
        return self.every_claim[:MOST_STRIPS]

    @property
    def more_claims(self) -> int:
        """How many are not drawn."""
        return len(self.every_claim) - len(self.claims)

    @cached_property
    def stores(self) -> Sequence[Store]:
        """Where captured information is kept."""
        found = Store.objects.filter(site=self.site.pk).order_by("system_id", "id")
        found = found.select_related("system")
        if self.is_past:
            return self._held(STORE, found)[:MOST_PARTS]
        return list(found.filter(state=ACTIVE)[:MOST_PARTS])

    @cached_property
    def signs(self) -> Sequence[Sign]:
        """Its signs (art. 7 ¶3)."""
        if self.is_past:
            return self._held(SIGN, Sign.objects.filter(site=self.site.pk).order_by("id"))[
                :MOST_PARTS
            ]
        return list(list_signs_of(refer_to(self.site))[:MOST_PARTS])

    @cached_property
    def connections(self) -> Sequence[Connection]:
        """Who is connected (arts. 11, 25)."""
        if not self.is_past:
            return list(list_connections_of(refer_to(self.site), self.on)[:MOST_PARTS])
        rows = Connection.objects.filter(site=self.site.pk).order_by("connected_on")
        found = [
            c for c in self._held(CONNECTION, rows)
            if c.connected_on <= self.on and (c.ended_on is None or c.ended_on >= self.on)
        ]  # fmt: skip
        return found[:MOST_PARTS]

    # -- what follows --------------------------------------------------------------------------

    @cached_property
    def findings(self) -> Findings | None:
        """The findings, grouped, with what to do next."""
        if self.examined is None:
            return None
        names = {s.pk: s.name for s in self.systems}
        channels: dict[tuple[str, str], Channel] = {}
        for channel in self.channels:
            if channel.system_id in names:
                channels.setdefault((names[channel.system_id], channel.name), channel)
        parts = Parts(self.site, {s.name: s for s in self.systems}, channels, self.by)
        return Findings(self.examined.assessment, self.lang, parts)

    @cached_property
    def map(self) -> PointMap | None:
        """The site among those of its county that are entered in the same datum."""
        site = self.site
        if site.longitude is None:
            return None
        if self.is_past:  # where the others lay on that day is not traced back
            return draw_map(site, [], self.datum, {})
        around = list_sites(self.by).filter(
            organ_region=site.organ_region, datum=site.datum, longitude__isnull=False
        )
        shown = around.filter(~Q(pk=site.pk)).only("public_id", "name", "longitude", "latitude")
        near = list(shown[: MOST_POINTS + 1])
        links = {s.pk: link_record("site", s.public_id) for s in near}
        return draw_map(site, near, self.datum, links)

    @cached_property
    def changes(self) -> list[ShownChange]:
        """What was changed last, of the site and its parts; of a past day, as true then."""
        newest = (
            Change.objects.filter(root=self.site.public_id).order_by("-id").defer("before", "after")
        )
        if self.is_past:
            newest = newest.filter(holds_from__lte=self.on)
        found = []
        for _key, group in groupby(newest[:LOOKED_AT], key=name_change):
            alike = list(group)
            c = alike[0]
            found.append(ShownChange(
                c, KINDS[c.kind].title.say(self.lang) if c.kind in KINDS else c.kind,
                ROLES[c.role].name.say(self.lang) if c.role in ROLES else "",
                link_record(c.kind, c.record), len(alike),
                self.is_past and timezone.localdate(c.at) > self.on,
            ))  # fmt: skip
        return found[:NEWEST_CHANGES]

    @cached_property
    def links(self) -> Mapping[str, Any]:
        """Where things about the site are entered, changed and listed; empty where one may not."""
        return {
            "record": find_link("record", "site", self.site.public_id),
            "change": link_change("site", self.by, self.site),
            "new_system": link_new("system", self.by, self.site),
            "new_designation": link_new("designation", self.by, self.site),
            "new_sign": link_new("sign", self.by, self.site),
            "new_connection": link_new("connection", self.by, self.site),
            "channels": link_list("channel", **{"in": f"site:{self.site.public_id}"}),
            "up": find_link("region", self.site.organ_region)
            if self.by.body.kind == "organ" else find_link("my_sites"),
        }  # fmt: skip


def name_change(change: Change) -> tuple[str, ...]:
    """What changes have in common that are shown as one: of many parts, at one time."""
    at = change.at.strftime("%Y-%m-%d %H:%M")
    return (change.kind, change.act, change.by, at, str(change.holds_from))


def name_place(region: str, lang: Lang) -> str:
    """A division with those it lies in, down to the county."""
    divisions = load_divisions()
    codes = [region[:4] + "00", region[:6]] if region[4:6] != "00" else [region[:4] + "00"]
    names = [divisions[c].name.say(lang) for c in codes if c in divisions]
    if not names:
        return region
    return "".join(names) if lang == "zh" else ", ".join(reversed(names))


def make_page(public_id: object, on: date, by: Actor, lang: Lang) -> SitePage:
    """The page of a site on a day. Raises `NotFoundError`, behind a wall too."""
    today = timezone.localdate()
    site = find_site(str(public_id))
    past = on < today
    try:
        examined: Examined | None = examine_site(site.public_id, on, as_then=past)
        if past:
            site = rewind_site(site, on)
            read_values(site)
    except NotFoundError:
        examined = None
    standing = find_standings([site.pk]).get(site.pk)
    return SitePage(site, on, by, lang, examined, standing, bool(find_waiting([site.pk])))
