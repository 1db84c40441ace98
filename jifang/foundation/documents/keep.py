"""What the database itself guards of documents: rows that are never changed, numbers in order.

Two nets, as in the ledger: the application's role has no right to change such rows, and triggers
that no session setting switches off refuse it to the owner too.
"""

from __future__ import annotations

KEPT = ("letter", "letter_end", "number_drawn")
"""Tables that are only ever added to."""

FUNCTIONS = """
CREATE FUNCTION documents_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已成文的不得改动 / what is written is kept: % on % is refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION number_series_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.last <> 1 THEN
            RAISE EXCEPTION 'a series begins with 1' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.last <> OLD.last + 1 OR (NEW.organ, NEW.kind, NEW.year, NEW.organ_region)
        IS DISTINCT FROM (OLD.organ, OLD.kind, OLD.year, OLD.organ_region) THEN
        RAISE EXCEPTION 'a series goes up by one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION documents_keep(), number_series_in_order() FROM PUBLIC
"""


def make_trigger(table: str, name: str, event: str, function: str, each: str = "ROW") -> list[str]:
    """A trigger that holds in every session."""
    return [
        (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}"
            f" EXECUTE FUNCTION {function}()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_guards() -> list[str]:
    """Functions and triggers."""
    found = [FUNCTIONS]
    for table in KEPT:
        found += make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "documents_keep")
        found += make_trigger(table, f"{table}_keep_all", "TRUNCATE", "documents_keep", "STATEMENT")
    found += make_trigger("document", "document_keep", "UPDATE", "documents_keep")
    found += make_trigger("number_series", "number_series_keep", "DELETE", "documents_keep")
    found += make_trigger(
        "number_series", "number_series_in_order", "INSERT OR UPDATE", "number_series_in_order"
    )
    return found


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do."""
    role = '"' + application.replace('"', '""') + '"'
    kept = ", ".join(KEPT)
    return [
        f"REVOKE UPDATE, DELETE ON {kept} FROM {role}",
        f"REVOKE UPDATE ON document FROM {role}",
        f"REVOKE DELETE ON number_series FROM {role}",
    ]
