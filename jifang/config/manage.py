"""Django's commands for this site: `python -m jifang.config.manage COMMAND`.

`migrate` runs as the owner of the tables unless another database is named.
"""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from jifang.config.database import OWNER_ALIAS


def add_owner(arguments: list[str]) -> list[str]:
    """The arguments, with the owner's alias named where a migration names none."""
    if arguments[1:2] == ["migrate"] and not any(a.startswith("--database") for a in arguments):
        return [*arguments, f"--database={OWNER_ALIAS}"]
    return arguments


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    execute_from_command_line(add_owner(sys.argv))


if __name__ == "__main__":
    main()
