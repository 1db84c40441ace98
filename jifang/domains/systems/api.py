"""What other domains may ask of systems."""

from __future__ import annotations

from jifang.domains.systems.device_codes import DeviceCode, check_shape, decode_device_code
from jifang.domains.systems.facts import find_system_sections

__all__ = ["DeviceCode", "check_shape", "decode_device_code", "find_system_sections"]
