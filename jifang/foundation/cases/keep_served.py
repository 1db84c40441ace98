"""What is kept of a period beside its dates, so that figures are summed and not computed anew: the
procedure of its case, the working days that it took, whether the applicant ended it.

The procedure and who ended it are set by the database from the case and its events, whoever
writes; the working days follow from the calendar and are computed by the clock (`clocks.py`),
`proofs.find_faults` computes them again.
"""

from __future__ import annotations

from typing import Final

FUNCTION: Final = """
CREATE FUNCTION case_period_served() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held record;
BEGIN
    SELECT c.procedure, c.party INTO held FROM public.case_file c WHERE c.id = NEW.case_id;
    NEW.procedure := coalesce(held.procedure, '');
    NEW.withdrawn := NEW.finished_on IS NOT NULL AND held.party <> '' AND EXISTS (
        SELECT FROM public.case_period_event e JOIN public.case_event v ON v.id = e.event_id
        WHERE e.period_id = NEW.id AND e.act = 'finish' AND v.by_party = held.party);
    IF (NEW.finished_on IS NULL) <> (NEW.took IS NULL) THEN
        PERFORM public.case_refuse('the days that a period took are those of its end');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION case_period_served() FROM PUBLIC;
CREATE TRIGGER case_period_served BEFORE INSERT OR UPDATE ON case_period FOR EACH ROW
    EXECUTE FUNCTION case_period_served();
ALTER TABLE case_period ENABLE ALWAYS TRIGGER case_period_served
"""
LETTERS: Final = """
CREATE INDEX case_event_letters ON case_event (act, organ_region, legal_day) WHERE letter <> ''
"""
"""Steps with a letter by act, territory and day: what refuses is among them."""

TABLES: Final = ("case_period", "case_period_event", "case_event", "case_file")
WORKED: Final = "(%(worked)s::int[])[{day} - %(first)s::date + 1]"
FILL: Final = f"""
UPDATE case_period p SET procedure = c.procedure,
    took = CASE WHEN p.finished_on IS NOT NULL THEN greatest(0,
        {WORKED.format(day="p.finished_on")} - {WORKED.format(day="p.started_on")}
        - coalesce(t.paused, 0)
        - CASE WHEN t.open THEN {WORKED.format(day="p.finished_on")} ELSE 0 END) END,
    withdrawn = p.finished_on IS NOT NULL AND c.party <> '' AND coalesce(t.by_party, false)
FROM case_file c, case_period q
LEFT JOIN LATERAL (
    SELECT bool_or(e.act = 'finish' AND v.by_party = f.party) AS by_party,
        sum(CASE e.act WHEN 'pause' THEN -1 WHEN 'resume' THEN 1 END
            * {WORKED.format(day="e.on - 1")}) AS paused,
        count(*) FILTER (WHERE e.act = 'pause')
            > count(*) FILTER (WHERE e.act = 'resume') AS open
    FROM case_period_event e JOIN case_event v ON v.id = e.event_id
    JOIN case_file f ON f.id = v.case_id WHERE e.period_id = q.id
) t ON true
WHERE c.id = p.case_id AND q.id = p.id
"""  # noqa: S608  (constants)
"""What the periods of before took. A pause lasts from its day until the day before the clock runs
again; one that is open at the end lasts to the end."""
