"""The Django application of the public pages."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """公众页面 (public pages)."""

    name = "jifang.portals.public"
    label = "public"
