"""One mould for each sort of record: made once, as the services make a record."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from jifang.config.load.moulds import Mould, gap
from jifang.domains.systems.kinds import CHANNEL, DEVICE, STORE, SYSTEM
from jifang.domains.units.kinds import DESIGNATION, SITE, UNIT
from jifang.domains.units.organisation_kinds import ORGANISATION, STAFF
from jifang.foundation.accounts.personal import Personal
from jifang.foundation.history.kinds import Kind, set_values

NAMED: Final = {"pinyin": gap("pinyin"), "initials": gap("initials")}
KNOWN: Final = Decimal("1.5")
"""Stands for a coordinate while what follows from it is derived."""
STAGES: Final = ("in_use", "in_use", "in_use", "in_use", "in_use", "in_use", "trial_run", "design")
CODES: Final = (("2022", "132", "1"), ("2022", "131", "2"), ("2016", "132", "8"), ("", "132", "7"))
"""Edition, type and network of device codes."""


class Makers:
    """The moulds of a load; `at` is when everything in it was declared."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.day = timezone.localdate(at)
        self.names = [Personal.close(f"示例人员{n}", "name") for n in range(16)]
        self.phones = [Personal.close(f"0000000{n:04d}", "number") for n in range(16)]
        self._held: dict[tuple[Any, ...], Mould] = {}

    def _make(
        self, kind: Kind[Any], given: dict[str, Any], links: dict[str, str], **after: str
    ) -> Mould:
        """A mould: fields as given, what follows from them derived, then the columns that differ
        from record to record."""
        record = kind.model(demonstration=True, declared_at=self.at, changed_at=self.at)
        sealed = {n: given.pop(n) for n in list(given) if isinstance(given[n], Personal)}
        set_values(kind, record, {name: given.get(name) for name in kind.names})
        for name, value in sealed.items():
            setattr(record, name, value)
        kind.derive(record)
        return Mould(kind, record, **links, **after)

    def _keep(self, key: tuple[Any, ...], make: Any) -> Mould:
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = make()
        return held

    def unit(self, sort: int) -> Mould:
        """A unit, by whether its code's check characters agree."""
        right = {"credit_code_right": "t" if sort else "f"}
        given = {
            "name": gap("name"), "credit_code": "91440101731566630A", "region": gap("region"),
            "address": gap("address"), "contact_name": self.names[0],
            "contact_phone": self.phones[0],
        }  # fmt: skip
        return self._keep(
            ("unit", sort),
            lambda: self._make(
                UNIT, given, {}, **NAMED, **right, credit_code=gap("credit_code")
            ),
        )  # fmt: skip

    def site(self, place: str, sort: int) -> Mould:
        """A site of a kind of place; seven of eight say who answers for them."""
        given: dict[str, Any] = {
            "name": gap("name"), "place_kind": place, "region": gap("region"),
            "address": gap("address"), "longitude": KNOWN, "latitude": KNOWN, "datum": "cgcs2000",
            "public_area": place.startswith("a7.") or None, "special_domain": "none",
            "system_installed": sort != 5, "contact_name": self.names[sort],
            "contact_phone": self.phones[sort],
        }  # fmt: skip
        if sort in (0, 1, 2):
            given |= {"has_agreement": False, "has_owner": True, "owner": gap("unit_name")}
        elif sort in (3, 4):
            given |= {"has_agreement": True, "agreed_party": gap("unit_name")}
        elif sort in (5, 6):
            given |= {"has_agreement": False, "state_owned": True, "has_right_holder": True,
                      "right_holder": gap("unit_name")}  # fmt: skip
        return self._keep(
            ("site", place, sort),
            lambda: self._make(
                SITE, given, {"unit_id": gap("unit"), "unit_name": gap("unit_name")}, **NAMED,
                double_key=gap("double_key"), longitude=gap("longitude"), latitude=gap("latitude"),
            ),
        )  # fmt: skip

    def designation(self, roll: str) -> Mould:
        """An act that puts a site on a list."""
        given = {
            "roll": roll, "holds": True, "organ_name": gap("organ"), "number": gap("number"),
            "decided_on": self.day - timedelta(days=400), "documents": [],
        }  # fmt: skip
        return self._keep(
            ("designation", roll), lambda: self._make(DESIGNATION, given, {"site_id": gap("site")})
        )

    def system(self, sort: str, stage: str) -> Mould:
        """A system of a kind in a stage."""
        given: dict[str, Any] = {
            "name": gap("name"),
            "kind": sort,
            "stage": stage,
            "network": "local",
            "alarm_interface": True,
            "declared_days": 30,
            "installer": "示例安装单位",
            "in_use_since": self.day - timedelta(days=500) if stage == "in_use" else None,
        }
        return self._keep(
            ("system", sort, stage),
            lambda: self._make(SYSTEM, given, {"site_id": gap("site")}, **NAMED),
        )

    def store(self) -> Mould:
        """Where a system keeps what it captures."""
        given = {"name": gap("name"), "capacity_gb": 8000, "configured_days": 30, "off_site": False}
        links = {"system_id": gap("system"), "site_id": gap("site")}
        return self._keep(("store",), lambda: self._make(STORE, given, links))

    def device(self, centre: str) -> Mould:
        """A recorder."""
        given = {
            "name": gap("name"), "kind": "recorder", "code": f"{centre}0202111100000",
            "code_edition": "2022", "vendor": "示例厂商", "model": "NVR-示例", "condition": "1",
        }  # fmt: skip
        given["code"] = f"{centre}00" + "02" + "111" + "1" + "000001"
        links = {"system_id": gap("system"), "site_id": gap("site")}
        return self._keep(
            ("device", centre), lambda: self._make(DEVICE, given, links, code=gap("code"))
        )

    def channel(self, centre: str, sort: int) -> Mould:
        """A channel of a county: three of four are cameras whose file is whole; of the others one
        lacks parts of it and one is an alarm zone."""
        held = self._held.get(("channel", centre, sort))
        if held is not None:
            return held
        edition, kind, network = CODES[sort % 4]
        given: dict[str, Any] = {
            "name": gap("name"), "kind": "alarm" if sort == 7 else "video",
            "code": f"{centre}00" + "02" + kind + network + "000001", "code_edition": edition,
            "region": centre, "point_class": "2" if sort < 4 else "3", "vendor": "示例厂商",
            "model": f"IPC-示例{sort}", "address": gap("address"), "camera_type": "3",
            "longitude": KNOWN, "latitude": KNOWN, "datum": "cgcs2000", "positions": ["132"],
            "networked": "0" if sort < 5 else "1", "police_organ": gap("organ"),
            "manager": gap("unit_name"), "kept_days": 30, "condition": "1",
            "captures_video": True, "sign_displayed": True, "functions": [], "function_types": [],
        }  # fmt: skip
        if sort >= 6:
            for name in ("manager", "police_organ", "positions"):
                given.pop(name)
        links = {"system_id": gap("system"), "site_id": gap("site")}
        return self._keep(
            ("channel", centre, sort),
            lambda: self._make(
                CHANNEL, given, links, code=gap("code"), longitude=gap("longitude"),
                latitude=gap("latitude"),
            ),
        )  # fmt: skip

    def organisation(self, sort: str) -> Mould:
        """A firm, a testing body or an association."""
        given = {
            "name": gap("name"), "kind": sort, "credit_code": "91440101731566630A",
            "region": gap("region"), "address": gap("address"), "legal_person": True,
            "established_on": self.day - timedelta(days=3000), "contact_name": self.names[1],
            "contact_phone": self.phones[1],
        }  # fmt: skip
        return self._keep(
            ("organisation", sort),
            lambda: self._make(
                ORGANISATION, given, {}, **NAMED, credit_code=gap("credit_code"),
                credit_code_right="t",
            ),
        )  # fmt: skip

    def staff(self, sort: int) -> Mould:
        """A member of staff of a firm, sealed by name."""
        given = {
            "number": gap("number"), "person_name": self.names[sort], "post": "技术员",
            "title_level": ("intermediate", "junior", "none")[sort % 3],
            "is_technician": sort % 3 != 2, "employed_since": self.day - timedelta(days=700),
        }  # fmt: skip
        links = {"organisation_id": gap("organisation")}
        return self._keep(("staff", sort), lambda: self._make(STAFF, given, links))
