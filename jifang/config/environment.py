"""What the environment may set, read once and checked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class EnvironmentValueError(Exception):
    """An environment variable holds something that is not allowed."""


def read_flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a switch is on. Allowed: 1 or 0, absent or empty means 0."""
    value = environ.get(name, "") or "0"
    if value not in {"0", "1"}:
        raise EnvironmentValueError(
            f"环境变量 {name}={value!r}：只能为 1 或 0。\n"
            f"Environment variable {name}={value!r}: only 1 or 0 is allowed."
        )
    return value == "1"


def read_list(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """A list written with commas; empty where the variable is absent."""
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def find_var(environ: Mapping[str, str] = os.environ) -> Path:
    """The directory of everything that is made at run time: `JIFANG_VAR`, by default `var/`."""
    return Path(environ.get("JIFANG_VAR") or ROOT / "var").resolve()


def read_secret_key(var: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The signing key: `JIFANG_SECRET_KEY`, or a random one made at first start (mode 0600)."""
    given = environ.get("JIFANG_SECRET_KEY")
    if given:
        return given
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        draft = var / f".secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            # A link, unlike a rename, fails where another process was first: its key is kept.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
