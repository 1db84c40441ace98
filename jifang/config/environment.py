"""What the environment may set, read once and checked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
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


def read_count(name: str, environ: Mapping[str, str] = os.environ) -> int:
    """A whole number from 0 to 9; 0 where the variable is absent."""
    value = environ.get(name, "") or "0"
    if not (len(value) == 1 and value.isascii() and value.isdigit()):
        raise EnvironmentValueError(
            f"环境变量 {name}={value!r}：只能为 0 至 9 的整数。\n"
            f"Environment variable {name}={value!r}: only a whole number from 0 to 9 is allowed."
        )
    return int(value)


def read_number(
    name: str, usual: int, least: int, most: int, environ: Mapping[str, str] = os.environ
) -> int:
    """A whole number within bounds; the usual one where the variable is absent or empty."""
    value = environ.get(name, "") or str(usual)
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise EnvironmentValueError(
            f"环境变量 {name}={value!r}：应为 {least} 至 {most} 的整数。\n"
            f"Environment variable {name}={value!r}: a whole number from {least} to {most}."
        )
    return int(value)


def read_list(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """A list written with commas; empty where the variable is absent."""
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def find_var(environ: Mapping[str, str] = os.environ) -> Path:
    """The directory of everything that is made at run time: `JIFANG_VAR`, by default `var/`."""
    return Path(environ.get("JIFANG_VAR") or ROOT / "var").resolve()


def read_secret_key(var: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The signing key: `JIFANG_SECRET_KEY`, or a random one made at first start (mode 0600)."""
    return environ.get("JIFANG_SECRET_KEY") or keep_secret(
        var / "secret-key", lambda: secrets.token_urlsafe(64)
    )


def read_key(path: Path, name: str, environ: Mapping[str, str] = os.environ) -> bytes:
    """A key of 32 bytes: 64 hexadecimal digits in the variable, or a random one kept in a file."""
    text = environ.get(name) or keep_secret(path, lambda: secrets.token_hex(32))
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise EnvironmentValueError(
            f"环境变量 {name}（或文件 {path.name}）：须为 64 个十六进制字符。\n"
            f"Environment variable {name} (or the file {path.name}): 64 hexadecimal digits."
        )
    return key


def keep_secret(path: Path, make: Callable[[], str]) -> str:
    """A secret kept in a file that only its owner reads; made where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.parent / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(make())
        try:
            # A link, unlike a rename, fails where another process was first: its key is kept.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
