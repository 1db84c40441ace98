"""Assessing one site: a dossier in, findings with article, remedy and exposure out."""

from __future__ import annotations

from jifang.law.assessment.assess import assess
from jifang.law.assessment.dossier import (
    SECTIONS,
    Dossier,
    Section,
    describe_dossier,
    read_dossier,
)
from jifang.law.assessment.findings import SEVERITIES, Finding, Severity
from jifang.law.assessment.report import OUTCOMES, Assessment
from jifang.law.assessment.workbook import write_template

__all__ = [
    "OUTCOMES",
    "SECTIONS",
    "SEVERITIES",
    "Assessment",
    "Dossier",
    "Finding",
    "Section",
    "Severity",
    "assess",
    "describe_dossier",
    "read_dossier",
    "write_template",
]
