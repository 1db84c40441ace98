"""What the database guards of events and their leaves, for every role and plain SQL.

An event names the entry of the ledger that was written for it: of the same transaction, kind, case,
actor and digest; no two events name the same one. Who acted is said unless it may be the platform,
and a step that sends a letter names one that exists.
"""

from __future__ import annotations

# Every name is given in full: a table of the session's own never stands in for one of these.
STAMP = """
CREATE OR REPLACE FUNCTION case_event_stamp() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held record; allowed record; said json; who text := to_jsonb(NEW) ->> 'by';
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
    IF NOT allowed.system AND (who = '' OR NEW.role = '' OR NEW.by_party = '') THEN
        PERFORM public.case_refuse('an event of nobody');
    END IF;
    IF allowed.letter AND NOT EXISTS (SELECT FROM public.letter l
                                      WHERE l.public_id::text = NEW.letter) THEN
        PERFORM public.case_refuse('a step that sends a letter without one');
    END IF;
    SELECT convert_from(e.bytes, 'UTF8')::json INTO said FROM public.ledger_entry e
        WHERE e.id = NEW.entry AND e.xid = pg_current_xact_id()
        AND e.kind = 'case.' || NEW.act AND e.organ_region = NEW.organ_region;
    IF NOT FOUND OR (said ->> 'after', said -> 'on' ->> 'id', said ->> 'actor', said ->> 'kind')
       IS DISTINCT FROM
       (NEW.digest::text, held.public_id::text, who, 'case.' || NEW.act) THEN
        PERFORM public.case_refuse('an event without its leaf');
    END IF;
    NEW.xid := pg_current_xact_id();
    NEW.at := clock_timestamp();
    NEW.acceptance := allowed.acceptance;
    NEW.approved_by := held.approved_by;
    RETURN NEW;
END $$
"""
ONCE = "CREATE UNIQUE INDEX case_event_leaf_once ON case_event (entry)"
