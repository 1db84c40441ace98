"""What others may use of programmes: the value lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jifang.law.errors import Text

LEVELS: Final[Mapping[str, Text]] = {
    "province": Text("省级", "province"),
    "prefecture": Text("地级以上市", "prefecture"),
    "county": Text("县级", "county"),
}
"""Governments that plan and fund (art. 4): county and above."""

FUNDED: Final[Mapping[str, Text]] = {
    "basic_construction": Text("基础建设", "basic construction"),
    "running": Text("运行", "running"),
    "upkeep": Text("维护", "upkeep"),
}
"""What the budget of the same level guarantees (art. 4)."""

CONNECTED_BODIES: Final[Mapping[str, Text]] = {
    "public_security": Text("公安机关", "public security organ"),
    "national_security": Text("国家安全机关", "national security organ"),
    "designated_department": Text("政府指定的部门", "department designated by the government"),
}
"""Who may integrate, connect or use directly (art. 25)."""

CONNECTIONS: Final[Mapping[str, Text]] = {
    "alarm_receiving_centre": Text("报警接收中心接口", "interface to the alarm receiving centre"),
    "emergency_command": Text("应急指挥系统接口", "interface to the emergency command system"),
    "networked_sharing": Text("联网共享", "networked and shared"),
    "integration": Text("整合", "integration"),
    "direct_use": Text("直接使用", "direct use"),
}
"""Arts. 11 and 25."""

PURPOSES: Final[Mapping[str, Text]] = {
    "national_security": Text("维护国家安全", "national security"),
    "public_security": Text("维护公共安全", "public security"),
    "public_order": Text("维护社会秩序", "public order"),
}
"""The only purposes of a connection (art. 25 ¶2)."""

COURSES: Final[Mapping[str, Text]] = {
    "technical": Text("技防业务", "technical protection"),
    "confidentiality": Text("保密教育", "confidentiality education"),
    "other": Text("其他", "other"),
}
"""Arts. 6 and 22."""
