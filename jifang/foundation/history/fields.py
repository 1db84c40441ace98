"""Fields of the ordinary sorts, a line each."""

from __future__ import annotations

from collections.abc import Mapping

from jifang.foundation.history.data import Field
from jifang.foundation.history.readers import day, many_of, one_of, text, yes_no
from jifang.law.errors import Text


def said(name: str, zh: str, en: str, longest: int = 200, *, required: bool = False) -> Field:
    """A field of words."""
    return Field(name, Text(zh, en), text(longest), required=required)


def personal(name: str, zh: str, en: str, sort: str, *, required: bool = False) -> Field:
    """A field of personal data: sealed, masked, revealed with a purpose."""
    return Field(name, Text(zh, en), text(64), required=required, personal=sort)


def asked(name: str, zh: str, en: str, *, required: bool = False) -> Field:
    """A field that is yes, no or not known."""
    return Field(name, Text(zh, en), yes_no, required=required)


def dated(name: str, zh: str, en: str, *, required: bool = False) -> Field:
    """A field of a day."""
    return Field(name, Text(zh, en), day, required=required)


def chosen(name: str, zh: str, en: str, of: Mapping[str, Text], *, required: bool = False) -> Field:
    """A field that takes a code of a value list."""
    return Field(name, Text(zh, en), one_of(of), required=required, choices=of)


def several(
    name: str, zh: str, en: str, of: Mapping[str, Text], *, required: bool = False
) -> Field:
    """A field that takes codes of a value list."""
    return Field(name, Text(zh, en), many_of(of), required=required, choices=of)
