"""`python -m jifang.cli`."""

from __future__ import annotations

import sys

from jifang.cli import main

sys.exit(main())
