"""How much waits in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

COUNT = """
SELECT count(*) FILTER (WHERE status = 'todo'),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       coalesce(extract(epoch FROM now() - min(e.at) FILTER (WHERE status = 'todo'
           AND coalesce(scheduled_at, now()) <= now())), 0)::float8
FROM procrastinate_jobs j
LEFT JOIN LATERAL (
    SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id
) e ON true
WHERE status IN ('todo', 'doing', 'failed')
"""


@dataclass(frozen=True, slots=True)
class QueueLength:
    """Jobs that wait, run, and were given up; seconds that the oldest waiting one has waited."""

    waiting: int
    running: int
    failed: int
    oldest: float


def measure_queue() -> QueueLength:
    """The length of the queue."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        waiting, running, failed, oldest = cursor.fetchone()
    return QueueLength(int(waiting), int(running), int(failed), max(0.0, float(oldest)))
