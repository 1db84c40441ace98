"""Records and the fields of registers in the form of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from jifang.api.problems import ApiError, carry_input
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.personal import Personal
from jifang.foundation.history.data import Field, NotFoundError, RecordError, StaleError
from jifang.foundation.history.kinds import Kind, make_plain
from jifang.foundation.history.models import Change
from jifang.foundation.history.registers import Register, may_enter
from jifang.law.errors import InputError, Lang, Problem

DRAFT = "https://json-schema.org/draft/2020-12/schema"
PARENTS = (
    "unit", "site", "system", "device", "organisation", "staff", "service_promise", "plan",
    "course",
)  # fmt: skip


def show_register(register: Register, by: Actor, lang: Lang) -> dict[str, Any]:
    """A register in the list of registers."""
    return {
        "kind": register.kind.name,
        "title": register.kind.title.say(lang),
        "plural": register.plural.say(lang),
        "group": register.group,
        "parents": list(register.parents),
        "may_enter": may_enter(register, by),
    }


def describe_values(kind: Kind[Any], lang: Lang) -> dict[str, Any]:
    """The JSON Schema of what is entered: the fields with titles, types and value lists."""
    return {
        "$schema": DRAFT,
        "type": "object",
        "title": kind.title.say(lang),
        "properties": {f.name: describe_field(kind, f, lang) for f in kind.fields},
        "required": [f.name for f in kind.fields if f.required],
        "additionalProperties": False,
    }


def describe_field(kind: Kind[Any], field: Field, lang: Lang) -> dict[str, Any]:
    """One field: null, or left out, is not known."""
    column: Any = kind.model._meta.get_field(field.name)
    shape = find_type(column)
    if field.choices:
        codes = {"enum": list(field.choices)} if shape["type"] == "string" else {}
        if shape["type"] == "array":
            shape["items"] = {"type": "string", "enum": list(field.choices)}
        shape |= codes
        shape["x-names"] = {code: said.say(lang) for code, said in field.choices.items()}
    shape["title"] = field.title.say(lang)
    if field.help.zh:
        shape["description"] = field.help.say(lang)
    if field.personal:
        shape["x-personal"] = field.personal
    if not field.required:
        shape["type"] = [shape["type"], "null"]
        if "enum" in shape:
            shape["enum"] = [*shape["enum"], None]
    return shape


def find_type(column: Any) -> dict[str, Any]:
    """The JSON type of a column."""
    if isinstance(column, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(column, models.IntegerField):
        return {"type": "integer"}
    if isinstance(column, models.DecimalField):
        return {"type": "string", "format": "decimal"}
    if isinstance(column, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(column, models.JSONField):
        return {"type": "array", "items": {"type": "string"}}
    if isinstance(column, models.UUIDField):
        return {"type": "string", "format": "uuid"}
    longest = getattr(column, "max_length", None)
    return {"type": "string", "maxLength": longest} if longest else {"type": "string"}


def show_value(value: Any) -> Any:
    """A value of a record; of personal data its masked form, of what is not known null."""
    if isinstance(value, Personal):
        return str(value) or None
    return None if value == "" else make_plain(value)


def show_record(register: Register, record: Any, lang: Lang) -> dict[str, Any]:
    """A record as it is now."""
    kind = register.kind
    return {
        "kind": kind.name,
        "id": str(record.public_id),
        "version": record.version,
        "state": record.state,
        "organ_region": record.organ_region,
        "party": record.party,
        "demonstration": record.demonstration,
        "declared_at": record.declared_at.isoformat(),
        "changed_at": record.changed_at.isoformat(),
        "retired_on": make_plain(record.retired_on),
        "parent": find_parent_id(register, record),
        "values": {name: show_value(getattr(record, name)) for name in kind.names},
        "derived": {name: show_value(getattr(record, name)) for name in list_derived(kind)},
        "warnings": [show_problem(p, lang) for p in kind.warn(record)],
    }


def list_derived(kind: Kind[Any]) -> list[str]:
    """What follows from the fields and is kept beside them."""
    columns = {f.name for f in kind.model._meta.get_fields()}
    more = ("credit_code_right", "code_doubts", "gaps", "is_complete", "setting", "unit_name")
    found = [*kind.kept, *(name for name in more if name in columns)]
    return list(dict.fromkeys(name for name in found if name not in kind.names))


def list_parent_links(register: Register) -> list[str]:
    """The columns that lead to what a record was entered into, the nearest first."""
    named = {f.name for f in register.kind.model._meta.get_fields()}
    links = ("parent", *(p for p in reversed(PARENTS) if p in register.parents))
    return [name for name in links if name in named]


def find_parent_id(register: Register, record: Any) -> str | None:
    """The public id of what a record was entered into; nothing where another organ keeps that, as
    the unit of a site may be."""
    for name in list_parent_links(register):
        try:
            found = getattr(record, name)
        except ObjectDoesNotExist:
            found = None
        if found is not None:
            return str(found.public_id)
    return None


def show_problem(problem: Problem, lang: Lang) -> dict[str, Any]:
    """A warning."""
    return {"field": problem.field, "message": problem.message.say(lang)}


def show_change(change: Change) -> dict[str, Any]:
    """A change; personal data stands in it only as marks."""
    return {
        "version": change.version,
        "act": change.act,
        "at": change.at.isoformat(),
        "by": change.by,
        "role": change.role,
        "reason": change.reason,
        "holds_from": change.holds_from.isoformat(),
        "before": dict(change.before),
        "after": dict(change.after),
        "digest": change.digest,
        "entry": change.entry,
    }


def carry_record(error: RecordError) -> ApiError:
    """A refusal of the registers as the API answers it."""
    if isinstance(error, NotFoundError):
        return ApiError("not-found")
    if isinstance(error, StaleError):
        return ApiError("conflict", error.text)
    return ApiError("not-allowed" if error.code == "power" else "conflict", error.text)


def carry_values(error: InputError) -> ApiError:
    """Problems of fields, under `values` where they are such."""
    own = {"parent", "reason", "holds_from", "version", "state", "on"}
    faults = carry_input(error).faults
    return ApiError(
        "invalid",
        faults=tuple(
            f if f.field in own or f.field.startswith("rows[") or not f.field
            else type(f)(f"values.{f.field}", f.value, f.message, f.allowed)
            for f in faults
        ),
    )  # fmt: skip


def find_reach(kind: Kind[Any]) -> Mapping[str, str]:
    """The columns of an order as they are named in the row itself: links by their ids."""
    return {
        f.name: f.attname for f in kind.model._meta.get_fields() if isinstance(f, models.ForeignKey)
    }
