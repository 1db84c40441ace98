"""Certificates from paper within their days and beside no other; nothing deemed granted by a
receipt that was entered too late."""

from __future__ import annotations

from django.db import migrations

from jifang.domains.qualifications.keep import DEEMED, ISSUED


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0004_deemed")]

    operations = [
        migrations.RunSQL(ISSUED, migrations.RunSQL.noop),
        migrations.RunSQL(DEEMED, migrations.RunSQL.noop),
    ]
