"""The questions the Measures and the law around them answer, one definition each."""

from __future__ import annotations

from jifang.law.engine.question import Question
from jifang.law.rules.accountability import COMMENDATION, CREDIT_RECORD, OFFICIAL_LIABILITY
from jifang.law.rules.certificate_application import CERTIFICATE_APPLICATION
from jifang.law.rules.design_approval import DESIGN_APPROVAL
from jifang.law.rules.duties import DUTIES
from jifang.law.rules.filing_application import FILING_APPLICATION
from jifang.law.rules.information_access import INFORMATION_ACCESS
from jifang.law.rules.inspection import INSPECTION
from jifang.law.rules.liability import LIABILITY
from jifang.law.rules.penalty_procedure import PENALTY_PROCEDURE
from jifang.law.rules.preconstruction_review import PRECONSTRUCTION_REVIEW
from jifang.law.rules.putting_into_use import PUTTING_INTO_USE
from jifang.law.rules.responsible_party import RESPONSIBLE_PARTY
from jifang.law.rules.retention import RETENTION
from jifang.law.rules.scope import SCOPE
from jifang.law.rules.siting import SITING
from jifang.law.rules.system_filing import SYSTEM_FILING
from jifang.law.rules.undertaking import UNDERTAKING

QUESTIONS: tuple[Question, ...] = (
    SCOPE,
    SITING,
    RESPONSIBLE_PARTY,
    CERTIFICATE_APPLICATION,
    FILING_APPLICATION,
    UNDERTAKING,
    DESIGN_APPROVAL,
    PRECONSTRUCTION_REVIEW,
    PUTTING_INTO_USE,
    SYSTEM_FILING,
    RETENTION,
    INFORMATION_ACCESS,
    DUTIES,
    LIABILITY,
    PENALTY_PROCEDURE,
    OFFICIAL_LIABILITY,
    CREDIT_RECORD,
    COMMENDATION,
    INSPECTION,
)
