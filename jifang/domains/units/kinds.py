"""The fields of units, sites and designations, and the rules between them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.utils import timezone

from jifang.domains.units.credit_codes import decode_credit_code, read_credit_code
from jifang.domains.units.data import DATUMS, DESIGNATIONS, PLACE_KINDS, SPECIAL_DOMAINS
from jifang.domains.units.facts import find_responsible_facts
from jifang.domains.units.keepers import find_keeper
from jifang.domains.units.models import Designation, Organisation, Site, Unit
from jifang.foundation.history.data import Field
from jifang.foundation.history.kinds import Kind, find_repeated, register_kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import (
    day,
    decimal,
    documents,
    one_of,
    region,
    text,
    yes_no,
)
from jifang.foundation.search.grams import fold_text
from jifang.foundation.search.pinyin import spell_name
from jifang.law import decide
from jifang.law.errors import Problem, Text
from jifang.law.places import find_place_setting

LONGEST_NAME: Final = 200


CONTACT: Final = (
    Field("contact_name", Text("联系人", "contact person"), text(64), personal="name"),
    Field("contact_phone", Text("联系电话", "telephone"), text(40), personal="number"),
)
DOCUMENTS: Final = Field("documents", Text("文件", "documents"), documents)


def spell(record: Unit | Site | Organisation) -> None:
    """Pinyin and initials of the name."""
    record.pinyin, record.initials = spell_name(record.name)


# -- units -----------------------------------------------------------------------------------------


def derive_unit(unit: Unit | Organisation) -> None:
    """What follows from the fields of a unit."""
    spell(unit)
    found = decode_credit_code(unit.credit_code) if unit.credit_code else None
    unit.credit_code_right = None if found is None else found.is_right


def warn_unit(unit: Unit) -> Iterator[Problem]:
    """A code whose check characters do not agree."""
    found = decode_credit_code(unit.credit_code) if unit.credit_code else None
    for fault in found.faults if found else ():
        yield Problem("credit_code", unit.credit_code, fault)


SAME_CODE: Final = Text(
    "登记中已有这个统一社会信用代码的单位", "a unit with this credit code is in the register"
)


def find_double_units(units: Sequence[Unit]) -> Mapping[int, Problem]:
    """Units whose code is in the register, as far as it is seen, or stands twice."""
    codes = [u.credit_code for u in units]
    own = [u.pk for u in units if u.pk]
    there = set(
        Unit.objects.filter(credit_code__in=[c for c in codes if c], state=ACTIVE)
        .exclude(pk__in=own)
        .values_list("credit_code", flat=True)
    )
    repeated = find_repeated([c or None for c in codes])
    return {
        at: Problem("credit_code", code, SAME_CODE)
        for at, code in enumerate(codes)
        if code and (code in there or at in repeated)
    }


UNIT: Final = register_kind(
    Kind(
        "unit",
        Text("单位", "unit"),
        Unit,
        (
            Field("name", Text("单位名称", "name"), text(LONGEST_NAME), required=True),
            Field("credit_code", Text("统一社会信用代码", "credit code"), read_credit_code),
            Field("region", Text("注册地", "registered in"), region(guangdong=False),
                  required=True),
            Field("address", Text("地址", "address"), text(300)),
            *CONTACT,
        ),
        derive=derive_unit,
        warn=warn_unit,
        find_doubles=find_double_units,
        find_key=lambda unit: unit.credit_code or None,
        find_region=lambda unit: find_keeper(unit.region),
        searched=("name", "address", "initials"),
        unique={
            "unit_credit_code_once": ("credit_code", SAME_CODE),
            "unit_party_once": (
                "party", Text("本单位已经登记", "this unit is in the register already")
            ),
        },
    )
)  # fmt: skip


# -- sites -----------------------------------------------------------------------------------------


def make_double_key(name: str, address: str) -> str:
    """What two entries of one site have in common, however they are typed."""
    return hashlib.sha256(f"{fold_text(name)}\n{fold_text(address)}".encode()).hexdigest()


def derive_setting(site: Site) -> None:
    """What the site counts as, by its kind of place (arts. 7 and 9)."""
    setting = find_place_setting(site.place_kind)
    is_public = setting == "other" and site.public_area is True
    site.setting = "public_area" if is_public else setting


def derive_site(site: Site) -> None:
    """What follows from the fields of a site; the responsible party is asked of the law."""
    spell(site)
    site.double_key = make_double_key(site.name, site.address)
    derive_setting(site)
    today = timezone.localdate()
    decision = decide("responsible_party", find_responsible_facts(site), on=today)
    site.responsible_outcome = decision.outcome
    site.responsible_party = str(decision.values.get("party") or "")
    site.responsible_ground = str(decision.values.get("ground") or "")
    site.responsible_basis = list(decision.as_dict()["basis"])
    site.responsible_missing = list(decision.missing)
    site.responsible_on = today


PARTIES: Final = (
    ("agreed_party", "has_agreement"), ("owner", "has_owner"), ("right_holder", "has_right_holder"),
)  # fmt: skip


def check_site(site: Site) -> Iterator[Problem]:
    """What cannot be together in a site."""
    coordinate = (site.longitude is not None, site.latitude is not None, bool(site.datum))
    if any(coordinate) and not all(coordinate):
        said = Text(
            "经度、纬度、坐标系须同时给出", "longitude, latitude and datum are given together"
        )
        yield Problem("datum", site.datum or None, said)
    for name, there_is in PARTIES:
        if getattr(site, name) and getattr(site, there_is) is False:
            said = Text("既说没有，又写了名称", "said to be none, and named all the same")
            yield Problem(name, getattr(site, name), said)
    yield from check_keeper(site.region)


def check_keeper(code: str) -> Iterator[Problem]:
    """A place that no organ is recorded for."""
    if find_keeper(code) is None:
        said = Text("没有登记这个地方的主管公安机关", "no organ is recorded for this place")
        yield Problem("region", code, said)


SAME_SITE: Final = Text(
    "本单位已有同名同址的场所", "the unit has a site of this name and address already"
)


def find_double_sites(sites: Sequence[Site]) -> Mapping[int, Problem]:
    """Sites of the same name and address within their unit."""
    keys = [(s.unit_id, s.double_key) for s in sites]
    own = [s.pk for s in sites if s.pk]
    there = set(
        Site.objects.filter(
            unit__in={u for u, _ in keys}, double_key__in={k for _, k in keys}, state=ACTIVE
        )
        .exclude(pk__in=own)
        .values_list("unit_id", "double_key")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("name", sites[at].name, SAME_SITE)
        for at, key in enumerate(keys)
        if key in there or at in repeated
    }


SITE: Final = register_kind(
    Kind(
        "site",
        Text("场所", "site"),
        Site,
        (
            Field("name", Text("场所名称", "name"), text(LONGEST_NAME), required=True),
            Field("place_kind", Text("场所种类", "kind of place"), one_of(PLACE_KINDS),
                  required=True, choices=PLACE_KINDS),
            Field("public_area", Text("属于公共区域", "a public area"), yes_no),
            Field("special_domain", Text("涉及国家安全、国家秘密", "national security, secrets"),
                  one_of(SPECIAL_DOMAINS), choices=SPECIAL_DOMAINS),
            Field("region", Text("所在地", "where it is"), region(), required=True),
            Field("address", Text("地址", "address"), text(300), required=True),
            Field("longitude", Text("经度", "longitude"), decimal("-180", "180", 7)),
            Field("latitude", Text("纬度", "latitude"), decimal("-90", "90", 7)),
            Field("datum", Text("坐标系", "datum"), one_of(DATUMS), choices=DATUMS),
            Field("system_installed", Text("已安装技防", "a system is installed"), yes_no),
            Field("has_agreement", Text("有约定的责任主体", "a party was agreed on"), yes_no),
            Field("agreed_party", Text("约定的责任主体", "the party agreed on"), text(200)),
            Field("has_owner", Text("有所有权人", "there is an owner"), yes_no),
            Field("owner", Text("所有权人", "the owner"), text(200)),
            Field("state_owned", Text("所有权属于国家", "owned by the State"), yes_no),
            Field("has_right_holder", Text("有使用权人或者经营权人",
                  "there is a holder of the right of use or operation"), yes_no),
            Field("right_holder", Text("使用权人或者经营权人",
                  "the holder of the right of use or operation"), text(200)),
            *CONTACT,
        ),
        kept=("setting", "responsible_outcome", "responsible_party", "responsible_ground"),
        derive=derive_site,
        check=check_site,
        find_doubles=find_double_sites,
        find_key=lambda site: (site.unit_id, site.double_key),
        find_region=lambda site: find_keeper(site.region),
        searched=("name", "address", "initials"),
        unique={"site_once": ("name", SAME_SITE)},
    )
)  # fmt: skip


# -- designations ----------------------------------------------------------------------------------


def check_designation(act: Designation) -> Iterable[Problem]:
    """Days in order, and not to come."""
    if act.decided_on > timezone.localdate():
        yield Problem("decided_on", act.decided_on, Text("不得晚于今天", "not later than today"))
    if act.until and act.until < act.decided_on:
        yield Problem("until", act.until, Text("不得早于作出之日", "not before it was decided"))


DESIGNATION: Final = register_kind(
    Kind(
        "designation",
        Text("确定行为", "designating act"),
        Designation,
        (
            Field("roll", Text("名录", "list"), one_of(DESIGNATIONS), required=True,
                  choices=DESIGNATIONS),
            Field("holds", Text("列入（否：确认不在名录）", "designated (no: found not to be)"),
                  yes_no, required=True),
            Field("organ_name", Text("作出机关", "deciding organ"), text(120), required=True),
            Field("number", Text("文号", "number of the act"), text(96), required=True),
            Field("decided_on", Text("作出日期", "decided on"), day, required=True),
            Field("until", Text("有效至", "until"), day),
            DOCUMENTS,
        ),
        check=check_designation,
        powers=("edit_register",),
        root="site",
        root_column="site_id",
    )
)  # fmt: skip
