"""Values of records in the reader's words; what is not known is said so, never "no"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from django.db import models
from django.utils import timezone

from jifang.domains.projects.data import REACHED
from jifang.domains.units.data import SETTINGS
from jifang.foundation.accounts.personal import Personal
from jifang.foundation.history.data import Field
from jifang.foundation.history.kinds import KINDS, Kind
from jifang.foundation.history.models import ACTIVE
from jifang.law.errors import Lang, Text
from jifang.law.places import name_region
from jifang.law.rules.responsible_party import GROUND
from jifang.portals.wording import format_date

YES, NO = Text("是", "yes"), Text("否", "no")
NOT_KNOWN: Final = Text("未填", "not known")
SEALED: Final = Text("（密封的值）", "(a sealed value)")
STATES: Final = {"active": Text("在册", "in the register"), "retired": Text("已注销", "retired")}
ACTS: Final = {
    "declared": Text("登记", "entered"),
    "changed": Text("变更", "changed"),
    "retired": Text("注销", "retired"),
    "reinstated": Text("恢复", "reinstated"),
    "moved": Text("移交", "moved to another organ"),
}
OUTCOMES: Final = {
    "determined": Text("已确定", "determined"),
    "undetermined": Text("无人可以负责", "nobody could answer"),
    "unknown": Text("事实不足，尚不能确定", "open: a fact is missing"),
}
GROUNDS: Final = {c.code: c.label for c in GROUND.choices}
TITLES: Final = {
    "state": Text("状态", "state"),
    "retired_on": Text("注销日期", "retired on"),
    "organ_region": Text("主管机关所在区划", "division of the organ that keeps it"),
    "setting": Text("场所性质", "setting"),
    "responsible_outcome": Text("责任主体的结论", "finding on the responsible party"),
    "responsible_party": Text("责任主体", "responsible party"),
    "responsible_ground": Text("责任主体的依据", "ground of the responsible party"),
    "is_complete": Text("一机一档齐全", "camera record complete"),
    "credit_code_right": Text("信用代码校验相符", "check characters agree"),
    "unit_name": Text("所属单位", "unit"),
    "stage": Text("建设阶段", "stage"),
    "party": Text("主体编号", "party"),
    "reason": Text("原因", "reason"),
    "holds_from": Text("自何日起如此", "true from"),
    "purpose": Text("用途", "purpose"),
    "parent": Text("所属", "part of"),
}
"""What is written of a record besides its fields."""

LABELS: Final = {
    "staff": ("number", "person_name"),
    "designation": ("roll", "number"),
    "sign": ("location",),
    "connection": ("body_name", "kind"),
    "premises": ("address",),
    "funding": ("year", "purpose"),
    "project_equipment_proof": ("number", "kind"),
    "attendance": ("person_name", "employer"),
    "accreditation": ("number",),
    "service_promise": ("project_name",),
    "promise_check": ("checked_on", "checker_kind"),
    "secrecy_agreement": ("with_whom", "staff_number", "other_party"),
    "paper_archive": ("project_name", "kept_at"),
    "other_duty": ("instrument", "provision"),
}
"""The fields that a record is called by, where it has no name."""


def find_widget(kind: Kind[Any], field: Field) -> str:
    """How a field is entered: text, personal, yes_no, one, many, day, number, region, documents."""
    if field.personal:
        return "personal"
    if field.name == "region":
        return "region"
    column = kind.model._meta.get_field(field.name)
    if isinstance(column, models.JSONField):
        return "many" if field.choices else "documents"
    if field.choices:
        return "one"
    for classes, widget in (
        (models.UUIDField, "record"),
        (models.BooleanField, "yes_no"),
        (models.DateField, "day"),
        (models.IntegerField | models.DecimalField, "number"),
    ):
        if isinstance(column, classes):
            return widget
    return "text"


def find_named(kind: Kind[Any], name: str) -> Kind[Any] | None:
    """The kind whose record a field names by its id: `system` of a connection."""
    column = kind.model._meta.get_field(name)
    return KINDS.get(name) if isinstance(column, models.UUIDField) else None


def find_title(kind: Kind[Any], name: str) -> Text:
    """What a field or a column is called."""
    for field in kind.fields:
        if field.name == name:
            return field.title
    return TITLES.get(name, Text(name, name))


def is_unknown(value: Any) -> bool:
    """Whether nothing is known: null, empty, or an empty list."""
    return value is None or value in ("", []) or (isinstance(value, Personal) and not value)


def say_value(kind: Kind[Any], name: str, value: Any, lang: Lang) -> str:
    """A value of a record or of its history in words; `NOT_KNOWN` where nothing is known."""
    if is_unknown(value):
        return NOT_KNOWN.say(lang)
    field = next((f for f in kind.fields if f.name == name), None)
    if isinstance(value, Personal):
        return value.masked
    if field is not None and field.personal:
        return SEALED.say(lang)
    if isinstance(value, bool):
        return (YES if value else NO).say(lang)
    if field is not None and field.choices:
        return say_codes(field, value, lang)
    if name == "documents":
        return f"{len(value)} 份" if lang == "zh" else f"{len(value)} in all"
    if name in ("region", "organ_region"):
        return f"{name_region(str(value)).say(lang)}（{value}）" if lang == "zh" else (
            f"{name_region(str(value)).en} ({value})"
        )  # fmt: skip
    return say_plain(name, value, lang)


def say_codes(field: Field, value: Any, lang: Lang) -> str:
    """Codes of a value list; one that the list does not have stands as it is."""
    codes = value if isinstance(value, list) else [value]
    named = [field.choices[c].say(lang) if c in field.choices else str(c) for c in codes]
    return ("、" if lang == "zh" else ", ").join(named)


def say_plain(name: str, value: Any, lang: Lang) -> str:
    """What is no code: days, numbers, derived columns."""
    lists = {
        "state": STATES, "setting": SETTINGS, "responsible_outcome": OUTCOMES,
        "responsible_ground": GROUNDS, "stage": REACHED,
    }  # fmt: skip
    if name in lists:
        found = lists[name].get(str(value))
        return found.say(lang) if found else str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return format_date(value, lang)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(str(v) for v in value)
    return str(value)


def say_label(kind: Kind[Any], record: Any, lang: Lang) -> str:
    """What a record is called in lists and links."""
    names = LABELS.get(kind.name, ("name",))
    said = [
        say_value(kind, n, getattr(record, n), lang)
        for n in names
        if not is_unknown(getattr(record, n, None))
    ]
    return " · ".join(said) or str(record.public_id)[:8]


def say_whole(kind: Kind[Any], record: Any, lang: Lang) -> str:
    """What a record that others belong to is called; where it is retired, that too: its parts stay
    in the register until they are retired themselves."""
    said = say_label(kind, record, lang)
    if record.state == ACTIVE:
        return said
    return f"{said}（{STATES[record.state].zh}）" if lang == "zh" else (
        f"{said} ({STATES[record.state].en})"
    )  # fmt: skip


def find_kind_of(model: type[models.Model]) -> Kind[Any] | None:
    """The kind whose records are rows of a model."""
    return next((k for k in KINDS.values() if k.model is model), None)


def list_links(kind: Kind[Any]) -> Iterable[tuple[str, Kind[Any]]]:
    """The columns that lead to other records, each with the kind it leads to."""
    for column in kind.model._meta.get_fields():
        if isinstance(column, models.ForeignKey):
            found = find_kind_of(cast("type[models.Model]", column.related_model))
            if found is not None:
                yield column.name, found
