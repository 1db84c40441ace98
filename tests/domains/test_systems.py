"""Systems, devices, channels, proofs and stores: rules, ties to the site, what the law says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jifang.domains.systems.kinds import CHANNEL
from jifang.domains.systems.models import Channel, Device, Part, QualityProof, Store, System
from jifang.domains.systems.selectors import (
    count_channels,
    list_channels,
    list_systems_of,
    search_channels,
    search_channels_of,
    search_systems,
)
from jifang.domains.systems.services import (
    change_part,
    change_system,
    declare_channel,
    declare_channels,
    declare_device,
    declare_proof,
    declare_store,
    declare_system,
    draft_channel,
    retire_part,
    retire_system,
)
from jifang.domains.units.api import SiteRef, assess_site, build_dossier, find_site_ref
from jifang.domains.units.models import Site
from jifang.domains.units.services import change_site, declare_designation
from jifang.foundation.documents.models import Document
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.models import Change
from jifang.foundation.history.selectors import find_faults
from jifang.law.errors import InputError
from tests.domains.people import (
    GUANGZHOU,
    NANSHAN,
    TIANHE,
    YUEXIU,
    act_as,
    make_member,
    make_officer,
    make_site,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]
ON = date(2026, 11, 20)
VIDEO: dict[str, Any] = {
    "name": "校园视频监控", "kind": "video_surveillance", "stage": "in_use",
    "in_use_since": "2021-03-01", "system_of_art_7": True, "filed_on": "2025-05-01",
}  # fmt: skip
CAMERA: dict[str, Any] = {
    "name": "大门东侧", "kind": "video", "code": "44010600031327000001", "code_edition": "2022",
}  # fmt: skip
FULL: dict[str, Any] = {
    **CAMERA, "vendor": "某厂", "region": TIANHE, "point_class": "3", "address": "天河路 1 号门口",
    "longitude": "113.32", "latitude": "23.13", "datum": "gcj02", "positions": "11,132",
    "networked": "已联网", "police_organ": "440106000000", "manager": "示例中学", "condition": "1",
}  # fmt: skip


@pytest.fixture
def site() -> SiteRef:
    return find_site_ref(make_site(make_unit()).public_id)


def declare(site: SiteRef, **more: Any) -> System:
    return declare_system(act_as(make_member()), site, {**VIDEO, **more})


def fields_of(error: InputError) -> set[str]:
    return {p.field for p in error.problems}


class TestSystems:
    def test_all_ten_kinds_and_subsystems(self, site: SiteRef) -> None:
        from jifang.domains.systems.data import SYSTEM_KINDS

        assert len(SYSTEM_KINDS) == 10
        whole = declare(site, name="综合平台", kind="integrated")
        for number, kind in enumerate(SYSTEM_KINDS):
            given = {**VIDEO, "name": f"子系统 {number}", "kind": kind}
            declare_system(make_member(), site, given, parent=whole)
        found = list_systems_of(site)
        assert found[0] == whole
        assert {s.kind for s in found[1:]} == set(SYSTEM_KINDS)
        assert {s.parent_id for s in found[1:]} == {whole.pk}

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"kind": "video"}, "kind"),
            ({"in_use_since": None}, "in_use_since"),
            ({"stage": "trial_run"}, "stage"),
            ({"in_use_since": "2999-01-01"}, "in_use_since"),
            ({"declared_days": -1}, "declared_days"),
            ({"stage": "installed"}, "stage"),
        ],
    )
    def test_what_cannot_be(self, site: SiteRef, given: dict[str, Any], field: str) -> None:
        with pytest.raises(InputError) as caught:
            declare(site, **given)
        assert fields_of(caught.value) == {field}

    def test_a_name_once_within_a_site(self, site: SiteRef) -> None:
        first = declare(site)
        with pytest.raises(InputError) as caught:
            declare(site)
        assert fields_of(caught.value) == {"name"}
        retire_system(make_member(), first.public_id, 1, reason="拆除")
        assert declare(site).pk

    def test_a_subsystem_of_another_sites_system(self, site: SiteRef) -> None:
        whole = declare(site)
        other = make_site(Site.objects.get(pk=site.pk).unit, name="分校")
        with pytest.raises(InputError) as caught:
            declare_system(make_member(), find_site_ref(other.public_id), VIDEO, parent=whole)
        assert fields_of(caught.value) == {"parent"}

    def test_it_is_found_by_name_and_initials(self, site: SiteRef) -> None:
        system = declare(site)
        officer = act_as(make_officer())
        assert search_systems(officer, "视频").records == (system,)
        assert search_systems(officer, "xyspjk").records == (system,)
        assert search_systems(act_as(make_officer(NANSHAN)), "视频").records == ()


class TestChannels:
    def test_a_wrong_code_is_refused_part_by_part(self, site: SiteRef) -> None:
        system = declare(site)
        with pytest.raises(InputError) as caught:
            declare_channel(make_member(), system, site,
                            {**CAMERA, "code": "99010600200019000001"})  # fmt: skip
        said = [p.message.en.split(" ")[0] for p in caught.value.problems]
        assert said == ["centre", "industry", "type", "network"]

    def test_an_odd_code_is_kept_with_its_doubts(self, site: SiteRef) -> None:
        system = declare(site)
        given = {**CAMERA, "code": "44010200121327000001", "code_edition": "2016"}
        draft = draft_channel(system, site, given)
        assert [w.value for w in draft.warnings] == ["440102", "12"]
        channel = declare_channel(make_member(), system, site, given)
        assert [d["part"] for d in channel.code_doubts] == ["centre", "industry"]

    def test_the_same_code_once_in_the_register(self, site: SiteRef) -> None:
        system = declare(site)
        first = declare_channel(make_member(), system, site, CAMERA)
        with pytest.raises(InputError) as caught:
            declare_channel(make_member(), system, site, {**CAMERA, "name": "另一路"})
        assert fields_of(caught.value) == {"code"}
        retire_part(CHANNEL, make_member(), first.public_id, 1, reason="更换")
        assert declare_channel(make_member(), system, site, CAMERA).pk

    def test_what_the_record_still_lacks(self, site: SiteRef) -> None:
        system = declare(site)
        bare = declare_channel(make_member(), system, site, CAMERA)
        assert not bare.is_complete
        assert {"vendor", "region", "positions", "longitude"} <= set(bare.gaps)
        assert "kept_days" not in bare.gaps, "asked for class 1 points alone"
        full = change_part(CHANNEL, make_member(), bare.public_id, 1, FULL, reason="补齐")
        assert full.is_complete
        assert (full.positions, full.networked) == (["11", "132"], "0")
        first = change_part(CHANNEL, make_member(), bare.public_id, 2, {"point_class": "1"},
                            reason="一类点")  # fmt: skip
        assert first.gaps == ["installed_on", "manager_contact", "kept_days"]
        whole = change_part(
            CHANNEL, make_member(), bare.public_id, 3,
            {"installed_on": "2021-02-01", "manager_contact": "020-12345678", "kept_days": 30},
            reason="补齐",
        )  # fmt: skip
        assert whole.is_complete
        assert "12345678" not in str(whole.manager_contact)
        assert find_faults(CHANNEL, Channel.objects.get(pk=whole.pk)) == {}

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"ipv4": "300.1.1.1"}, "ipv4"), ({"mac": "001A2B3C4D5E"}, "mac"),
         ({"positions": "11,138"}, "positions"), ({"point_class": "5"}, "point_class"),
         ({"longitude": "113.3"}, "datum"), ({"grassroots_code": "1"}, "grassroots_code"),
         ({"ipv6": "::g"}, "ipv6"), ({"mount_height": "3.123"}, "mount_height")],
    )  # fmt: skip
    def test_what_cannot_be(self, site: SiteRef, given: dict[str, Any], field: str) -> None:
        system = declare(site)
        with pytest.raises(InputError) as caught:
            declare_channel(make_member(), system, site, {**CAMERA, **given})
        assert fields_of(caught.value) == {field}

    def test_many_at_once_and_found_by_code_and_name(self, site: SiteRef) -> None:
        system = declare(site)
        drafts = [
            draft_channel(system, site, {**CAMERA, "name": f"{n} 号机位",
                                         "code": f"4401060003132700{n:04d}"})
            for n in range(20)
        ]  # fmt: skip
        declare_channels(act_as(make_member()), drafts)
        assert count_channels(site) == {system.pk: 20}
        officer = act_as(make_officer())
        assert len(search_channels(officer, "44010600031327000").records) == 20
        assert len(search_channels(officer, "4401060003132700001").records) == 10
        assert [c.name for c in search_channels_of(site, "13 号机")] == ["13 号机位"]
        assert len(list_channels(officer)) == 20
        assert list(list_channels(act_as(make_officer(NANSHAN)))) == []

    def test_a_device_of_another_system(self, site: SiteRef) -> None:
        one, other = declare(site), declare(site, name="门禁", kind="access_control")
        device = declare_device(make_member(), one, site, {"name": "NVR", "kind": "recorder"})
        with pytest.raises(InputError) as caught:
            declare_channel(make_member(), other, site, CAMERA, device=device)
        assert fields_of(caught.value) == {"device"}


class TestProofsAndStores:
    def test_equipment_with_its_papers(self, site: SiteRef) -> None:
        system = declare(site)
        by = make_member()
        device = declare_device(by, system, site, {
            "name": "NVR-1", "kind": "recorder", "code": "44010600031187000001",
            "serial_number": "SN-1", "main_equipment": "是",
        })  # fmt: skip
        paper = Document.objects.create(
            organ_region=site.organ_region, party=site.party, kind="register.quality_proof",
            name="报告.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
            original_sha256="0" * 64, original_size=1, scan="clean",
        )  # fmt: skip
        proof = declare_proof(by, system, site, {
            "name": "检验报告", "kind": "test_report", "number": "R-2021-1",
            "documents": str(paper.public_id),
        }, device=device)  # fmt: skip
        store = declare_store(by, system, site, {
            "name": "磁盘阵列", "capacity_gb": 96_000, "configured_days": 90,
        }, device=device)  # fmt: skip
        assert proof.documents == [str(paper.public_id)]
        assert (store.device, store.configured_days) == (device, 90)
        with pytest.raises(InputError) as caught:
            declare_proof(by, system, site, {"name": "x", "kind": "test_report",
                          "issued_on": "2024-01-01", "valid_until": "2023-12-31"})  # fmt: skip
        assert fields_of(caught.value) == {"valid_until"}

    def test_nothing_is_entered_into_what_is_retired(self, site: SiteRef) -> None:
        system = declare(site)
        gone = retire_system(make_member(), system.public_id, 1, reason="拆除")
        with pytest.raises(InputError):
            declare_store(make_member(), gone, site, {"name": "x"})


class TestTies:
    def test_all_move_with_their_site(self, site: SiteRef) -> None:
        by = make_member()
        system = declare(site)
        device = declare_device(by, system, site, {"name": "NVR", "kind": "recorder"})
        declare_channel(by, system, site, CAMERA, device=device)
        declare_proof(by, system, site, {"name": "x", "kind": "other"}, device=device)
        declare_store(by, system, site, {"name": "x"}, device=device)
        city = act_as(make_officer(GUANGZHOU))
        change_site(city, site.public_id, 1, {"region": YUEXIU}, reason="区划更正")
        new = act_as(make_officer(YUEXIU))
        for model in (System, Device, Channel, QualityProof, Store):
            assert [r.organ_region for r in model.objects.all()] == [YUEXIU], model
        assert Change.objects.exclude(kind="unit").count() == 7
        assert search_systems(new, "视频监控").records == (system,)
        act_as(make_officer(TIANHE))
        assert not System.objects.exists()
        assert not Channel.objects.exists()

    @pytest.mark.parametrize("model", [Device, Channel, QualityProof, Store])
    def test_a_part_in_another_place_than_its_system_cannot_be(
        self, site: SiteRef, model: type[Part]
    ) -> None:
        system = declare(site)
        act_as(make_officer("440000"))
        for more in ({"organ_region": YUEXIU}, {"party": "unit-else"}, {"site_id": site.pk + 1}):
            own = {"organ_region": TIANHE, "party": "unit-own", "site_id": site.pk}
            part = model(name="x", system=system, **{**own, **more})
            with pytest.raises(IntegrityError, match="tied_by_system_id"), transaction.atomic():
                part.save()

    def test_a_foreign_officer_does_not_hang_a_system_on_a_site(self, site: SiteRef) -> None:
        with pytest.raises(RecordError):
            declare_system(act_as(make_officer(NANSHAN)), site, VIDEO)


class TestAssessment:
    def test_what_is_not_known_stays_unknown(self, site: SiteRef) -> None:
        act_as(make_member())
        found = assess_site(site.public_id, ON)
        installed = next(f for f in found.findings if f.decision.question == "siting")
        assert installed.breached is None
        assert "system_installed" in installed.missing

    def test_thirty_days_for_a_school_ninety_for_a_target(self, site: SiteRef) -> None:
        system = declare(site, declared_days=45)
        act_as(make_officer())
        kept = {"roll": "counter_terrorism_target", "organ_name": "某市反恐怖主义工作领导机构",
                "number": "演示〔2025〕1 号", "decided_on": "2025-01-01"}  # fmt: skip

        def outcome() -> str:
            found = assess_site(site.public_id, ON).findings
            return next(f.decision.outcome for f in found if f.decision.question == "retention")

        assert outcome() == "unknown", "45 days: whether it is a target decides"
        row = Site.objects.get(pk=site.pk)
        declare_designation(make_officer(), row, {**kept, "holds": False})
        assert outcome() == "meets"
        change_system(make_officer(), system.public_id, 1, {"declared_days": 29}, reason="核查")
        assert outcome() == "falls_short"
        change_system(make_officer(), system.public_id, 2, {"declared_days": 89}, reason="核查")
        declare_designation(
            make_officer(), row, {**kept, "holds": True, "number": "演示〔2025〕2 号"}
        )
        assert outcome() == "falls_short"
        change_system(make_officer(), system.public_id, 3, {"declared_days": 90}, reason="核查")
        assert outcome() == "meets"

    def test_a_camera_in_a_changing_room(self, site: SiteRef) -> None:
        system = declare(site)
        by = act_as(make_member())
        spot = {**CAMERA, "privacy_place": True, "captures_video": True}
        declare_channel(by, system, site, spot)
        dossier = build_dossier(site.public_id, ON)
        assert dossier["spots"] == [
            {
                "name": "大门东侧",
                "system": "校园视频监控",
                "privacy_place": True,
                "captures": ["video"],
            }
        ]
        found = assess_site(site.public_id, ON)
        assert found.outcome == "breaches"
        wrong = next(f for f in found.findings if f.section == "spots")
        assert wrong.decision.outcome == "must_not_install"
        assert wrong.breached

    def test_a_system_not_yet_in_use_is_known_not_to_be(self, site: SiteRef) -> None:
        declare(site, stage="design", in_use_since=None, filed_on=None)
        declare(site, name="另一", stage=None, in_use_since=None)
        one, other = build_dossier(site.public_id, ON)["systems"]
        assert one["in_use_since"] is None
        assert "in_use_since" not in other
