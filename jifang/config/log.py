"""One JSON object a line for whatever is logged, and nothing in it that leads to a person's data.

Everything goes through here, ours and the libraries'. What a message is filled with is cleaned:
query strings, unguessable links, long numbers, mail addresses and any letters beyond ASCII (our
own messages have none, so such letters are someone's data) are left out. Libraries' messages are
not filled in at all. Of an exception its types and places are logged, never its message, which
may quote a row.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

from jifang.config.environment import ROOT
from jifang.foundation.audit.context import read_request

LEFT_OUT = "…"
FRAMES = 12
"""Innermost places of an exception that are kept."""

_PRIVATE = (
    re.compile(r"\?\S*"),  # a query string
    re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+"),
    # As long as a link that nobody can guess.
    re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{20,}"),
    re.compile(r"\d[\d -]{6,}\d[Xx]?"),
    re.compile(r"%[0-9A-Fa-f]{2}\S*"),  # letters of a path, as browsers send them
    re.compile(r"[^\x00-\x7f…]+"),
)
_OURS = "jifang"
# Fields that were checked by whoever wrote them.
_PLAIN = frozenset(
    {"at", "level", "logger", "request", "account", "actor", "network", "fault", "route"}
)

Event = MutableMapping[str, Any]


def hide_private(text: str) -> str:
    """A text without what could lead to a person's data; on one line."""
    for pattern in _PRIVATE:
        text = pattern.sub(LEFT_OUT, text)
    return " ".join(text.split())


def read_message(_: Any, __: str, event: Event) -> Event:
    """The message of a record of `logging`: ours filled in, a library's as it stands in its code.

    Procrastinate writes a job's arguments into its messages; it names the action besides.
    """
    record: logging.LogRecord = event["_record"]
    name = record.name
    if name.partition(".")[0] == _OURS:
        return event
    if name.startswith("procrastinate"):
        event["event"] = getattr(record, "action", "message")
        job = getattr(record, "job", None)
        if isinstance(job, Mapping):
            event["job"] = job.get("task_name")
            event["number"] = job.get("id")
    elif name.startswith("django.security"):
        event["event"] = "suspicious request"  # the message quotes it
    else:
        event["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    return event


def name_request_of(_: Any, __: str, event: Event) -> Event:
    """The id of the request or job that the line belongs to."""
    request = read_request()
    if request:
        event["request"] = request
    return event


def explain_fault(_: Any, __: str, event: Event) -> Event:
    """An exception as types and places."""
    held = event.pop("exc_info", None)
    found = held if isinstance(held, tuple) else sys.exc_info() if held else (None, None, None)
    event.pop("stack_info", None)
    if isinstance(held, BaseException):
        found = (type(held), held, held.__traceback__)
    error, trace = found[1], found[2]
    if isinstance(error, BaseException):
        event["fault"] = {"types": list_types(error), "places": list_places(trace)}
    return event


def list_types(error: BaseException) -> list[str]:
    """The types of an exception and of what caused it."""
    found: list[str] = []
    link: BaseException | None = error
    while link is not None and len(found) < FRAMES:
        found.append(f"{type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or link.__context__
    return found


def list_places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, the innermost last: file, line, function."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{shorten(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def shorten(name: str) -> str:
    """A file's name without the folders of this machine."""
    path = Path(name)
    if path.is_relative_to(ROOT / "jifang"):
        return str(path.relative_to(ROOT))
    return "/".join(path.parts[-3:])


def clean_values(_: Any, __: str, event: Event) -> Event:
    """Hide what is private in every value that was not checked already."""
    for name, value in event.items():
        if name not in _PLAIN and not name.startswith("_") and isinstance(value, str):
            event[name] = hide_private(value)
    return event


def order_fields(_: Any, __: str, event: Event) -> Event:
    """Time, level, source and event first, so that a person can read the lines as well."""
    first = ("at", "level", "logger", "event", "request")
    found = {name: event.pop(name) for name in first if name in event}
    return {**found, **event}


SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    name_request_of,
    explain_fault,
]


class JsonFormatter(ProcessorFormatter):
    """What both structlog's and logging's records become."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[read_message, *SHARED],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                clean_values,
                order_fields,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )


def build_logging() -> dict[str, Any]:
    """The configuration of `logging`; structlog is set up to end in it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    silent = {"handlers": [], "level": "WARNING", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "jifang.config.log.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "jifang": {"level": "INFO"},
            # Django's own handlers are replaced: its mail and console handlers stay silent. Its
            # lines about answered requests are ours to write (middleware.WatchRequest).
            "django": silent,
            "django.server": silent,
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            # The web server's, and no access log of its: paths can hold what nobody should keep.
            "_granian": silent,
            "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
