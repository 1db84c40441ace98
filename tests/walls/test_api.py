"""Every operation of the API as every role: nothing foreign, and a foreign id is a missing one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import pytest

from jifang.api.gate import get_resolver
from jifang.api.routes import OPERATIONS, Operation
from jifang.domains.projects.services import declare_project
from jifang.domains.units.models import Site, Unit
from jifang.domains.units.services import declare_site, declare_unit
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.powers import ROLES, may
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.notifications.models import Notification
from jifang.foundation.walls.scope import Scope, work_in
from tests.api.asking import Came, ask, ask_example, forget_request
from tests.domains.people import SITE
from tests.domains.testing.world import lay_chain
from tests.foundation.access_tokens.people import Person, give_token, make_person
from tests.foundation.cases.conftest import publish

__all__ = ["publish"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("organs", "publish"),
]
get_resolver()
Report = Callable[[str, dict[str, Any]], None]

OPEN: Final = "the law, divisions, the public log: nothing of anybody's"
NO_IDS: Final = {
    *("readMe", "listMembers", "listTokens", "createToken", "listRegisters", "readRegister"),
    *("listRecords", "searchRecords", "declareRecord", "declareRecords"),
    *("listCases", "openCase", "listNotifications", "readStatistics"),
    *("readOwnQualification", "listUndertakings", "enterUndertaking"),
    *("listTestingBodies", "listTestCommissions", "commissionTest"),
    "listOwnProjects",
}
"""Operations on one's own rows that are given no id."""
WITH_IDS: Final = {
    **dict.fromkeys(("revokeToken", "readToken"), "token"),
    "readMember": "member",
    **dict.fromkeys(
        ("readRecord", "readRecordPast", "listRecordChanges", "assessSite", "judgeDuties",
         "enterTraining", "changeRecord",
         "retireRecord", "reinstateRecord"),
        "site",
    ),
    **dict.fromkeys(
        ("readCase", "listCaseEvents", "listCasePeriods", "listCaseActs", "carryOutAct",
         "draftCaseLetter", "previewCaseLetter", "takeCaseBundle"),
        "case",
    ),
    "readNotification": "notification",
    **dict.fromkeys(
        ("readTestCommission", "answerTestCommission", "beginTestReport"), "commission"
    ),
    **dict.fromkeys(("readTestReport", "writeTestReport", "lockTestReport"), "report"),
    **dict.fromkeys(
        ("readProject", "nameProjectMember", "logTrialDay", "takeProjectWorkOn",
         "endProjectMember", "addProjectPaper"),
        "project",
    ),
}  # fmt: skip
"""Operations that are given the id of a row, and of what."""
FOREIGN_NAME = "外来人员"
PASSES = 60


def test_every_operation_is_known_to_the_walk() -> None:
    guarded = {name for name, o in OPERATIONS.items() if o.doc.scope}
    assert guarded == NO_IDS | set(WITH_IDS), "say what it is given in tests/walls/test_api.py"
    assert all(OPEN for o in OPERATIONS.values() if not o.doc.scope)


def make_strangers() -> list[Person]:
    """Members of bodies elsewhere, and of another body in the same county."""
    return [
        make_person(role, region=region, party=f"{kind}-far-{region}", name=f"{FOREIGN_NAME}{n}")
        for n, (role, region, kind) in enumerate(
            (
                ("officer", "440103", "ps"), ("officer", "440305", "ps"),
                ("unit_manager", "440106", "unit"), ("unit_manager", "440305", "unit"),
                ("firm_manager", "441900", "firm"),
            )
        )
    ]  # fmt: skip


def enter_site(of: Person) -> Site:
    """A site of someone's unit."""
    with work_in(of.scope):
        region = of.membership.organ_region
        unit = declare_unit(of.actor, {"name": FOREIGN_NAME, "region": region})
        given = {**SITE, "name": FOREIGN_NAME, "region": region}
        return declare_site(of.actor, unit, given)


def enter_project(of: Person) -> str:
    """A project of someone's unit, by its id."""
    with work_in(of.scope):
        unit = Unit.objects.get(party=of.membership.party)
        given = {"name": FOREIGN_NAME, "setting": "key_unit", "region": unit.region,
                 "system_kinds": ["video_surveillance"]}  # fmt: skip
        return str(declare_project(of.actor, unit, given).public_id)


def open_cases(of: Person) -> tuple[Case, Notification]:
    """A case of someone's body, and what the organ was told of it."""
    region, party = of.membership.organ_region, of.membership.party
    opening = Opening("drill", "apply", f"ps-{region}", party, FOREIGN_NAME)
    with work_in(of.scope):
        case = open_case(of.actor, opening).case
    with work_in(Scope(parties=(case.organ,))):
        return case, Notification.objects.get(about_id=case.public_id)


def take_id(operation: Operation, given: str) -> str:
    """The address of an operation for a row."""
    named = {**operation.doc.arguments, "id": given}
    return operation.path.replace("{int:", "{").format(**named)


def reduce_answer(came: Came, given: str) -> tuple[int, str]:
    """An answer without its request's id and the id asked for."""
    body = forget_request(came) if isinstance(came.body, dict) else came.body
    return came.status, str(body).replace(f"/{given}", "/ID")


def test_nothing_foreign_comes_and_a_foreign_id_is_a_missing_one(report: Report) -> None:
    strangers = make_strangers()
    elsewhere = [s for s in strangers if s.membership.party == "unit-far-440305"]
    sites = [enter_site(s) for s in elsewhere]
    cases = [open_cases(s) for s in elsewhere]
    lab = Body("testing_body", "testing_body-far-440305", "示例检测机构", "440305")
    row, tested = lay_chain(
        elsewhere[0].actor, Actor(0, "tester", "lab_member", lab),
        Actor(0, "second", "lab_manager", lab), "示例工程",
    )  # fmt: skip
    ids = {
        "token": [give_token(s).token.id for s in strangers],
        "site": [str(site.public_id) for site in sites],
        "member": [str(s.membership.pk) for s in strangers],
        "case": [str(case.public_id) for case, _ in cases],
        "notification": [str(told.pk) for _, told in cases],
        "commission": [str(row.public_id)],
        "report": [str(tested.public_id)],
        "project": [enter_project(s) for s in elsewhere],
    }
    unknown = {"token": "".join(reversed(ids["token"][0])), "member": "987654321",
               "site": str(uuid4()), "case": str(uuid4()), "notification": "987654321",
               "commission": str(uuid4()), "report": str(uuid4()),
               "project": str(uuid4())}  # fmt: skip
    wanted = [f"party': '{s.membership.party}" for s in strangers]
    leaks, differences, asked, compared = [], [], 0, 0
    for role in ROLES:
        secret = give_token(make_person(role)).secret
        for name in (*NO_IDS, *WITH_IDS):
            operation = OPERATIONS[name]
            if name in NO_IDS and not operation.doc.write:
                came = ask_example(operation, secret=secret)
                asked += 1
                text = came.content.decode()
                leaks += [
                    (role, name, w)
                    for w in (*ids["token"], *ids["site"], *ids["case"], FOREIGN_NAME, *wanted)
                    if w in text
                ]
            if name not in WITH_IDS:
                continue
            kind = WITH_IDS[name]
            answers = [
                reduce_answer(
                    ask(operation.method, take_id(operation, given), operation.doc.example,
                        secret=secret, key=f"{role}-{name}-{n}"),
                    given,
                )
                for n, given in enumerate((unknown[kind], *ids[kind]))
            ]  # fmt: skip
            asked += len(answers)
            compared += len(ids[kind])
            refused = {status for status, _ in answers} <= {403, 404}
            assert refused or may(role, "manage_accounts"), (role, name, answers)
            if len(set(answers)) != 1 and not may(role, "manage_accounts"):
                differences.append((role, name, answers))
    report("api", {"requests": asked, "foreign_names": len(leaks), "different": len(differences),
                   "foreign_against_missing": compared})  # fmt: skip
    assert leaks == []
    assert differences == []


def test_members_are_those_of_the_own_body_and_no_more() -> None:
    strangers = make_strangers()
    assert strangers
    own = [make_person("unit_manager", name="本单位") for _ in range(3)]
    came = ask_example(OPERATIONS["listMembers"], secret=give_token(own[0]).secret)
    rows = next(value for value in came.body.values() if isinstance(value, list))
    assert len(rows) == 3


def test_the_time_of_not_found_does_not_tell_foreign_from_missing(report: Report) -> None:
    foreign = give_token(make_strangers()[0]).token.id
    secret = give_token(make_person("officer")).secret
    operation = OPERATIONS["revokeToken"]
    took: dict[str, list[float]] = {"foreign": [], "missing": []}
    ids = {"foreign": foreign, "missing": "".join(reversed(foreign))}
    for turn in range(PASSES):
        for which in sorted(ids, reverse=bool(turn % 2)):
            begun = time.perf_counter()
            came = ask(operation.method, take_id(operation, ids[which]), secret=secret,
                       key=f"{which}-{turn}")  # fmt: skip
            took[which].append(time.perf_counter() - begun)
            assert came.status in {404, 429}
    ratio = statistics.median(took["foreign"]) / statistics.median(took["missing"])
    report("api_timing", {"samples": PASSES, "revokeToken": round(ratio, 3)})
    assert 0.5 < ratio < 2
