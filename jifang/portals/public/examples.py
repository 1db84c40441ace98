"""The example dossiers, all of them demonstration data, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jifang.law.errors import Text
from jifang.law.intake import read_path

FOLDER = Path(__file__).resolve().parents[3] / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """An example by its file name without ending, its title, and what it shows."""

    name: str
    title: Text
    about: Text


EXAMPLES = (
    Example(
        "1-public-school",
        Text("公办中学", "Public middle school"),
        Text(
            "一路只存 21 日；改造后未验收就在用；没有查看、复制登记",
            "one channel keeps 21 days; in use without acceptance; no register of access",
        ),
    ),
    Example(
        "2-bank-branch",
        Text("银行网点", "Bank branch"),
        Text(
            "防范恐怖袭击重点目标，要存 90 日，金库通道只存 61 日",
            "a counter-terrorism key target: 90 days required, the vault corridor keeps 61",
        ),
    ),
    Example(
        "3-hotel-guest-room",
        Text("酒店", "Hotel"),
        Text(
            "客房里有摄像机；大堂存储不足，责令后逾期未改",
            "a camera in a guest room; storage too short and not corrected when ordered",
        ),
    ),
    Example(
        "4-township-road",
        Text("镇道路工程", "Township road project"),
        Text(
            "缺质量证明就施工，未检验、未验收就投入使用",
            "built without quality proofs, put to use untested and not accepted",
        ),
    ),
    Example(
        "5-out-of-province-installer",
        Text("省外安装单位", "Installer from another province"),
        Text(
            "三级证承接二级工程，资格备案证已过期",
            "level 3 takes on work of level 2; its filing certificate has lapsed",
        ),
    ),
)


@cache
def load_examples() -> dict[str, Mapping[str, Any]]:
    """Every example by its name."""
    return {e.name: read_path(FOLDER / f"{e.name}.yaml", expect="dossier") for e in EXAMPLES}


def list_examples() -> tuple[Example, ...]:
    """Every example, in the order of their files."""
    return EXAMPLES


def find_example(name: str) -> Mapping[str, Any] | None:
    """One example, if there is one of that name."""
    return load_examples().get(name)
