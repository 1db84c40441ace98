"""Faults on purpose: processes killed under load, a database restored, and what must hold."""
