"""What the database itself guards of commendations, for every role and plain SQL.

A row is written with the step that writes it, in the same transaction, or not at all; consents are
only added; a person stands by name in public only while the latest consent says so. No setting of
a session switches the triggers off; whoever owns the tables gets round them, and the ledger tells.
"""

from __future__ import annotations

from typing import Final

WRITERS: Final = (
    ("commendation", "INSERT", "propose"),
    ("commendation", "UPDATE", "supply,examine"),
    ("commendation_consent", "INSERT", "record_consent"),
    ("commendation_publication", "INSERT", "publish"),
    (
        "commendation_publication",
        "UPDATE",
        "publish,amend,take_down,withdraw,record_consent",
    ),
)
"""Which steps write which table."""
PARTS: Final = ("commendation", "commendation_consent")

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS: Final = """
CREATE FUNCTION commendation_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.case_event e WHERE e.case_id = NEW.case_id
                   AND e.procedure = 'commendation' AND e.organ_region = NEW.organ_region
                   AND e.xid = pg_current_xact_id()
                   AND e.act = ANY (string_to_array(TG_ARGV[0], ','))) THEN
        PERFORM public.case_refuse(TG_OP || ' on ' || TG_TABLE_NAME || ' without its step');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.case_id, NEW.public_id, NEW.organ_region)
           IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.public_id, OLD.organ_region) THEN
            PERFORM public.case_refuse('what a commendation belongs to never changes');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION commendation_named() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE latest record;
BEGIN
    IF NEW.subject = 'person' AND NEW.name <> '' THEN
        SELECT c.id, c.agrees INTO latest FROM public.commendation_consent c
            WHERE c.case_id = NEW.case_id ORDER BY c.id DESC LIMIT 1;
        IF NOT FOUND OR NOT latest.agrees OR NEW.consent_id IS DISTINCT FROM latest.id THEN
            PERFORM public.case_refuse('a person is named without consent');
        END IF;
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION commendation_step(), commendation_named() FROM PUBLIC
"""


def make_trigger(table: str, name: str, event: str, function: str, argument: str = "") -> list[str]:
    """A trigger that holds in every session."""
    given = f"'{argument}'" if argument else ""
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return [
        (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}"
            f" EXECUTE FUNCTION {function}({given})"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_guards() -> list[str]:
    """Functions and triggers. A row's triggers fire in the order of their names."""
    found = [FUNCTIONS]
    for table, event, acts in WRITERS:
        found += make_trigger(
            table, f"{table}_step_{event.lower()}", event, "commendation_step", acts
        )
    for table in PARTS:
        found += make_trigger(table, f"{table}_part", "INSERT OR UPDATE", "case_part_check")
    for table in ("commendation", "commendation_publication"):
        found += make_trigger(table, f"{table}_keep", "DELETE", "case_keep")
    found += make_trigger(
        "commendation_consent", "commendation_consent_keep", "UPDATE OR DELETE", "case_keep"
    )
    for table in (*PARTS, "commendation_publication"):
        found += make_trigger(table, f"{table}_keep_all", "TRUNCATE", "case_keep")
    found += make_trigger(
        "commendation_publication", "commendation_publication_named", "INSERT OR UPDATE",
        "commendation_named",
    )  # fmt: skip
    return found


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON commendation_consent FROM {role}",
        f"REVOKE DELETE ON commendation, commendation_publication FROM {role}",
    ]
