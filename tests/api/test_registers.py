"""The registers through the API: entered, read, changed, retired, searched, refused."""

from __future__ import annotations

from typing import Any

import pytest

from jifang.foundation.accounts.models import Account
from tests.api.asking import Came, ask, get, post
from tests.domains.people import SITE, UNIT
from tests.foundation.access_tokens.people import give_token, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]
SYSTEM = {"name": "视频监控", "kind": "video_surveillance", "stage": "in_use",
          "in_use_since": "2025-09-01", "declared_days": 30}  # fmt: skip


@pytest.fixture
def member() -> str:
    return give_token(make_person("unit_manager")).secret


@pytest.fixture
def officer() -> str:
    return give_token(make_person("officer")).secret


def send(method: str, path: str, body: Any, secret: str) -> Came:
    number = Account.objects.count() + send.__dict__.setdefault("sent", 0)
    send.__dict__["sent"] += 1
    return ask(method, path, body, secret=secret, key=f"key-{number}-{send.__dict__['sent']}")


def enter(register: str, values: dict[str, Any], secret: str, parent: str | None = None) -> Any:
    body = {"values": values, "reason": "首次登记", **({"parent": parent} if parent else {})}
    came = send("POST", f"registers/{register}/records", body, secret)
    assert came.status == 201, came.body
    return came.body


def enter_site(secret: str) -> Any:
    return enter("site", SITE, secret, enter("unit", UNIT, secret)["id"])


class TestReading:
    def test_each_role_has_its_own_registers(self, member: str, officer: str) -> None:
        kinds = [r["kind"] for r in get("registers", secret=member).body["items"]]
        every = {r["kind"]: r for r in get("registers?lang=en", secret=officer).body["items"]}
        assert set(kinds) < set(every)
        assert every["channel"]["parents"] == ["system", "device"]
        assert get("registers/staff", secret=member).status == 404
        auditor = give_token(make_person("auditor")).secret
        assert get("registers", secret=auditor).status == 403

    def test_the_schema_says_what_is_read(self, member: str) -> None:
        schema = get("registers/site?lang=en", secret=member).body["values_schema"]
        assert {"name", "place_kind", "region", "address"} == set(schema["required"])
        assert schema["properties"]["state_owned"]["type"] == ["boolean", "null"]
        assert schema["properties"]["datum"]["enum"][-1] is None
        assert schema["properties"]["contact_name"]["x-personal"] == "name"

    def test_a_list_by_pages_and_a_search(self, member: str, officer: str) -> None:
        unit = enter("unit", UNIT, member)["id"]
        names = [f"分校{n}" for n in range(5)]
        rows = [{"parent": unit, "values": {**SITE, "name": name}} for name in names]
        assert send("POST", "registers/site/batches", {"rows": rows}, member).status == 201
        first = get("registers/site/records?limit=3", secret=officer).body
        rest = get(f"registers/site/records?limit=3&cursor={first['next']}", secret=officer).body
        shown = [*first["items"], *rest["items"]]
        assert sorted(r["values"]["name"] for r in shown) == names
        assert rest["next"] is None
        assert {r["parent"] for r in shown} == {unit}
        by_name = get("registers/site/search?q=分校3", secret=officer).body
        assert [r["values"]["name"] for r in by_name["items"]] == ["分校3"]
        assert get("registers/unit/search?q=91440101", secret=officer).body["items"]

    def test_a_site_whose_unit_is_kept_elsewhere(self, officer: str) -> None:
        far = give_token(make_person("unit_manager", region="440305")).secret
        unit = enter("unit", {**UNIT, "region": "440305"}, far)
        site = enter("site", SITE, far, unit["id"])
        (row,) = get("registers/site/records", secret=officer).body["items"]
        assert (row["id"], row["parent"]) == (site["id"], None)
        assert get(f"registers/site/records/{site['id']}", secret=officer).body == row
        assert row["derived"]["unit_name"] == UNIT["name"]
        assert site["parent"] == unit["id"]

    def test_personal_data_is_masked(self, member: str) -> None:
        unit = enter("unit", UNIT, member)
        assert unit["values"]["contact_name"] == "张*"
        assert "13800138000" not in str(unit)

    def test_others_get_what_does_not_exist(self, member: str) -> None:
        unit = enter("unit", UNIT, member)["id"]
        stranger = give_token(make_person("officer", region="440305")).secret
        for path in ("", "/past", "/changes"):
            foreign = get(f"registers/unit/records/{unit}{path}", secret=stranger)
            assert foreign.status == 404
        assert get("registers/unit/records", secret=stranger).body["items"] == []
        assert get("registers/unit/records/x", secret=member).status == 404

    def test_a_site_is_put_to_the_law(self, member: str) -> None:
        site = enter_site(member)
        enter("system", SYSTEM, member, site["id"])
        came = get(f"sites/{site['id']}/assessment?lang=en", secret=member)
        assert came.status == 200
        assert came.body["values"]


class TestWriting:
    def test_every_problem_at_once_and_nothing_written(self, member: str) -> None:
        wrong = {**UNIT, "name": "", "credit_code": "123", "region": "440199", "footage": "x"}
        came = send("POST", "registers/unit/records", {"values": wrong}, member)
        assert came.status == 422
        wanted = {"values.name", "values.credit_code", "values.footage"}
        assert wanted <= set(came.fields)
        assert get("registers/unit/records", secret=member).body["items"] == []

    def test_a_check_character_warns(self, member: str) -> None:
        unit = enter("unit", {**UNIT, "credit_code": "91440101731566630B"}, member)
        assert [w["field"] for w in unit["warnings"]] == ["credit_code"]
        assert unit["derived"]["credit_code_right"] is False

    def test_all_rows_or_none(self, member: str) -> None:
        unit = enter("unit", UNIT, member)["id"]
        rows = [{"parent": unit, "values": SITE}, {"parent": unit, "values": {"name": "缺项"}}]
        came = send("POST", "registers/site/batches", {"rows": rows}, member)
        assert came.status == 422
        assert all(f.startswith("rows[1].values.") for f in came.fields)
        assert get("registers/site/records", secret=member).body["items"] == []

    def test_changed_retired_and_back_with_its_history(self, member: str) -> None:
        site = enter_site(member)
        path = f"registers/site/records/{site['id']}"
        change = {"version": 1, "reason": "搬迁", "values": {"address": "天河路 2 号"}}
        assert send("PATCH", path, change, member).body["version"] == 2
        stale = send("PATCH", path, change, member)
        assert (stale.status, stale.code) == (409, "conflict")
        assert "address" in stale.body["detail"]
        out = send("POST", f"{path}/retire", {"version": 2, "reason": "停用"}, member)
        assert out.body["state"] == "retired"
        assert get("registers/site/records", secret=member).body["items"] == []
        assert get("registers/site/records?retired=true", secret=member).body["items"]
        back = send("POST", f"{path}/reinstate", {"version": 3, "reason": "误注销"}, member)
        assert back.body["state"] == "active"
        history = get(f"{path}/changes?limit=2", secret=member).body
        assert [c["act"] for c in history["items"]] == ["reinstated", "retired"]
        before = get(f"{path}/past?on=2000-01-01", secret=member).body
        assert (before["exists"], before["version"]) == (False, 0)
        assert (before["state"], before["values"]) == ("", {})
        now = get(f"{path}/past", secret=member).body
        assert (now["exists"], now["state"]) == (True, "active")
        assert now["values"]["address"] == "天河路 2 号"

    def test_what_a_role_may_not_do_is_refused_and_recorded(self, member: str) -> None:
        site = enter_site(member)
        act = {"roll": "key_unit", "holds": True, "organ_name": "示例机关", "number": "1",
               "decided_on": "2026-01-01"}  # fmt: skip
        body = {"parent": site["id"], "values": act}
        came = send("POST", "registers/designation/records", body, member)
        assert came.status in {403, 422}, came.body
        approver = give_token(make_person("approver")).secret
        away = {"version": 1, "reason": "x"}
        path = f"registers/site/records/{site['id']}/retire"
        assert post(path, away, secret=approver, key="k").status == 403

    def test_a_parent_is_needed_and_must_be_ones_own(self, member: str) -> None:
        came = send("POST", "registers/site/records", {"values": SITE}, member)
        assert (came.status, came.fields) == (422, ["parent"])
        unit = enter("unit", UNIT, member)["id"]
        other = give_token(make_person("unit_manager", party="unit-2")).secret
        foreign = send("POST", "registers/site/records", {"parent": unit, "values": SITE}, other)
        assert foreign.status == 404


class TestCodes:
    def test_a_credit_code(self) -> None:
        good = get("codes/credit/91440101731566630A?lang=en").body
        assert (good["right"], good["division"]) == (True, "440101")
        bad = get("codes/credit/91440101731566630B").body
        assert bad["right"] is False
        assert bad["faults"]
        assert get("codes/credit/9144").fields == ["credit_code"]

    @pytest.mark.parametrize("edition", ["2016", "2022"])
    def test_a_device_code_of_each_edition(self, edition: str) -> None:
        found = get(f"codes/device/44010600001327000001?edition={edition}&lang=en").body
        assert (found["edition"], found["wrong"]) == (edition, False)
        assert found["parts"][0]["part"] == "centre"
        wrong = get(f"codes/device/99990600001327000001?edition={edition}").body
        assert wrong["wrong"] is True
        assert get(f"codes/device/4401060000132700000?edition={edition}").status == 422
