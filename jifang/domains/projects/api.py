"""What other domains may ask of projects, and how they hold a stage up."""

from __future__ import annotations

from jifang.domains.projects.data import Member, ProjectRef, Refused
from jifang.domains.projects.gates import add_gate, ask_gates
from jifang.domains.projects.overlaps import list_overlaps_of
from jifang.domains.projects.selectors import (
    find_completion,
    find_project,
    find_stage,
    list_members,
    say_completion,
)

__all__ = [
    "Member",
    "ProjectRef",
    "Refused",
    "add_gate",
    "ask_gates",
    "find_completion",
    "find_project",
    "find_stage",
    "list_members",
    "list_overlaps_of",
    "say_completion",
]
