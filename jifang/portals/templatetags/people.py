"""Words about people and their roles, for templates."""

from __future__ import annotations

from django import template

from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.powers import BODY_KINDS, ROLES
from jifang.portals.act_names import name_act
from jifang.portals.wording import get_reader_lang

register = template.Library()


@register.simple_tag(name="role_name")
def name_role(code: str) -> str:
    """A role in the reader's language."""
    return ROLES[code].name.say(get_reader_lang())


@register.simple_tag(name="body_kind")
def name_body_kind(code: str) -> str:
    """A kind of body in the reader's language."""
    return BODY_KINDS[code].say(get_reader_lang())


@register.filter(name="act_name")
def filter_act(kind: str) -> str:
    """What an act is called; its code where that is none of those that are known."""
    found = name_act(kind)
    return kind if found is None else found.say(get_reader_lang())


@register.filter(name="masked")
def filter_masked(name: str) -> str:
    """A personal name as it is shown by default."""
    return mask_name(name)
