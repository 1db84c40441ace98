"""What steps write besides their case: the stage, the record of a preliminary acceptance."""

from __future__ import annotations

from datetime import date
from typing import Any

from jifang.domains.projects.checks import require_project
from jifang.domains.projects.models import Preliminary, Project, Stage
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.models import Event


def make_kept(step: Step, event: Event, project: Project) -> dict[str, Any]:
    """What every row of a project bears that a step writes."""
    return {
        "project": project, "organ_region": project.organ_region, "party": project.party,
        "grant_key": project.grant_key, "by": step.by.public_id, "by_party": step.by.body.party,
        "entry": event.entry, "event": event.pk,
    }  # fmt: skip


def reach_stage(step: Step, event: Event) -> None:
    """The stage that the project has reached, where its members see it too."""
    project = require_project(step)
    Stage.objects.create(
        **make_kept(step, event, project), act=event.act, stage=event.to_state,
        legal_day=event.legal_day,
    )  # fmt: skip
    Project.objects.filter(pk=project.pk).update(stage=event.to_state)


def enter_preliminary(step: Step, event: Event) -> None:
    """The record of a preliminary acceptance that was held; passed or not."""
    said, project = event.details, require_project(step)
    private = step.given.private if step.given else {}
    Preliminary.objects.create(
        **make_kept(step, event, project), held_on=date.fromisoformat(said["held_on"]),
        verdict="passed" if event.act == "pre_accept" else "failed",
        held_by=said["held_by"], findings=private.get("findings", ""),
        documents=list(event.documents),
    )  # fmt: skip


def pre_accept(step: Step, event: Event) -> None:
    """The record, then the stage."""
    enter_preliminary(step, event)
    reach_stage(step, event)
