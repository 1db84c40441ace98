"""The portal of the registers."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Makes a list of every register known; it stands after the domains, which fill the book."""

    name = "jifang.portals.registers"
    label = "registers_portal"

    def ready(self) -> None:
        """A list is known by its name as soon as the site is loaded."""
        from jifang.portals.registers.lists import add_register_tables

        add_register_tables()
