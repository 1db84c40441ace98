"""What the database itself guards of history: a change is added and never altered.

Only the division of the organ that keeps the record may follow the record to another organ.
"""

from __future__ import annotations

GUARDS = (
    """
CREATE FUNCTION record_change_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'organ_region' = to_jsonb(OLD) - 'organ_region' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '历史只增不改 / history is only ever added to: % on % is refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
""",
    "REVOKE ALL ON FUNCTION record_change_keep() FROM PUBLIC",
    (
        "CREATE TRIGGER record_change_keep BEFORE UPDATE OR DELETE ON record_change"
        " FOR EACH ROW EXECUTE FUNCTION record_change_keep()"
    ),
    "ALTER TABLE record_change ENABLE ALWAYS TRIGGER record_change_keep",
    (
        "CREATE TRIGGER record_change_keep_all BEFORE TRUNCATE ON record_change"
        " FOR EACH STATEMENT EXECUTE FUNCTION record_change_keep()"
    ),
    "ALTER TABLE record_change ENABLE ALWAYS TRIGGER record_change_keep_all",
)


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON record_change FROM {role}",
        f"GRANT UPDATE (organ_region) ON record_change TO {role}",
    ]
