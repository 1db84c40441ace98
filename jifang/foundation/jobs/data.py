"""What others may use of jobs: what a running job is told, and what asking for one can meet."""

from __future__ import annotations

from dataclasses import dataclass


class JobError(Exception):
    """A job was asked for that cannot be: a mistake of the program, not of its user."""


@dataclass(frozen=True, slots=True)
class Run:
    """A job that runs.

    key: the same at every try; an act that the job records takes it as its idempotency key.
    name: which job it is.
    """

    key: str
    name: str
