"""The officers' list: how the firms of a territory stand by their duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jifang.domains.practitioners.data import STATUSES
from jifang.domains.practitioners.models import DutyStanding
from jifang.domains.practitioners.selectors import list_standings
from jifang.law.errors import Text
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

NEVER: Final = 9999
DUTY_LABELS: Final[Mapping[str, Any]] = {
    "work_to_standard": _("To standard"),
    "service_promise": _("Promise kept"),
    "secrecy_and_archive": _("Secrecy and archive"),
    "staff_training": _("Training of staff"),
    "staff_confidentiality": _("Confidentiality education"),
}


def make_options(words: Mapping[str, Text] = STATUSES) -> Sequence[Option]:
    """The choices of a filter in the reader's language."""
    lang = get_reader_lang()
    return [Option(code, said.say(lang)) for code, said in words.items()]


def say_status(code: Any) -> str:
    """A status in words."""
    found = STATUSES.get(str(code))
    return "—" if found is None else found.say(get_reader_lang())


def read_end(row: DutyStanding) -> date | None:
    """The day on which the first evidence ends; nothing where none does."""
    return None if row.next_end.year == NEVER else row.next_end


def search_firms(rows: QuerySet[DutyStanding], text: str) -> QuerySet[DutyStanding]:
    """By a part of the firm's name, or its code."""
    by_name = rows.filter(organisation__name__contains=text)
    by_code = rows.filter(organisation__credit_code=text.strip().upper())
    return by_name | by_code


def read_status(code: str, row: DutyStanding) -> str:
    """The status of one duty."""
    return str(getattr(row, code))


def make_column(code: str) -> Column[DutyStanding]:
    """The column of one duty."""
    return Column(
        code, DUTY_LABELS[code], partial(read_status, code), field=code,
        filter=Filter("choice", make_options, path=code, main=False), words=say_status,
    )  # fmt: skip


DUTIES = add_table(
    Table(
        name="duties",
        title=_("Duties of firms"),
        rows=lambda asking: list_standings(asking.acting),
        columns=(
            Column("firm", _("Firm"), lambda s: s.organisation.name, field="organisation__name"),
            Column("outcome", _("All duties"), lambda s: s.outcome, field="outcome",
                   filter=Filter("choice", make_options), words=say_status),
            *(make_column(code) for code in DUTY_LABELS),
            Column("missing", _("Evidence wanting"), lambda s: s.missing, field="missing",
                   filter=Filter("numbers", path="missing", main=False), number_like=True),
            Column("ends", _("Next to end"), read_end, field="next_end",
                   filter=Filter("days", path="next_end")),
            Column("code", _("Credit code"), lambda s: s.organisation.credit_code, shown=False,
                   code_like=True),
            Column("region", _("Kept by the organ of"), lambda s: s.organ_region,
                   field="organ_region", shown=False, code_like=True,
                   filter=Filter("prefix", pattern=r"44\d{0,4}", divisions=True, main=False)),
            Column("judged", _("Judged on"), lambda s: s.judged_on, field="judged_on"),
        ),
        order="ends",
        search=search_firms,
        search_hint=_("a part of the firm's name, or its credit code"),
        powers=("see_register",),
        note=_("As it was judged last; changes are taken up within minutes. A firm's own page is"
               " of the moment, and shows any day."),
        link=lambda s: reverse("duties_of", args=[s.organisation.public_id]),
    )
)  # fmt: skip
