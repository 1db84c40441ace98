"""From a date in an answer to the page that shows how it was counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from jifang.law import decide
from jifang.portals.deadline_links import find_how, find_how_by

FULL = ["design_scheme", "tender_documents", "contract", "quality_proofs", "construction_drawings"]
REVIEW: dict[str, Any] = {
    "setting": "key_unit",
    "documents": FULL,
    "submitted_on": "2026-09-21",
    "notice_given_on": None,
    "review_passed": None,
    "construction_started_on": None,
}
ON = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def speak_chinese() -> Iterator[None]:
    """Addresses of the Chinese pages, whatever an earlier request left behind."""
    with override("zh-hans"):
        yield


def test_the_dates_of_a_review_lead_to_their_count() -> None:
    decision = decide("preconstruction_review", REVIEW, on=ON)
    url = "/deadlines/?period=design_review&from=2026-09-21&at=2026-10-12"
    for name in ("due_on", "due_on_calendar", "due_on_working"):
        assert find_how(decision, name) == url
    assert find_how(decision, "due_on_provisional") == ""
    assert find_how(decision, "missing_documents") == ""
    assert find_how_by(decision, date(2026, 10, 19)) == url
    assert find_how_by(decision, date(2026, 10, 20)) == ""
    assert find_how_by(decision, None) == ""


@pytest.mark.parametrize(
    ("facts", "name", "period"),
    [
        (
            {"kind": "renewal", "expires_on": "2026-12-31", "applied_on": "2026-12-15"},
            "window_opens",
            "renewal_window",
        ),
        (
            {"kind": "renewal", "expires_on": "2026-12-31", "applied_on": "2026-12-15"},
            "window_closes",
            "renewal_window",
        ),
    ],
)
def test_the_window_of_a_certificate_leads_to_its_count(
    facts: dict[str, Any], name: str, period: str
) -> None:
    certificate = {"held_level": 3, "level": 3, "extended_to": None, "registered_region": "440105"}
    decision = decide("certificate_application", certificate | facts, on=date(2026, 12, 15))
    assert decision.values[name]
    assert find_how(decision, name).startswith(f"/deadlines/?period={period}&from=2026-12-31")


@pytest.mark.parametrize(("days", "linked"), [(90, True), (60, False)])
def test_a_date_that_the_count_does_not_give_has_no_link(days: int, linked: bool) -> None:
    """An extension granted for less than the longest is not that period."""
    facts = {
        "kind": "extension",
        "held_level": 3,
        "level": 3,
        "expires_on": "2026-12-31",
        "applied_on": "2026-12-15",
        "extended_to": None,
        "cause": True,
        "extension_days": days,
        "registered_region": "440105",
    }
    decision = decide("certificate_application", facts, on=date(2026, 12, 15))
    assert decision.outcome == "admit"
    assert bool(find_how(decision, "valid_until")) is linked


@pytest.mark.parametrize(
    ("level", "name", "period"),
    [
        (3, "notice_by", "licence_notice"),
        (3, "decide_by", "licence_decision"),
        (2, "examine_by", "licence_first_examination"),
        (3, "deliver_by", "licence_delivery"),
    ],
)
def test_the_periods_of_the_licence_law_lead_to_their_count(
    level: int, name: str, period: str
) -> None:
    facts = {"kind": "promotion", "level": level, "held_level": level + 1,
             "held_since": "2018-04-22", "applied_on": "2019-04-22", "decided_on": "2019-05-06",
             "meets_conditions": True, "registered_region": "440306"}  # fmt: skip
    decision = decide("certificate_application", facts, on=date(2019, 4, 22))
    assert f"period={period}&" in find_how(decision, name)


def test_the_decision_on_a_renewal_is_no_counted_period() -> None:
    """Art. 50 of the Licence Law: before the certificate ends."""
    facts = {"kind": "renewal", "held_level": 3, "expires_on": "2026-12-31", "extended_to": None,
             "applied_on": "2026-12-15", "registered_region": "440306"}  # fmt: skip
    decision = decide("certificate_application", facts, on=date(2026, 12, 15))
    assert decision.values["decide_by"] == date(2026, 12, 31)
    assert find_how(decision, "decide_by") == ""


def test_a_period_of_the_licence_law_leads_to_its_count_extended_or_not() -> None:
    """Applied for on 22 April 2019: decided by 21 May, if extended by 4 June."""
    facts = {"home_region": "110000", "home_certificate_valid_until": "2020-01-01",
             "applied_on": "2019-04-22"}  # fmt: skip
    decision = decide("filing_application", facts, on=date(2019, 5, 6))
    plain = "/deadlines/?period=licence_decision&from=2019-04-22&at=2019-05-06"
    assert decision.values["decide_by"] == date(2019, 5, 21)
    assert find_how(decision, "decide_by") == plain
    assert decision.values["decide_by_extended"] == date(2019, 6, 4)
    extended = find_how(decision, "decide_by_extended")
    assert extended == f"{plain}&extended=2019-05-21"
    page = Client().get(extended).content.decode()
    assert 'datetime="2019-06-04"' in page
    assert find_how(decision, "notice_by").startswith("/deadlines/?period=licence_notice")


@pytest.mark.parametrize(
    ("since", "due", "period", "start"),
    [
        ("2025-09-10", date(2025, 10, 10), "system_filing", "2025-09-10"),
        # The thirtieth day is in the holiday: the page shows it, and what art. 203 makes of it.
        ("2025-09-03", date(2025, 10, 3), "system_filing", "2025-09-03"),
        ("2020-05-06", date(2025, 6, 30), "system_filing_existing", "2025-04-01"),
    ],
)
def test_the_filing_of_a_video_system_leads_to_its_count(
    since: str, due: date, period: str, start: str
) -> None:
    facts = {"system_of_art_7": True, "in_use_since": since, "filed_on": None,
             "changed_on": None, "site_region": "440106"}  # fmt: skip
    decision = decide("system_filing", facts, on=date(2025, 9, 12))
    assert decision.values["due_on"] == due
    assert find_how(decision, "due_on") == f"/deadlines/?period={period}&from={start}&at=2025-09-12"
    assert due.isoformat() in Client().get(find_how(decision, "due_on")).content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_answer_on_the_page_links_each_due_date_to_its_count(lang: str) -> None:
    entered = {k: "__none" if v is None else v for k, v in REVIEW.items()}
    answer = Client().post(
        f"{lang}/questions/preconstruction_review/", {"on": "2026-10-12", **entered}
    )
    page = answer.content.decode()
    found = re.findall(rf'href="({lang}/deadlines/\?period=design_review[^"]*)"', page)
    assert len(found) >= 4  # three values and the duty of the organ
    shown = Client().get(unescape(found[0])).content.decode()
    assert 'class="verdict warn"' in shown
    assert 'datetime="2026-10-19"' in shown


PENALTY: dict[str, Any] = {
    "breach": "art_8__para_1", "offender": "unit", "fine": 10_000, "confiscation": None,
    "act_ended_on": "2026-06-01", "case_filed_on": "2026-07-03",
    "told_of_hearing_on": "2026-09-30", "decided_on": "2026-09-16",
    "decision_served_on": "2026-09-18", "first_breach": False, "slight": False, "harm": False,
    "corrected_in_time": False, "video_system": False, "system_of_art_7": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "period", "harm"),
    [
        ("limitation_ends", "penalty_limitation", False),
        ("limitation_ends", "penalty_limitation_long", True),
        ("public_order_limitation_ends", "public_order_limitation", False),
        ("decide_by", "penalty_decision", False),
        ("hearing_request_by", "hearing_request", False),
        ("serve_by", "penalty_service", False),
        ("pay_by", "fine_payment", False),
    ],
)
def test_every_date_of_a_penalty_leads_to_its_count(name: str, period: str, harm: bool) -> None:
    decision = decide("penalty_procedure", {**PENALTY, "harm": harm}, on=date(2026, 11, 22))
    assert f"period={period}&" in find_how(decision, name)
