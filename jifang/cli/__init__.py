"""The command `jifang`: the law asked from a shell."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code.

    The law is loaded inside, so that Ctrl-C is quiet from the first moment on.
    """
    try:
        from jifang.cli.command import run_command

        return run_command(argv)
    except KeyboardInterrupt:
        return 130


__all__ = ["main"]
