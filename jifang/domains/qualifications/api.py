"""What other domains may ask of certificates."""

from __future__ import annotations

from jifang.domains.qualifications.data import Standing, Work
from jifang.domains.qualifications.facts import explain
from jifang.domains.qualifications.models import Undertaking
from jifang.domains.qualifications.selectors import (
    find_held,
    find_standing,
    list_undertakings,
    list_undertakings_of,
    search_certificates,
)
from jifang.domains.qualifications.services import CHECKS, is_issuer
from jifang.domains.qualifications.undertakings import (
    Judged,
    Subject,
    add_subject,
    enter_undertaking,
    judge_work,
)

__all__ = [
    "CHECKS",
    "Judged",
    "Standing",
    "Subject",
    "Undertaking",
    "Work",
    "add_subject",
    "enter_undertaking",
    "explain",
    "find_held",
    "find_standing",
    "is_issuer",
    "judge_work",
    "list_undertakings",
    "list_undertakings_of",
    "search_certificates",
]
