"""What the database itself guards of complaints, for every role and plain SQL."""

from __future__ import annotations

from jifang.foundation.cases.keep import make_trigger

PARTS = ("complaint", "complaint_note", "complaint_rating", "complaint_unsealing")
KEPT = ("complaint_note", "complaint_rating")
"""Tables that are only ever added to."""

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS = """
CREATE FUNCTION complaint_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
       to_jsonb(NEW) - ARRAY['main_id', 'site', 'about_party'] IS DISTINCT FROM
       to_jsonb(OLD) - ARRAY['main_id', 'site', 'about_party'] THEN
        PERFORM public.case_refuse('what was reported never changes');
    END IF;
    IF NOT EXISTS (SELECT FROM public.case_event e WHERE
                       e.case_id = ANY(ARRAY[NEW.case_id, NEW.main_id,
                       CASE WHEN TG_OP = 'UPDATE' THEN OLD.main_id END])
                   AND e.xid = pg_current_xact_id()) THEN
        PERFORM public.case_refuse('a complaint changes by an act alone');
    END IF;
    IF NEW.main_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.case_file c JOIN public.case_file m ON m.id = NEW.main_id
        WHERE c.id = NEW.case_id AND c.organ = m.organ AND c.procedure = m.procedure) THEN
        PERFORM public.case_refuse('merged only within one organ');
    END IF;
    RETURN NEW;
END $$
"""

UNSEALING = """
CREATE OR REPLACE FUNCTION complaint_unsealing_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who bigint := nullif(current_setting('jifang.actor', true), '')::bigint;
    taken_back boolean := TG_OP = 'UPDATE' AND NEW.agreed IS FALSE
                          AND NEW.decided_by = NEW.asked_by;
    decided text[] := ARRAY['decision_id', 'decided_by', 'decided_lender', 'agreed',
                            'decided_at', 'until'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.agreed IS NOT NULL OR NEW.asked_account IS DISTINCT FROM who
           OR NOT EXISTS (SELECT FROM public.case_event e WHERE e.id = NEW.event_id
               AND e.case_id = NEW.case_id AND e.act = 'ask_to_unseal' AND e.by = NEW.asked_by
               AND e.lent_by = NEW.asked_lender AND e.xid = pg_current_xact_id()) THEN
            PERFORM public.case_refuse('an identity is asked for by an act of one''s own');
        END IF;
    ELSIF OLD.agreed IS NULL THEN
        IF NEW.agreed IS NULL OR NEW.looks <> 0 OR who IS NULL
           OR (who = OLD.asked_account) IS DISTINCT FROM taken_back
           OR to_jsonb(NEW) - decided IS DISTINCT FROM to_jsonb(OLD) - decided
           OR NEW.until > NEW.decided_at + interval '24 hours'
           OR NEW.decided_at > clock_timestamp() + interval '1 minute'
           OR NOT EXISTS (SELECT FROM public.case_event e WHERE e.id = NEW.decision_id
               AND e.case_id = NEW.case_id AND e.by = NEW.decided_by
               AND e.lent_by = NEW.decided_lender AND e.xid = pg_current_xact_id()
               AND e.act = CASE WHEN NEW.agreed THEN 'agree_to_unseal'
                                WHEN taken_back THEN 'withdraw_request'
                                ELSE 'refuse_to_unseal' END)
           OR NOT taken_back AND EXISTS (SELECT FROM public.case_file c
               WHERE c.id = NEW.case_id AND c.holder <> ''
               AND c.holder IN (NEW.decided_by, NEW.decided_lender)) THEN
            PERFORM public.case_refuse('an identity is opened by a second person');
        END IF;
    ELSE
        IF who IS DISTINCT FROM OLD.asked_account OR OLD.agreed IS NOT TRUE
           OR OLD.until <= clock_timestamp() OR NEW.looks <> OLD.looks + 1
           OR to_jsonb(NEW) - 'looks' IS DISTINCT FROM to_jsonb(OLD) - 'looks' THEN
            PERFORM public.case_refuse('an identity is open to the one who asked, for a time');
        END IF;
    END IF;
    RETURN NEW;
END $$
"""

REVOKE = """
REVOKE ALL ON FUNCTION complaint_guard(), complaint_unsealing_guard() FROM PUBLIC
"""


BEARERS = """
CREATE FUNCTION complaint_bearer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.case_event e WHERE e.case_id = NEW.case_id
                   AND e.version = 1 AND (e.act = 'take_over') = (NEW.origin <> ''))
       OR NEW.party NOT IN (SELECT c.party FROM public.case_file c WHERE c.id = NEW.case_id)
       OR NEW.origin <> '' AND NOT EXISTS (SELECT FROM public.case_file o
                   WHERE o.public_id::text = NEW.origin AND o.party = NEW.party
                   AND o.procedure = 'complaint' AND o.id < NEW.case_id) THEN
        PERFORM public.case_refuse('what was referred comes from a case of the same party');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION complaint_of_bearer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.complaint k WHERE k.case_id = NEW.id
                   AND k.party = NEW.party) THEN
        PERFORM public.case_refuse('the holder of a code has complaints alone');
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION complaint_bearer(), complaint_of_bearer() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER complaint_of_bearer AFTER INSERT ON case_file
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.party LIKE 'citizen-%')
EXECUTE FUNCTION complaint_of_bearer();

ALTER TABLE case_file ENABLE ALWAYS TRIGGER complaint_of_bearer
"""
CHECK_BEARER = (
    "SET CONSTRAINTS complaint_of_bearer IMMEDIATE",
    "SET CONSTRAINTS complaint_of_bearer DEFERRED",
)


def guard_bearers() -> list[str]:
    """That a code opens the case that was filed with it and what was referred from that, and no
    more (a unique constraint of the table does the other half)."""
    return [BEARERS, *make_trigger("complaint", "complaint_bearer", "INSERT", "complaint_bearer")]


def write_guards() -> list[str]:
    """Functions and triggers. A row's triggers fire in the order of their names."""
    found = [FUNCTIONS, UNSEALING, REVOKE]
    for table in PARTS:
        found += make_trigger(table, f"{table}_part", "INSERT OR UPDATE", "case_part_check")
        found += make_trigger(table, f"{table}_keep_all", "TRUNCATE", "case_keep", "STATEMENT")
        taken = "UPDATE OR DELETE" if table in KEPT else "DELETE"
        found += make_trigger(table, f"{table}_keep", taken, "case_keep")
    found += make_trigger("complaint", "complaint_guard", "INSERT OR UPDATE", "complaint_guard")
    found += make_trigger(
        "complaint_unsealing", "complaint_unsealing_guard", "INSERT OR UPDATE",
        "complaint_unsealing_guard",
    )  # fmt: skip
    found += make_trigger("complaint_identity", "complaint_identity_keep", "UPDATE", "case_keep")
    return found


def write_rights(application: str) -> list[str]:
    """What the application's role may not do at all."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON {', '.join(KEPT)}, complaint_identity FROM {role}",
        f"REVOKE DELETE ON complaint, complaint_unsealing FROM {role}",
    ]
