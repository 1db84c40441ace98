"""Work of unknown worth is covered by no certificate that has a ceiling."""

from __future__ import annotations

from django.db import migrations

from jifang.domains.qualifications.keep import UNDERTAKEN


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0008_applied")]

    operations = [migrations.RunSQL(UNDERTAKEN, migrations.RunSQL.noop)]
