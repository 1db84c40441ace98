"""What other domains may ask of practitioners' duties."""

from __future__ import annotations

from jifang.domains.practitioners.data import Verdict
from jifang.domains.practitioners.judging import judge_firm

__all__ = ["Verdict", "judge_firm"]
