"""The portal of bundles and file audits."""

from __future__ import annotations

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """Pages of bundles and file audits."""

    name = "jifang.portals.proofs"
    label = "proof_pages"
