"""The organs that keep the registers, for the tests that enter records."""

from tests.domains.conftest import organs

__all__ = ["organs"]
