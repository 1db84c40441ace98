"""Everyone may read divisions and organs. A code has one edition on a day and is never reused."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import KEEP, ByAdministration, OpenToAll

ONE_EDITION = """
ALTER TABLE division ADD CONSTRAINT division_one_edition
EXCLUDE USING gist (int8range(code::bigint, code::bigint, '[]') WITH &&, valid WITH &&)
"""

NEVER_REUSED = """
CREATE FUNCTION division_never_reused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_day date;
BEGIN
    SELECT max(upper(valid)) INTO last_day FROM division
    WHERE code = NEW.code AND upper(valid) IS NOT NULL AND upper(valid) <= lower(NEW.valid)
      AND id IS DISTINCT FROM NEW.id;
    IF last_day IS NOT NULL AND last_day < lower(NEW.valid) THEN
        RAISE EXCEPTION 'division % was abolished on % and its code is not given again',
            NEW.code, last_day USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

TRIGGER = """
CREATE TRIGGER division_never_reused BEFORE INSERT OR UPDATE ON division
FOR EACH ROW EXECUTE FUNCTION division_never_reused()
"""


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.RunSQL(ONE_EDITION, "ALTER TABLE division DROP CONSTRAINT division_one_edition"),
        migrations.RunSQL(NEVER_REUSED, "DROP FUNCTION division_never_reused"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER division_never_reused ON division"),
        raise_wall("division", OpenToAll(), ByAdministration("system_admin", KEEP)),
        raise_wall("organ", OpenToAll(), ByAdministration("system_admin", KEEP)),
    ]
