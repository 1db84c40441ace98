"""Tests of the demonstration: for the projects of its first unit, by its first testing body."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from jifang.config.demonstration.cases import Seated
from jifang.config.demonstration.people import SECURITY
from jifang.config.demonstration.places import MARK
from jifang.domains.projects.api import ProjectRef, find_project
from jifang.domains.projects.models import Project
from jifang.domains.testing.api import (
    AnswerGiven,
    ClauseGiven,
    answer_commission,
    begin_report,
    commission_test,
    lock_report,
    set_days,
    write_clauses,
)
from jifang.domains.units.api import find_lab
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.selectors import Capacity, derive_scope
from jifang.foundation.walls.scope import Scope, work_in

UNIT, LAB = "unit-demo-0001", "testing_body-demo-0001"
SEATS: Final = {
    "unit": "demo-school-manager", "tester": "demo-lab-member", "second": "demo-lab-manager",
}  # fmt: skip
PLACE: Final = Scope("44", "45")
STANDARD: Final = "GB 55029-2022"
RESPONSE: Final = ClauseGiven(
    STANDARD, "3.5.1(8)", "报警控制设备响应不超过 2 秒", "does_not",
    known="gb-55029-2022/cl_3_5_1__item_8", measured="2.6", unit="s", population=3, sampled=3,
    failed=1, remark=f"一台超时{MARK}",
)  # fmt: skip
AGAIN: Final = ClauseGiven(
    STANDARD, "3.5.1(8)", "报警控制设备响应不超过 2 秒", "conforms",
    known="gb-55029-2022/cl_3_5_1__item_8", measured="1.4", unit="s", population=3, sampled=3,
    failed=0, remark=f"更换后复测{MARK}",
)  # fmt: skip
STORAGE: Final = ClauseGiven(
    STANDARD, "3.5.2(5)", "视频图像信息保存不少于 30 日", "conforms",
    known="gb-55029-2022/cl_3_5_2__item_5", measured="34", unit="日", population=12, sampled=5,
    failed=0,
)  # fmt: skip
PROMPT: Final = ClauseGiven(
    STANDARD, "3.5.1(8)", "报警控制设备响应不超过 2 秒", "conforms",
    known="gb-55029-2022/cl_3_5_1__item_8", measured="1.2", unit="s", population=3, sampled=3,
    failed=0,
)  # fmt: skip
RECORDS: Final = ClauseGiven(
    STANDARD, "3.5.1(7)", "事件记录不可更改", "conforms",
    known="gb-55029-2022/cl_3_5_1__item_7",
)  # fmt: skip


class TestDesk:
    """What is commissioned, taken, written and locked for a project that is completed (art. 12):
    tested twice; of a part of it another test was taken, one waits for an answer."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.people = find_people()

    def run(self) -> int:
        """Go through the commissions; how many there are."""
        with work_in(PLACE):
            done = Project.objects.filter(demonstration=True, party=UNIT, stage="completed")
            projects = [find_project(p.public_id) for p in done.order_by("id")[:1]]
            lab = find_lab(LAB)
        covered = {k for a in lab.list_current(self.today) for k in a.scope} if lab else set()
        count = 0
        for of in projects:
            kinds = sorted(covered & set(of.system_kinds))
            for number, some in enumerate((kinds, kinds[:1], kinds[-1:])):
                if some:
                    with transaction.atomic():
                        self.test(of, some, number)
                    count += 1
        return count

    def test(self, of: ProjectRef, kinds: list[str], number: int) -> None:
        """One commission, as far as it comes."""
        unit, tester = self.people["unit"], self.people["tester"]
        with work_in(unit.scope):
            row = commission_test(unit.actor, of.public_id, LAB, self.today, kinds=kinds,
                                  remark=f"示例委托{MARK}")  # fmt: skip
        if number == 2:
            return
        words = f"已核对：与工程各方没有利害关系{MARK}"
        with work_in(tester.scope):
            answer_commission(tester.actor, str(row.public_id), AnswerGiven("taken", True, words))
        if number == 0:
            first = self.write(str(row.public_id), (STORAGE, RECORDS, RESPONSE))
            self.lock(*first)
            self.lock(*self.write(
                str(row.public_id), (STORAGE, RECORDS, AGAIN), f"更换设备后复测{MARK}"
            ))  # fmt: skip

    def pass_once(self, of: ProjectRef) -> None:
        """Commissioned, taken, found in order and locked on one day."""
        unit, tester = self.people["unit"], self.people["tester"]
        with work_in(unit.scope):
            row = commission_test(unit.actor, of.public_id, LAB, self.today,
                                  kinds=of.system_kinds, remark=f"示例委托{MARK}")  # fmt: skip
        words = f"已核对：与工程各方没有利害关系{MARK}"
        with work_in(tester.scope):
            answer_commission(tester.actor, str(row.public_id), AnswerGiven("taken", True, words))
        self.lock(*self.write(str(row.public_id), (STORAGE, RECORDS, PROMPT)))

    def write(
        self, commission: str, clauses: tuple[ClauseGiven, ...], why: str = ""
    ) -> tuple[str, int]:
        """A draft; its id and edition."""
        by = self.people["tester"]
        with work_in(by.scope):
            public_id = str(begin_report(by.actor, commission, why=why).public_id)
            set_days(by.actor, public_id, self.today, self.today)
            return public_id, write_clauses(by.actor, public_id, clauses).edition

    def lock(self, public_id: str, edition: int) -> None:
        """By the other person of the body."""
        by = self.people["second"]
        with work_in(by.scope):
            lock_report(by.actor, public_id, edition=edition)


def find_people() -> dict[str, Seated]:
    """Those who take part."""
    names = {name: key for key, name in SEATS.items()}
    with work_in(SECURITY):
        held = list(
            Membership.objects.filter(account__username__in=names).select_related("account")
        )
    found = {}
    for row in held:
        with transaction.atomic():
            actor = Capacity(row).as_actor(row.account)
            found[names[row.account.username]] = Seated(actor, derive_scope(row.account, row))
    return found
