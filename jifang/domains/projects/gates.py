"""What holds a stage up: other domains say it here, and this one imports none of them.

    add_gate("constructing", find_unreviewed)

`find_unreviewed(project, on)` is asked on the day of the step, within the bounds of whoever takes
it and of the project's party; it returns why the project may not reach the stage yet, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias

from jifang.domains.projects.data import ACTS, STAGES, ProjectRef, Refused
from jifang.law.errors import DefinitionError

Gate: TypeAlias = Callable[[ProjectRef, date], Refused | None]
GATES: Final[dict[str, list[Gate]]] = {}
"""The gates of each stage, in the order in which they were added."""


def add_gate(stage: str, gate: Gate) -> None:
    """Hold a stage up where the gate says so; the stage by its code, or by the step that leads to
    it. Adding it again changes nothing. Raises `DefinitionError`."""
    wanted = ACTS.get(stage, stage)
    if wanted not in STAGES:
        raise DefinitionError(f"projects have no stage {stage}")
    held = GATES.setdefault(wanted, [])
    if gate not in held:
        held.append(gate)


def ask_gates(stage: str, project: ProjectRef, on: date) -> list[Refused]:
    """Everything that holds a stage up on a day."""
    asked = (gate(project, on) for gate in GATES.get(stage, ()))
    return [refused for refused in asked if refused is not None]
