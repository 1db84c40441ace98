"""Pages of practitioners' duties by client: the firm's own, the association's entering, the list of
the officers, each within its walls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.practitioners.models import DutyStanding
from jifang.domains.practitioners.standings import PROVINCE
from jifang.domains.practitioners.tasks import judge_after
from jifang.domains.units.models import Credential
from jifang.foundation.accounts.data import Body
from jifang.foundation.walls.scope import work_in
from tests.domains.people import GUANGZHOU, open_organs
from tests.domains.test_practitioners import CODE, fulfil, make_firm
from tests.domains.test_practitioners import TestTraining as Trainings
from tests.portals.people import make_person, sign_in

pytestmark = pytest.mark.django_db
FIRM = Body("firm", "firm-own", "示例安防工程公司", GUANGZHOU)
ASSOCIATION = Body("association", "assoc-own", "示例协会", GUANGZHOU)
TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A firm with all its evidence, which ends in twenty days, and a course of an association."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            firm = make_firm()
            fulfil(firm, TODAY + timedelta(days=20))
            course = Trainings().make_course()
            yield f"{firm.public_id} {course}"
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def enter_as(role: str, body: Body) -> Client:
    return sign_in(make_person(role, f"{role}-{body.party}".replace("_", "-"), body))


def test_a_firm_sees_its_verdict_of_any_day(ground: str) -> None:
    firm = enter_as("firm_manager", FIRM)
    page = read(firm, "/my-duties/")
    assert "第二十二条的职责均已履行" in page
    assert "90 日内到期" in page
    later = read(firm, f"/my-duties/?on={TODAY + timedelta(days=21)}")
    assert "第二十二条的职责有 5 项没有做到" in later
    assert "2,000" in later
    assert "200" in later
    assert "/registers/credential/new/?in=" in later
    assert "尚未施行" in read(firm, "/my-duties/?on=2016-01-01")
    assert "日期" in read(firm, "/my-duties/?on=yesterday", 400)
    assert "All duties of art. 22 are met" in read(firm, "/en/my-duties/")
    assert "我的职责" in read(firm, "/me/")


def test_the_registers_take_evidence_through_their_forms(ground: str) -> None:
    firm = enter_as("firm_manager", FIRM)
    organisation = ground.split(maxsplit=1)[0]
    given = {"v.subject": "secrecy", "v.name": "保密制度（修订）", "v.adopted_on": str(TODAY),
             "v.endless": "yes"}  # fmt: skip
    new = f"/registers/firm_rule/new/?in={organisation}"
    assert "责任岗位" in read(firm, new)
    answer = firm.post(new, given)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert "保密制度（修订）" in read(firm, answer.headers["Location"])
    wrong = firm.post(new, {**given, "v.until": str(TODAY)})
    assert "又说不设期限" in wrong.content.decode()


def test_officers_list_filter_export_and_look(ground: str) -> None:
    organisation = ground.split(maxsplit=1)[0]
    with work_in(PROVINCE):
        judge_after(0)
    city = enter_as("officer", Body("organ", "ps-440100", "广州市公安机关", "440100"))
    assert "示例安防工程公司" in read(city, "/lists/duties/?f.outcome=met")
    assert "示例安防工程公司" in read(
        city, f"/lists/duties/?f.ends.to={TODAY + timedelta(days=30)}"
    )
    assert "示例安防工程公司" not in read(city, "/lists/duties/?f.outcome=breached")
    assert "示例安防工程公司" in read(city, f"/lists/duties/?q={CODE}")
    assert "均已履行" in read(city, f"/duties/{organisation}/")
    assert read(city, "/lists/duties/export/")
    for region in ("440300", "440106"):
        other = enter_as("officer", Body("organ", f"ps-{region}", "公安机关", region))
        assert "示例安防工程公司" not in read(other, "/lists/duties/")
        read(other, f"/duties/{organisation}/", 404)
    firm = enter_as("firm_manager", FIRM)
    read(firm, f"/duties/{organisation}/", 403)
    read(firm, "/lists/duties/", 404)


def test_an_association_enters_training(ground: str) -> None:
    course = ground.split()[1]
    member = enter_as("association_member", ASSOCIATION)
    assert "技防业务培训班" in read(member, "/training/")
    page = f"/training/{course}/"
    read(member, page)
    row = {"rows": "5", "credit_code": CODE, "number.0": "S1", "person_name.0": "人员1",
           "passed.0": "yes", "certificate_number.0": "Z-1",
           "valid_until.0": str(TODAY + timedelta(days=900))}  # fmt: skip
    for wrong in ({"person_name.0": "别人"}, {"credit_code": "91"}, {"passed.0": ""},
                  {"valid_until.0": "then"}):  # fmt: skip
        answer = member.post(page, {**row, **wrong})
        assert answer.status_code == 400, wrong
        assert "Z-1" in answer.content.decode(), "what was typed stands there again"
    more = member.post(page, {**row, "more": "1"})
    assert more.status_code == 200
    assert 'name="number.9"' in more.content.decode()
    answer = member.post(page, row)
    assert answer.status_code == 302
    assert "已登记 1 人，其中 1 人合格" in read(member, answer.headers["Location"])
    twice = member.post(page, row)
    assert twice.status_code == 400
    assert "已经登记参加本次培训" in twice.content.decode()
    with work_in(PROVINCE):
        assert Credential.objects.filter(issued_by="示例协会").count() == 1
        assert DutyStanding.objects.filter(party="firm-own").exists()
    firm = enter_as("firm_manager", FIRM)
    assert "示例协会 登记了贵单位 1 名人员的培训" in read(firm, "/notices/")
    read(firm, page, 404)
    read(enter_as("association_member", Body("association", "assoc-else", "协会", GUANGZHOU)),
         page, 404)  # fmt: skip
