"""Periods keep what figures are made of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone

from jifang.foundation.cases.keep_served import FILL, FUNCTION, LETTERS, TABLES
from jifang.law.calendar import load_calendar

GUARDS = ("case_period_check", "case_period_part")


def fill_served(apps: Any, editor: Any) -> None:
    """The same of the periods that are there; as the owner, whom the walls bind otherwise."""
    calendar = load_calendar()
    first, worked, number = date(calendar.first_year, 1, 1), [], 0
    for n in range((timezone.localdate() - first).days + 2):
        number += calendar.kind_of(first + timedelta(days=n)).is_worked
        worked.append(number)
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for guard in GUARDS:
            cursor.execute(f"ALTER TABLE case_period DISABLE TRIGGER {guard}")
        cursor.execute(FILL, {"worked": worked, "first": first})
        for guard in GUARDS:
            cursor.execute(f"ALTER TABLE case_period ENABLE ALWAYS TRIGGER {guard}")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_leaves")]

    operations = [
        migrations.AddField(
            "caseperiod", "procedure",
            models.CharField(blank=True, db_collation="C", default="", max_length=40),
        ),
        migrations.AddField(
            "caseperiod", "took", models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.AddField("caseperiod", "withdrawn", models.BooleanField(default=False)),
        migrations.RunPython(fill_served, migrations.RunPython.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION case_period_served() CASCADE"),
        migrations.RunSQL(LETTERS, "DROP INDEX case_event_letters"),
    ]  # fmt: skip
