"""What the database itself guards of tests, for every role and plain SQL.

A commission and its answer are never altered. A report is a draft until it is locked, by somebody
who wrote nothing of it, with a verdict that follows from its clauses, by a body that was accredited
for the kinds of system on the days of the test; from then on neither it nor its clauses change. A
correction is another version that names the one before. A project is entered as tested on the
strength of its latest locked report alone. Whoever owns the tables gets round this.
"""

from __future__ import annotations

from typing import Final

TABLES: Final = ("test_commission", "test_answer", "test_report", "test_clause")
ADDED_ONLY: Final = ("test_commission", "test_answer")

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS = """
CREATE FUNCTION test_refuse(said text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '不合规定 / not lawful: %', said USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION test_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.test_refuse(TG_OP || ' on ' || TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE FUNCTION test_covered(lab text, kinds jsonb, on_day date) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE WHEN jsonb_typeof(kinds) <> 'array' OR kinds = '[]' THEN false ELSE NOT EXISTS (
    SELECT FROM jsonb_array_elements_text(kinds) AS wanted(kind) WHERE NOT EXISTS (
        SELECT FROM public.accreditation a
        WHERE a.party = lab AND jsonb_exists(a.scope, wanted.kind)
        AND a.valid_from <= on_day AND on_day <= a.valid_until
        AND (a.retired_on IS NULL OR a.retired_on > on_day))) END
$$;

CREATE FUNCTION test_commission_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.test_covered(NEW.body, NEW.system_kinds, NEW.planned_on) THEN
        PERFORM public.test_refuse('art. 18: not accredited for these systems on the day');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION test_answer_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.test_commission;
BEGIN
    SELECT * INTO asked FROM public.test_commission WHERE id = NEW.commission_id;
    IF (asked.organ_region, asked.party, asked.body, asked.grant_key) IS DISTINCT FROM
       (NEW.organ_region, NEW.party, NEW.body, NEW.grant_key) THEN
        PERFORM public.test_refuse('an answer stands where its commission does');
    END IF;
    IF NEW.answer = 'taken'
       AND NOT public.test_covered(asked.body, asked.system_kinds, asked.planned_on) THEN
        PERFORM public.test_refuse('art. 18: not accredited for these systems on the day');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION test_report_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.test_commission; was public.test_report; bad int; good int;
BEGIN
    SELECT * INTO asked FROM public.test_commission WHERE id = NEW.commission_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.verdict <> '' OR NEW.letter <> '' THEN
            PERFORM public.test_refuse('a report begins as a draft');
        END IF;
        IF (asked.organ_region, asked.party, asked.body, asked.grant_key) IS DISTINCT FROM
           (NEW.organ_region, NEW.party, NEW.body, NEW.grant_key)
           OR NOT EXISTS (SELECT FROM public.test_answer a
                          WHERE a.commission_id = asked.id AND a.answer = 'taken') THEN
            PERFORM public.test_refuse('a report without a commission that was taken');
        END IF;
        SELECT * INTO was FROM public.test_report r
            WHERE r.commission_id = asked.id AND r.state = 'locked' ORDER BY r.version DESC LIMIT 1;
        IF NEW.corrects_id IS DISTINCT FROM was.id OR NEW.version <> coalesce(was.version, 0) + 1
           OR was.id IS NOT NULL AND NEW.why = '' THEN
            PERFORM public.test_refuse('a correction names the version before, and why');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'draft' THEN
        PERFORM public.test_refuse('a locked report is never changed');
    END IF;
    IF (OLD.id, OLD.public_id, OLD.commission_id, OLD.version, OLD.corrects_id, OLD.why, OLD.party,
        OLD.body, OLD.organ_region, OLD.grant_key, OLD.drafted_by, OLD.drafted_at) IS DISTINCT FROM
       (NEW.id, NEW.public_id, NEW.commission_id, NEW.version, NEW.corrects_id, NEW.why, NEW.party,
        NEW.body, NEW.organ_region, NEW.grant_key, NEW.drafted_by, NEW.drafted_at) THEN
        PERFORM public.test_refuse('what a report is about stays');
    END IF;
    IF NEW.state <> 'locked' THEN
        RETURN NEW;
    END IF;
    IF NEW.locked_by = NEW.drafted_by OR EXISTS (
        SELECT FROM public.test_clause c
        WHERE c.report_id = NEW.id AND c.written_by = NEW.locked_by) THEN
        PERFORM public.test_refuse('locked by a second person, who wrote nothing of it');
    END IF;
    SELECT count(*) FILTER (WHERE c.result = 'does_not'),
           count(*) FILTER (WHERE c.result = 'conforms')
        INTO bad, good FROM public.test_clause c WHERE c.report_id = NEW.id;
    IF bad + good = 0
       OR NEW.verdict <> (CASE WHEN bad > 0 THEN 'failed' ELSE 'passed' END) THEN
        PERFORM public.test_refuse('the verdict follows from the clauses');
    END IF;
    IF EXISTS (SELECT FROM public.test_clause c
               WHERE c.report_id = NEW.id AND c.instrument_until < NEW.tested_on) THEN
        PERFORM public.test_refuse('an instrument whose certificate had ended');
    END IF;
    IF NOT public.test_covered(asked.body, asked.system_kinds, NEW.tested_from)
       OR NOT public.test_covered(asked.body, asked.system_kinds, NEW.tested_on) THEN
        PERFORM public.test_refuse('art. 18: not accredited for these systems on the day');
    END IF;
    IF NOT EXISTS (SELECT FROM public.letter l
                   WHERE l.public_id::text = NEW.letter AND l.template = 'test_report'
                   AND l.fields ->> 'digest' = NEW.digest) THEN
        PERFORM public.test_refuse('a report is locked with its sealed letter');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION test_clause_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE of_report public.test_report; given public.test_clause;
BEGIN
    IF TG_OP = 'DELETE' THEN
        given := OLD;
    ELSE
        given := NEW;
    END IF;
    SELECT * INTO of_report FROM public.test_report WHERE id = given.report_id FOR SHARE;
    IF of_report.state IS DISTINCT FROM 'draft'
       OR TG_OP = 'UPDATE' AND OLD.report_id <> NEW.report_id THEN
        PERFORM public.test_refuse('the clauses of a locked report are never changed');
    END IF;
    IF (of_report.organ_region, of_report.party, of_report.body, of_report.grant_key)
       IS DISTINCT FROM (given.organ_region, given.party, given.body, given.grant_key) THEN
        PERFORM public.test_refuse('a clause stands where its report does');
    END IF;
    RETURN given;
END $$;

REVOKE ALL ON FUNCTION test_refuse(text), test_keep(), test_covered(text, jsonb, date),
    test_commission_guard(), test_answer_guard(), test_report_guard(), test_clause_guard()
    FROM PUBLIC
"""
STAGE: Final = """
CREATE FUNCTION test_stage_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT r.verdict = 'passed' AND r.scope_covers AND r.tested_on <= r.accredited_until
        FROM public.test_report r
        JOIN public.test_commission c ON c.id = r.commission_id
        JOIN public.case_file f ON f.about_id = c.project AND f.party = c.party
        WHERE f.id = NEW.case_id AND f.about_kind = 'project' AND r.state = 'locked'
        ORDER BY r.locked_at DESC, r.id DESC LIMIT 1) IS NOT TRUE THEN
        PERFORM public.test_refuse('art. 18: no report that it passed, of an accredited body');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION test_stage_guard() FROM PUBLIC
"""
"""Came later than the others: of its own migration."""
CALLED: Final = ("test_refuse(text)", "test_covered(text, jsonb, date)")
"""Functions that triggers call with the rights of whoever writes."""


def write_guards() -> list[str]:
    """Functions and triggers."""
    found = [FUNCTIONS]
    found += make_trigger("test_commission", "test_commission_lawful", "INSERT")
    found += make_trigger("test_answer", "test_answer_lawful", "INSERT")
    found += make_trigger("test_report", "test_report_lawful", "INSERT OR UPDATE")
    found += make_trigger("test_clause", "test_clause_lawful", "INSERT OR UPDATE OR DELETE")
    keep = "test_keep"
    for table in ADDED_ONLY:
        found += make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", keep)
    found += make_trigger("test_report", "test_report_keep", "DELETE", keep)
    for table in TABLES:
        found += make_trigger(table, f"{table}_whole", "TRUNCATE", keep, "STATEMENT")
    return found


def write_stage_guard() -> list[str]:
    """What a project's step into the stage `tested` waits for."""
    when = " WHEN (NEW.procedure = 'project' AND NEW.act = 'pass_test')"
    trigger = make_trigger(
        "case_event", "test_stage_lawful", "INSERT", "test_stage_guard", f"ROW{when}"
    )
    return [STAGE, *trigger]


def make_trigger(
    table: str, name: str, event: str, function: str = "", each: str = "ROW"
) -> list[str]:
    """A trigger that holds in every session; `each` may go on with a condition."""
    return [
        (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}"
            f" EXECUTE FUNCTION {function or f'{table}_guard'}()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do, and what its triggers need."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON {', '.join(ADDED_ONLY)} FROM {role}",
        f"REVOKE DELETE ON test_report FROM {role}",
        f"GRANT EXECUTE ON FUNCTION {', '.join(CALLED)} TO {role}",
    ]
