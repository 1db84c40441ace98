"""What other domains may ask of systems."""

from __future__ import annotations

from jifang.domains.systems.device_codes import (
    EDITIONS,
    DeviceCode,
    check_shape,
    decode_device_code,
)
from jifang.domains.systems.facts import find_system_sections
from jifang.domains.systems.kinds import decode_by

__all__ = [
    "EDITIONS",
    "DeviceCode",
    "check_shape",
    "decode_by",
    "decode_device_code",
    "find_system_sections",
]
