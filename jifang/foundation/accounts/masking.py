"""How personal data is shown while no purpose was given for seeing it in clear."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """A personal name: its first character, and one star for each other one (张三 → 张*)."""
    return name[:1] + "*" * max(len(name.strip()) - 1, 1) if name.strip() else ""


def mask_email(address: str) -> str:
    """An address: first character and domain (a***@example.org)."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}***{at}{domain}" if at else mask_number(address)


def mask_number(number: str) -> str:
    """A number of a person or a document: the first three and last two characters."""
    if len(number) <= 5:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def mask_words(words: str) -> str:
    """Free words: that there are some, and nothing of them."""
    return "***" if words.strip() else ""
