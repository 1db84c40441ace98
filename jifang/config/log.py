"""One plain line per event, and nothing in it that leads to a person's data."""

from __future__ import annotations

import logging
import re
from typing import Any

# A path segment this long is a capability, not a name: a saved result's unguessable link.
PRIVATE_SEGMENT = re.compile(r"(?<=/)[A-Za-z0-9_-]{20,}")
QUERY = re.compile(r"\?\S*")


def hide_private(text: str) -> str:
    """The text without query strings and without long path segments."""
    return PRIVATE_SEGMENT.sub("…", QUERY.sub("?…", text)) if "/" in text else text


class HidePrivateLinks(logging.Filter):
    """Take query strings and unguessable links out of the values a message is filled with."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's values; every record passes."""
        if isinstance(record.args, tuple):
            record.args = tuple(self.clean_value(value) for value in record.args)
        return True

    def clean_value(self, value: Any) -> Any:
        """A text without private parts; other values are left."""
        return hide_private(value) if isinstance(value, str) else value


class LineFormatter(logging.Formatter):
    """`time level logger message`; a traceback follows on lines of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
