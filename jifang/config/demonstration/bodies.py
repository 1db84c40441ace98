"""Firms, testing bodies, associations and what they have; plans and funding. All of it invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from jifang.config.demonstration.places import (
    MARK,
    Given,
    Place,
    chance,
    write_address,
    write_credit_code,
)
from jifang.config.load.plan import Wheel
from jifang.config.load.words import BIG, COINED, short_name
from jifang.law.places import load_divisions

FIRMS: Final = 126
LABS: Final = 16
ASSOCIATIONS: Final = 3
CALLED: Final = {"firm": "安防工程有限公司", "testing_body": "检测技术有限公司",
                 "association": "安防行业协会"}  # fmt: skip
SYSTEM_KINDS: Final = ("video_surveillance", "intrusion_alarm", "access_control")


def list_bodies(today: date) -> Iterator[Place]:
    """Firms over the cities, testing bodies, associations; the first of each is in Guangzhou."""
    wheel = Wheel([(f"{city}00", float(share)) for city, share in BIG.items()], 1000)
    sorts = ["firm"] * FIRMS + ["testing_body"] * LABS + ["association"] * ASSOCIATIONS
    for n, sort in enumerate(sorts):
        by = chance(11, n)
        region = "440100" if n == sorts.index(sort) else wheel.pick(by)
        body = make_body(sort, region, n, by, today)
        fill = {"firm": fill_firm, "testing_body": fill_lab}.get(sort)
        body.parts = fill(n, by, today) if fill else []
        body.party = f"{sort}-demo-{n + 1 - sorts.index(sort):04d}"
        body.name(body.party)
        yield body
    yield from list_outside(today)


def list_outside(today: date) -> Iterator[Place]:
    """Firms from another province, which file where they take on work (art. 16)."""
    for n, region in enumerate(("430100", "360100")):
        given: Given = {
            "kind": "firm", "region": region,
            "name": f"示例外省{COINED[-1 - n]}安防工程有限公司{MARK}",
            "credit_code": write_credit_code(region, 21_000_000 + n), "legal_person": True,
            "contact_name": "示例联系人", "contact_phone": f"0000002{n:04d}",
        }  # fmt: skip
        body = Place("organisation", given, since=today - timedelta(days=90))
        body.party = f"firm-demo-{9001 + n}"
        body.name(body.party)
        yield body


def make_body(sort: str, region: str, n: int, by: int, today: date) -> Place:
    """One of them."""
    name = f"{short_name(region)}{COINED[(by >> 24) % len(COINED)]}{CALLED[sort]}{MARK}"
    given = {
        "kind": sort, "name": name, "region": region, "address": write_address(region, by >> 8),
        "credit_code": write_credit_code(region, 20_000_000 + n), "legal_person": True,
        "established_on": (today - timedelta(days=900 + by % 5000)).isoformat(),
        "contact_name": "示例联系人", "contact_phone": f"0000001{n:04d}",
    }  # fmt: skip
    return Place("organisation", given, since=today - timedelta(days=by % 900 + 30))


def make_staff(n: int, k: int, today: date, post: str) -> Place:
    """Someone who works there, with a certificate that has run out, runs out soon, or holds."""
    by = chance(12, n, k)
    staff = Place("staff", {
        "number": f"S{k + 1:03d}", "person_name": "示例人员", "post": post,
        "title_level": ("senior", "intermediate", "junior", "none")[by % 4],
        "is_technician": by % 4 != 3,
        "employed_since": (today - timedelta(days=200 + by % 3000)).isoformat(),
    })  # fmt: skip
    ends = today + timedelta(days=(by >> 8) % 900 - 60)
    staff.parts = [Place("credential", {
        "kind": ("training", "confidentiality")[by % 2], "name": f"示例培训证书{MARK}",
        "number": f"DEMO-{n:04d}-{k:02d}", "issued_by": f"示例行业组织{MARK}",
        "issued_on": (ends - timedelta(days=1095)).isoformat(), "valid_until": ends.isoformat(),
    })]  # fmt: skip
    return staff


def fill_firm(n: int, by: int, today: date) -> list[Place]:
    """Staff, equipment, premises and projects of a firm."""
    parts = [make_staff(n, k, today, "技术员") for k in range(4 + by % 9)]
    if n % 3 == 0:
        parts += list_evidence(n, by, today, parts)
    for k, purpose in enumerate(("design", "construction", "commissioning", "repair")):
        parts.append(
            Place("tool", {"name": f"示例仪器{k + 1}", "purpose": purpose, "quantity": 1 + by % 4})
        )
    area = {"address": f"示例路{n + 1}号", "area_m2": str(80 + by % 900), "tenure": "leased"}
    parts.append(Place("premises", area))
    for k in range(by % 6):
        of = chance(13, n, k)
        work = ("design", "construction", "maintenance")[k % 3]
        ended = today - timedelta(days=of % 700 + 5)
        parts.append(Place("firm_project", {
            "name": f"示例工程{k + 1}{MARK}", "work": work,
            "client": f"示例建设单位{MARK}", "amount": str(50_000 + of % 900_000),
            "started_on": (ended - timedelta(days=120)).isoformat(),
            "completed_on": ended.isoformat(),
        }))  # fmt: skip
    return parts


def list_evidence(n: int, by: int, today: date, staff: list[Place]) -> list[Place]:
    """What a firm shows for its duties (art. 22): the first has nearly everything, with some of it
    ending soon; of others a training lapsed, a promise was broken, or something is wanting."""
    until = (today + timedelta(days=25 + by % 400)).isoformat()
    begun = today - timedelta(days=300 + by % 200)
    for k, person in enumerate(staff):
        person.parts = [make_training(n, k, kind, today) for kind in ("training", "confidentiality")
                        if n == 0 or k or kind == "training"]  # fmt: skip
    parts = [
        Place("firm_rule", {
            "subject": subject, "name": f"示例{called}{MARK}", "endless": True,
            "adopted_on": begun.isoformat(), "keeper": "资料员",
        })
        for subject, called in (("secrecy", "资料保密制度"), ("archive", "资料存档制度"))
    ]  # fmt: skip
    parts += [
        Place("secrecy_agreement", {
            "with_whom": "staff", "staff_number": person.given["number"], "until": until,
            "signed_on": begun.isoformat(), "covers": "图纸、方案、系统参数",
        })
        for person in staff
    ]  # fmt: skip
    for k in range(2):
        parts += list_promises(n, k, begun, today)
    return parts


def make_training(n: int, k: int, kind: str, today: date) -> Place:
    """A training of somebody: of every seventh firm it has lapsed."""
    ends = today + timedelta(days=20 + chance(17, n, k) % 600 if n % 7 or n == 0 else -10)
    return Place("credential", {
        "kind": kind, "name": f"示例{'业务培训' if kind == 'training' else '保密教育'}{MARK}",
        "number": f"DEMO-{n:04d}-{k:02d}-{kind[0].upper()}", "issued_by": f"示例行业组织{MARK}",
        "issued_on": (ends - timedelta(days=730)).isoformat(), "valid_until": ends.isoformat(),
    })  # fmt: skip


def list_promises(n: int, k: int, begun: date, today: date) -> list[Place]:
    """A promise with the check of it, and the archive of what is completed."""
    name = f"示例技防工程{n + 1}-{k + 1}{MARK}"
    completed = begun + timedelta(days=150)
    promise = Place("service_promise", {
        "project_name": name, "works": ["construction", "maintenance"],
        "standards": "GB 50348、GB 55029", "promise": "接到故障报告后 24 小时内到场",
        "response_hours": 24, "promised_on": begun.isoformat(), "video_system": False,
        "until": (today + timedelta(days=400)).isoformat(), "completed_on": completed.isoformat(),
    })  # fmt: skip
    promise.parts = [Place("promise_check", {
        "checker_kind": "client", "checked_on": (completed + timedelta(days=30)).isoformat(),
        "to_standard": True, "promise_kept": n % 9 != 6 or k == 0, "endless": True,
    })]  # fmt: skip
    archive = Place("paper_archive", {
        "project_name": name, "papers": ["design_scheme", "contract", "as_built_drawings"],
        "form": "both", "kept_at": "本单位资料室", "keeper": "资料员", "endless": True,
        "archived_on": (completed + timedelta(days=10)).isoformat(),
    })  # fmt: skip
    return [promise, archive] if n == 0 or k else [promise]


def fill_lab(n: int, by: int, today: date) -> list[Place]:
    """Testers, instruments and accreditations of a testing body."""
    parts = [make_staff(n, k, today, "检测员") for k in range(5 + by % 4)]
    first = n == FIRMS  # the one that has its people here is accredited for all of them
    until = today + timedelta(days=400 if first else by % 1200 - 100)
    scope = list(SYSTEM_KINDS if first else SYSTEM_KINDS[: 1 + by % 3])
    parts.append(Place("accreditation", {
        "level": ("provincial", "national")[by % 2], "number": f"示例检字{n + 1}号",
        "accredited_by": f"示例认定机关{MARK}", "scope": scope,
        "valid_from": (until - timedelta(days=1826)).isoformat(), "valid_until": until.isoformat(),
    }))  # fmt: skip
    parts.append(Place("tool", {
        "name": "示例测量仪器", "purpose": "testing", "quantity": 2,
        "calibrated_until": (today + timedelta(days=by % 300 - 20)).isoformat(),
    }))  # fmt: skip
    return parts


def list_courses(today: date) -> list[Place]:
    """Trainings that the first association held."""
    made = []
    for n in range(6):
        held = today - timedelta(days=60 * n + 15)
        course = Place("course", {
            "name": f"{held.year} 年第 {6 - n} 期技防培训{MARK}",
            "association": f"示例行业组织{MARK}",
            "kind": ("technical", "confidentiality")[n % 2], "held_on": held.isoformat(),
            "hours": 16,
        })  # fmt: skip
        course.parts = [
            Place("attendance", {
                "person_name": "示例人员", "employer": f"示例安防工程公司{MARK}",
                "passed": k % 9 != 4, "certificate_number": f"DEMO-C{n}-{k:03d}",
            })
            for k in range(20)
        ]  # fmt: skip
        course.name(f"course-{n + 1}")
        made.append(course)
    return made


def list_plans(today: date) -> Iterator[tuple[str, Place]]:
    """A plan with three years of funding for the province and each city, by division."""
    for n, region in enumerate(("440000", *(f"{city}00" for city in BIG))):
        by = chance(14, n)
        name = load_divisions()[region].name.zh
        level = "province" if n == 0 else "prefecture"
        given: Given = {
            "name": f"{name}技防规划{MARK}", "government": f"{name}人民政府{MARK}", "level": level,
            "region": region, "number": f"示例〔{today.year - 1}〕{n + 1}号",
            "year_from": today.year - 1, "year_until": today.year + 3,
        }  # fmt: skip
        plan = Place("plan", given)
        for year in (today.year - 1, today.year):
            for k, purpose in enumerate(("basic_construction", "running", "upkeep")):
                budget = 1_000_000 + chance(15, n, k) % 9_000_000
                spent = {"spent": str(budget * 9 // 10)} if year < today.year else {}
                if by % 5 or k:
                    plan.parts.append(Place("funding", {
                        "year": year, "purpose": purpose, "budget": str(budget), **spent,
                    }))  # fmt: skip
        plan.name(f"plan-{region}")
        yield region, plan
