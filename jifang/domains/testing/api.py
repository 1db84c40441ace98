"""What other domains, and the API, may ask of testing."""

from __future__ import annotations

from jifang.domains.testing.checklist import warn_clause
from jifang.domains.testing.commissioning import answer_commission, commission_test
from jifang.domains.testing.data import TEST, AnswerGiven, ClauseGiven, ReportRef
from jifang.domains.testing.judging import describe_clause, find_verdict
from jifang.domains.testing.locking import lock_report
from jifang.domains.testing.reporting import begin_report, set_days, write_clauses
from jifang.domains.testing.selectors import (
    find_commission,
    find_report,
    find_report_row,
    list_clauses,
    list_commissions,
    may_see_draft,
)

__all__ = [
    "TEST",
    "AnswerGiven",
    "ClauseGiven",
    "ReportRef",
    "answer_commission",
    "begin_report",
    "commission_test",
    "describe_clause",
    "find_commission",
    "find_report",
    "find_report_row",
    "find_verdict",
    "list_clauses",
    "list_commissions",
    "lock_report",
    "may_see_draft",
    "set_days",
    "warn_clause",
    "write_clauses",
]
