"""Addresses that the environment may set: the site's own, and that of the malware scanner."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from jifang.config.environment import EnvironmentValueError


def read_url(name: str, default: str, environ: Mapping[str, str] = os.environ) -> str:
    """An address of the site, without a slash at its end."""
    value = environ.get(name) or default
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[\w./-]*)?", value):
        raise EnvironmentValueError(
            f"环境变量 {name}={value!r}：应为 http:// 或 https:// 开头的网址。\n"
            f"Environment variable {name}={value!r}: an address with http:// or https://."
        )
    return value.rstrip("/")


def read_clamd(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Where ClamAV's daemon listens: a socket's absolute path, or host:port; empty for none."""
    value = environ.get(name, "")
    if value and not (
        value.startswith("/") or re.fullmatch(r"[A-Za-z0-9.\[\]:-]+:[0-9]{1,5}", value)
    ):
        raise EnvironmentValueError(
            f"环境变量 {name}={value!r}：应为套接字的绝对路径，或者 主机:端口。\n"
            f"Environment variable {name}={value!r}: a socket's absolute path, or host:port."
        )
    return value
