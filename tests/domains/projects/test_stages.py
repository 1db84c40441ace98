"""The stages of a project: each with what it needs in law, refused without it, by SQL too."""

from __future__ import annotations

from typing import Any

import pytest

from jifang.domains.projects.api import find_stage
from jifang.domains.projects.models import Project, Stage
from jifang.foundation.cases.data import CaseError
from tests.domains.projects.builders import Ground, start, take
from tests.domains.qualifications.world import PEOPLE, within

pytestmark = pytest.mark.django_db


def refused(project: Project, code: str, who: str = "owner", **more: Any) -> CaseError:
    with pytest.raises(CaseError) as caught:
        take(project, code, who, **more)
    return caught.value


class TestStages:
    def test_a_project_begins_with_its_initiation(self, ground: Ground) -> None:
        project = start(ground)
        assert project.stage == "initiated"
        take(project, "tender", more={"method": "open"})
        with within(PEOPLE["owner"]):
            assert find_stage(project.public_id) == "tendered"
            assert [s.stage for s in Stage.objects.filter(project=project)] == [
                "initiated", "tendered",
            ]  # fmt: skip
        error = refused(project, "finish_design")
        assert (error.code, error.basis[0].provision) == ("no_design", "art_14__para_2")
