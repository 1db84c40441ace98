"""Processes that end with whoever watches over them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PARENT_DEATH = 1  # Linux: PR_SET_PDEATHSIG


def die_with_parent(parent: int) -> None:
    """Ask Linux to end this process should the one that watches over it be killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the request took effect
        sys.exit(1)
