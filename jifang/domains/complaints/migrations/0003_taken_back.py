"""Whoever asked for an identity may take the question back."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q

from jifang.domains.complaints.keep import UNSEALING


class Migration(migrations.Migration):
    """Taking back is no decision by two: it is by the one who asked."""

    dependencies = [("complaints", "0002_walls")]

    operations = [
        migrations.RunSQL(UNSEALING, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="unsealing", name="complaint_unsealing_by_two"),
        migrations.AddConstraint(
            model_name="unsealing",
            constraint=models.CheckConstraint(
                condition=Q(decided_by="")
                | Q(agreed=False, decided_by=F("asked_by"))
                | (
                    ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("asked_lender"))
                    & ~Q(decided_lender=F("asked_by"))
                    & (Q(decided_lender="") | ~Q(decided_lender=F("asked_lender")))
                ),
                name="complaint_unsealing_by_two",
            ),
        ),
    ]  # fmt: skip
