"""What the database itself guards of cases, for every role and plain SQL.

A change of state that stands in no procedure is refused; so is one without its event of the same
transaction and version, an event without its change of state, a part of a case that lies under
another territory than the case, an acceptance by another organ than the one that approved, and any
change of what happened. No setting of a session switches the triggers off. Whoever owns the tables
gets round them: that is what the ledger finds.
"""

from __future__ import annotations

KEPT = (
    "case_event",
    "case_assignment",
    "case_opinion",
    "case_notice",
    "case_period_event",
    "case_recusal",
)
"""Tables that are only ever added to."""
PARTS = (*KEPT, "case_period")
DEFERRED = ("case_file_has_event", "case_event_has_case")

COLUMNS = "ALTER TABLE case_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id()"
"""The transaction of an event; the table of the model has no column of this type."""

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS = """
CREATE FUNCTION case_refuse(said text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '不合程序 / not lawful: %', said USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION case_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.case_refuse(TG_OP || ' on ' || TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE FUNCTION case_file_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE was text := '';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version <> 1 THEN
            PERFORM public.case_refuse('a case begins with version 1');
        END IF;
    ELSE
        was := OLD.state;
        IF NEW.version <> OLD.version + 1 THEN
            PERFORM public.case_refuse('a case goes on by one version');
        END IF;
        IF (NEW.id, NEW.public_id, NEW.procedure, NEW.organ_region, NEW.party, NEW.grant_key,
            NEW.organ, NEW.year, NEW.number, NEW.about_kind, NEW.about_id, NEW.approved_by,
            NEW.opened_at, NEW.demonstration)
            IS DISTINCT FROM
           (OLD.id, OLD.public_id, OLD.procedure, OLD.organ_region, OLD.party, OLD.grant_key,
            OLD.organ, OLD.year, OLD.number, OLD.about_kind, OLD.about_id, OLD.approved_by,
            OLD.opened_at, OLD.demonstration) THEN
            PERFORM public.case_refuse('whose a case is, and its number, never change');
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM public.case_transition t WHERE t.procedure = NEW.procedure
                   AND t.from_state = was AND t.to_state = NEW.state) THEN
        PERFORM public.case_refuse('from ' || was || ' to ' || NEW.state);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION case_file_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE was text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN was := OLD.state; END IF;
    IF NOT EXISTS (SELECT FROM public.case_event e WHERE e.case_id = NEW.id
                   AND e.version = NEW.version AND e.from_state = was AND e.to_state = NEW.state
                   AND e.xid = pg_current_xact_id()) THEN
        PERFORM public.case_refuse('a change of state without its event');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION case_event_stamp() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held record; allowed record;
BEGIN
    SELECT * INTO held FROM public.case_file WHERE id = NEW.case_id;
    IF NOT FOUND OR held.procedure <> NEW.procedure THEN
        PERFORM public.case_refuse('an event of no case');
    END IF;
    SELECT * INTO allowed FROM public.case_transition t WHERE t.procedure = NEW.procedure
        AND t.act = NEW.act AND t.from_state = NEW.from_state AND t.to_state = NEW.to_state;
    IF NOT FOUND THEN
        PERFORM public.case_refuse(NEW.act || ' from ' || NEW.from_state);
    END IF;
    NEW.xid := pg_current_xact_id();
    NEW.at := clock_timestamp();
    NEW.acceptance := allowed.acceptance;
    NEW.approved_by := held.approved_by;
    RETURN NEW;
END $$;

CREATE FUNCTION case_event_has_case() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.case_file c WHERE c.id = NEW.case_id
                   AND (c.version > NEW.version
                        OR c.version = NEW.version AND c.state = NEW.to_state))
       OR NEW.version > 1 AND NOT EXISTS (SELECT FROM public.case_event e
                   WHERE e.case_id = NEW.case_id AND e.version = NEW.version - 1
                   AND e.to_state = NEW.from_state)
       OR NEW.version = 1 AND NEW.from_state <> '' THEN
        PERFORM public.case_refuse('an event without its change of state');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION case_part_check() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held record;
BEGIN
    SELECT * INTO held FROM public.case_file WHERE id = NEW.case_id;
    IF NOT FOUND OR NEW.organ_region <> held.organ_region OR NEW.grant_key <> held.grant_key
       OR NEW.party NOT IN ('', held.party) THEN
        PERFORM public.case_refuse('a part of no case of this territory');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION case_notice_check() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.case_event e JOIN public.case_transition t
                   ON t.procedure = e.procedure AND t.act = e.act AND t.from_state = e.from_state
                   WHERE e.id = NEW.event_id AND e.case_id = NEW.case_id AND t.notice = NEW.kind
                   AND e.xid = pg_current_xact_id()) THEN
        PERFORM public.case_refuse('a notice without its act');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION case_period_check() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.case_id, NEW.name, NEW.event_id, NEW.started_on, NEW.party)
       IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.name, OLD.event_id, OLD.started_on, OLD.party)
       OR NOT EXISTS (SELECT FROM public.case_period_event e JOIN public.case_event v
                      ON v.id = e.event_id WHERE e.period_id = NEW.id
                      AND v.xid = pg_current_xact_id()) THEN
        PERFORM public.case_refuse('a date that follows from no event');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION case_refuse(text), case_keep(), case_file_guard(), case_file_has_event(),
    case_event_stamp(), case_event_has_case(), case_part_check(), case_notice_check(),
    case_period_check() FROM PUBLIC
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


def make_deferred(table: str, name: str, event: str) -> list[str]:
    """A trigger that holds in every session, at the end of the transaction at the latest."""
    return [
        (
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON {table}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_guards() -> list[str]:
    """Columns, functions and triggers. A row's triggers fire in the order of their names."""
    found = [COLUMNS, FUNCTIONS]
    for table in KEPT:
        found += make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "case_keep")
    for table in ("case_file", "case_period"):
        found += make_trigger(table, f"{table}_keep", "DELETE", "case_keep")
    for table in ("case_file", *PARTS):
        found += make_trigger(table, f"{table}_keep_all", "TRUNCATE", "case_keep", "STATEMENT")
    for table in PARTS:
        found += make_trigger(table, f"{table}_part", "INSERT OR UPDATE", "case_part_check")
    found += make_trigger("case_file", "case_file_guard", "INSERT OR UPDATE", "case_file_guard")
    found += make_trigger("case_event", "case_event_stamp", "INSERT", "case_event_stamp")
    found += make_trigger("case_notice", "case_notice_check", "INSERT", "case_notice_check")
    found += make_trigger("case_period", "case_period_check", "UPDATE", "case_period_check")
    found += make_deferred("case_file", "case_file_has_event", "INSERT OR UPDATE")
    found += make_deferred("case_event", "case_event_has_case", "INSERT")
    return found


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do; the procedures are the owner's to write."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON {', '.join(KEPT)} FROM {role}",
        f"REVOKE DELETE ON case_file, case_period FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON case_transition FROM {role}",
        f"GRANT EXECUTE ON FUNCTION case_refuse(text) TO {role}",
    ]
