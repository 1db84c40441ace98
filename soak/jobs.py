"""The job that acts ask for: a row and an entry. Done twice it would be seen twice."""

from __future__ import annotations

from django.db import connection

from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job

NAME = "soak.follow"


@define_job(NAME)
def follow(run: Run, *, act: str) -> None:
    """Note that the act was followed up."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO soak_job VALUES (%s)", [act])
    done = Act("soak.followed", "440103-psb", "440103", "", Target("soak", act))
    record_act(done, key=run.key)
