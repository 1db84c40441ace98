"""The command `jifang`: the law asked from a shell."""

from __future__ import annotations

from jifang.cli.main import main

__all__ = ["main"]
