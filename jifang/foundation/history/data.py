"""What others may use of records: how an act on one is refused, how a field reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jifang.law.errors import Text


class RecordError(Exception):
    """An act on a record is refused; says why in both languages and, as a code, for the ledger."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.code = code
        self.text = text


class NotFoundError(RecordError):
    """There is no such record, or it lies behind a wall: the same answer for both."""

    def __init__(self) -> None:
        super().__init__("not_found", Text("没有这条记录", "there is no such record"))


class StaleError(RecordError):
    """The record was changed by someone else meanwhile: nothing was overwritten.

    `version` is the present one; `changed` the fields that were changed since.
    """

    def __init__(self, version: int, changed: tuple[str, ...]) -> None:
        if changed:
            said = Text(
                f"这条记录已被他人修改（{'、'.join(changed)}），请核对后重新保存",
                f"the record was changed by someone else ({', '.join(changed)}); check it and save"
                " again",
            )
        else:
            said = Text(
                "这条记录已有更新的版本，可能是您自己刚才提交的；请查看现在的记录",
                "the record has another version by now, perhaps by what you just sent yourself;"
                " look at it as it is",
            )
        super().__init__("stale", said)
        self.version = version
        self.changed = changed


class WrongError(Exception):
    """A value cannot be read; says what is allowed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record that may be written: its name, what it is called, how it is read.

    `personal` names the sort of personal data it is (name, number, email); `choices` the value
    list it takes its codes from.
    """

    name: str
    title: Text
    read: Reader
    required: bool = False
    personal: str = ""
    choices: Mapping[str, Text] = field(default_factory=dict)
    help: Text = field(default_factory=lambda: Text("", ""))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new record belongs: whose it is, which organ keeps it, and what takes it along."""

    party: str
    organ_region: str
    root: str = ""


@dataclass(frozen=True, slots=True)
class PastState:
    """A record as it was. `values` by field; personal data only as masked marks."""

    exists: bool
    version: int
    state: str
    values: Mapping[str, Any]
    on: date
    known_at: datetime
