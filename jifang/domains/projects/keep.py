"""What the database itself guards of projects, for every role and plain SQL.

No construction without a passed design review, nothing put into use without an acceptance, no
design or construction without a firm that has taken it on, no completion before the log of the
trial run is long enough; a stage comes of the step of its case, of the same transaction; the log
has one entry a day and is only added to. How long a trial run is, is the law's parameter:
`write_rules` puts it where the triggers read it. Whoever owns the tables gets round all this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db import connections

from jifang.domains.projects.trial import RULES
from jifang.law import load_law

KEPT: Final = ("project_stage", "project_trial_entry", "project_preliminary")
"""Tables that are only ever added to."""
TABLES: Final = (*KEPT, "project_member")

TRIAL_DAYS: Final = """
CREATE OR REPLACE FUNCTION project_trial_days(on_day date) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce((SELECT r.worth FROM (VALUES {rows}) AS r(rank, since, until, worth)
WHERE r.since <= on_day AND (r.until IS NULL OR on_day <= r.until)
ORDER BY r.rank LIMIT 1), 0)::bigint
$$
"""
COLUMNS: Final = (
    "ALTER TABLE project_stage ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id()"
)
"""The transaction of a stage; the table of the model has no column of this type."""

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION project_refuse(said text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '不合规定 / not lawful: %', said USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION project_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'organ_region' = to_jsonb(OLD) - 'organ_region' THEN
        RETURN NEW;
    END IF;
    PERFORM public.project_refuse(TG_OP || ' on ' || TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION project_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.stage <> '' THEN
            PERFORM public.project_refuse('a project begins without a stage');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.public_id, NEW.party, NEW.unit_id, NEW.grant_key, NEW.demonstration)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.party, OLD.unit_id, OLD.grant_key, OLD.demonstration) THEN
        PERFORM public.project_refuse('whose a project is never changes');
    END IF;
    IF OLD.stage <> '' AND (NEW.setting, NEW.region, NEW.organ_region) IS DISTINCT FROM
                           (OLD.setting, OLD.region, OLD.organ_region) THEN
        PERFORM public.project_refuse('arts. 17, 19: its place and setting stay once initiated');
    END IF;
    IF (NEW.setting, NEW.region, NEW.constructing_unit_level, NEW.constructing_unit_region,
        NEW.system_kinds) IS DISTINCT FROM
       (OLD.setting, OLD.region, OLD.constructing_unit_level, OLD.constructing_unit_region,
        OLD.system_kinds) AND EXISTS (
        SELECT FROM public.case_file c WHERE c.procedure IN ('design_review', 'acceptance')
        AND c.closed_at IS NULL AND c.about_kind = 'project'
        AND c.about_id = NEW.public_id::text AND c.party = NEW.party) THEN
        PERFORM public.project_refuse('art. 17: what an organ examines stays meanwhile');
    END IF;
    IF NEW.stage IS DISTINCT FROM OLD.stage AND NOT EXISTS (
        SELECT FROM public.project_stage s WHERE s.project_id = NEW.id AND s.stage = NEW.stage
        AND s.xid = pg_current_xact_id()) THEN
        PERFORM public.project_refuse('a stage without its step');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION project_stage_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    IF NOT EXISTS (
        SELECT FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
        JOIN public.project p ON p.id = NEW.project_id
        WHERE e.id = NEW.event_id AND e.xid = pg_current_xact_id() AND e.procedure = 'project'
        AND e.act = NEW.act AND e.to_state = NEW.stage AND e.legal_day = NEW.legal_day
        AND f.about_kind = 'project' AND f.about_id = p.public_id::text AND f.party = p.party) THEN
        PERFORM public.project_refuse('art. 12: a stage without its step');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION project_preliminary_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
        JOIN public.project p ON p.id = NEW.project_id
        WHERE e.id = NEW.event_id AND e.xid = pg_current_xact_id() AND e.procedure = 'project'
        AND e.act = CASE NEW.verdict WHEN 'passed' THEN 'pre_accept' ELSE 'fail_preliminary' END
        AND f.about_kind = 'project' AND f.about_id = p.public_id::text AND f.party = p.party) THEN
        PERFORM public.project_refuse('art. 12: a preliminary acceptance without its step');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION project_trial_since(wanted bigint) RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT s.legal_day FROM public.project_stage s WHERE s.project_id = wanted AND s.stage = 'trial'
ORDER BY s.id DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION project_trial_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.project;
BEGIN
    SELECT * INTO held FROM public.project WHERE id = NEW.project_id;
    IF held.stage IS DISTINCT FROM 'trial'
       OR NEW."on" < public.project_trial_since(NEW.project_id)
       OR NEW."on" > (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        PERFORM public.project_refuse('GB 55029: the log is kept while the trial run lasts');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION project_member_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
       ((to_jsonb(NEW) - 'organ_region' - 'undertaking' - 'undertaken_on' - 'certificate' - 'until')
        IS DISTINCT FROM
        (to_jsonb(OLD) - 'organ_region' - 'undertaking' - 'undertaken_on' - 'certificate' - 'until')
        OR OLD.undertaking IS NOT NULL
           AND (NEW.undertaking, NEW.undertaken_on, NEW.certificate) IS DISTINCT FROM
               (OLD.undertaking, OLD.undertaken_on, OLD.certificate)
        OR OLD.until IS NOT NULL AND NEW.until IS DISTINCT FROM OLD.until) THEN
        PERFORM public.project_refuse('who takes part stays as it was entered');
    END IF;
    IF NEW.undertaking IS NOT NULL
       AND (TG_OP = 'INSERT' OR NEW.undertaking IS DISTINCT FROM OLD.undertaking)
       AND NOT EXISTS (
        SELECT FROM public.undertaking u JOIN public.project p ON p.id = NEW.project_id
        LEFT JOIN public.certificate c ON c.id = coalesce(u.certificate_id, u.filing_id)
        WHERE u.id = NEW.undertaking AND u.party = NEW.member_party AND u.work = NEW.role
        AND u.undertaken_on = NEW.undertaken_on AND NEW.certificate = coalesce(c.number, '')
        AND u.project_kind = 'project' AND u.project_id = p.public_id::text) THEN
        PERFORM public.project_refuse('art. 14: an undertaking of another firm or project');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION project_undertaking_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.project;
BEGIN
    SELECT * INTO held FROM public.project WHERE public_id::text = NEW.project_id;
    IF held.id IS NULL OR NEW.region IS DISTINCT FROM held.region
       OR NEW.amount IS DISTINCT FROM held.amount
       OR NEW.risk_level IS DISTINCT FROM held.risk_level
       OR NOT EXISTS (
        SELECT FROM public.project_member m WHERE m.project_id = held.id
        AND m.member_party = NEW.party AND m.role = NEW.work AND m.until IS NULL
        AND m.undertaking IS NULL AND m.since <= NEW.undertaken_on) THEN
        PERFORM public.project_refuse('art. 14: not the work that the firm was named for');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION project_step_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE held public.case_file; about public.project;
BEGIN
    SELECT * INTO held FROM public.case_file WHERE id = NEW.case_id;
    SELECT * INTO about FROM public.project WHERE public_id::text = held.about_id
        AND party = held.party AND organ_region = held.organ_region AND state = 'active';
    IF about.id IS NULL OR held.about_kind <> 'project' THEN
        PERFORM public.project_refuse('a step about no project of the party');
    END IF;
    IF NEW.act IN ('finish_design', 'start_construction') AND NOT EXISTS (
        SELECT FROM public.project_member m
        LEFT JOIN public.certificate c ON c.number = m.certificate
        WHERE m.project_id = about.id
        AND m.role = CASE NEW.act WHEN 'finish_design' THEN 'design' ELSE 'construction' END
        AND m.undertaking IS NOT NULL AND m.until IS NULL
        AND NOT coalesce(about.amount > public.certificate_rule(
            'ceiling.level_' || nullif(coalesce(c.level, c.home_level), 1), m.undertaken_on),
            false)) THEN
        PERFORM public.project_refuse('art. 14: no firm has taken this work on at its amount');
    END IF;
    IF NEW.act = 'start_construction' AND NOT EXISTS (
        SELECT FROM public.case_file c WHERE c.procedure = 'design_review' AND c.state = 'passed'
        AND c.about_kind = 'project' AND c.about_id = held.about_id AND c.party = held.party) THEN
        PERFORM public.project_refuse('arts. 17, 36: no construction without a passed review');
    END IF;
    IF NEW.act IN ('start_construction', 'start_trial', 'complete', 'pre_accept', 'pass_test',
                   'pass_acceptance', 'put_into_use') AND EXISTS (
        SELECT FROM (SELECT d.as_approved AS was FROM public.design_approval d
                     WHERE d.project = held.about_id ORDER BY d.id DESC LIMIT 1) AS latest
        WHERE (was ->> 'setting', was ->> 'region', was ->> 'constructing_unit_level',
               was ->> 'constructing_unit_region')
              IS DISTINCT FROM (about.setting, about.region, about.constructing_unit_level,
                                about.constructing_unit_region)
        OR NOT (was -> 'system_kinds' @> about.system_kinds
                AND about.system_kinds @> (was -> 'system_kinds'))) THEN
        PERFORM public.project_refuse('arts. 17, 36: not the design that was approved');
    END IF;
    IF NEW.act = 'complete' AND (
        SELECT count(*) FROM public.project_trial_entry t WHERE t.project_id = about.id
        AND t."on" BETWEEN public.project_trial_since(about.id) AND NEW.legal_day)
       < public.project_trial_days(NEW.legal_day) THEN
        PERFORM public.project_refuse('GB 55029: the trial run is not logged for long enough');
    END IF;
    IF NEW.act IN ('pass_acceptance', 'put_into_use') AND NOT EXISTS (
        SELECT FROM public.case_file c WHERE c.procedure = 'acceptance' AND c.state = 'accepted'
        AND c.about_kind = 'project' AND c.about_id = held.about_id AND c.party = held.party) THEN
        PERFORM public.project_refuse('arts. 19, 36: not put into use before acceptance');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION project_refuse(text), project_keep(), project_guard(),
    project_stage_guard(), project_preliminary_guard(), project_trial_since(bigint),
    project_trial_guard(), project_member_guard(), project_undertaking_guard(),
    project_step_guard() FROM PUBLIC
"""
PAPERS: Final = """
CREATE FUNCTION project_paper_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.project p JOIN public.document d ON d.public_id = NEW.document
        WHERE p.id = NEW.project_id AND p.stage NOT IN ('', 'ended')
        AND d.grant_key = p.grant_key AND d.party = p.party
        AND (NEW.by_party = p.party OR EXISTS (
            SELECT FROM public.project_member m WHERE m.project_id = p.id AND m."until" IS NULL
            AND m.member_party = NEW.by_party))) THEN
        PERFORM public.project_refuse('a paper of nobody who takes part');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION project_paper_guard() FROM PUBLIC
"""
"""Came later than the others: of its own migration."""
CALLED: Final = (
    "project_refuse(text)", "project_trial_since(bigint)", "project_trial_days(date)",
)  # fmt: skip
"""Functions that triggers call with the rights of whoever writes."""
ONE_LIFECYCLE: Final = (
    "CREATE UNIQUE INDEX project_one_lifecycle ON case_file (about_id)"
    " WHERE procedure = 'project' AND about_kind = 'project'"
)


def write_guards() -> list[str]:
    """Functions, triggers, and that the stages of a project are counted once."""
    found = [COLUMNS, write_trial_days(), FUNCTIONS, ONE_LIFECYCLE]
    for table, name, event, function in (
        ("project", "project_lawful", "INSERT OR UPDATE", "project_guard"),
        ("project_stage", "project_stage_lawful", "INSERT", "project_stage_guard"),
        ("project_preliminary", "project_preliminary_lawful", "INSERT",
         "project_preliminary_guard"),
        ("project_trial_entry", "project_trial_entry_lawful", "INSERT", "project_trial_guard"),
        ("project_member", "project_member_lawful", "INSERT OR UPDATE", "project_member_guard"),
    ):  # fmt: skip
        found += make_trigger(table, name, event, function)
    for table in KEPT:
        found += make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "project_keep")
    found += make_trigger("project_member", "project_member_keep", "DELETE", "project_keep")
    for table in TABLES:
        found += make_trigger(table, f"{table}_whole", "TRUNCATE", "project_keep", each="STATEMENT")
    when = "WHEN (NEW.procedure = 'project')"
    found += make_trigger("case_event", "project_step_lawful", "INSERT", "project_step_guard",
                          when=when)  # fmt: skip
    return found


def write_fits() -> list[str]:
    """What came later: the functions in their present words, and what a firm takes on of a
    project."""
    when = "WHEN (NEW.project_kind = 'project')"
    return [
        FUNCTIONS,
        *make_trigger("undertaking", "undertaking_of_project", "INSERT",
                      "project_undertaking_guard", when=when),
    ]  # fmt: skip


def write_paper_guards(application: str) -> list[str]:
    """Papers are put into the file by those who take part, and only ever added."""
    table = "project_paper"
    found = [
        PAPERS,
        *make_trigger(table, f"{table}_lawful", "INSERT", f"{table}_guard"),
        *make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "project_keep"),
        *make_trigger(table, f"{table}_whole", "TRUNCATE", "project_keep", each="STATEMENT"),
    ]
    if application:
        role = '"' + application.replace('"', '""') + '"'
        found.append(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
    return found


def make_trigger(
    table: str, name: str, event: str, function: str, *, each: str = "ROW", when: str = ""
) -> list[str]:
    """A trigger that holds in every session."""
    return [
        (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} {when}"
            f" EXECUTE FUNCTION {function}()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do, and what its triggers need."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON {', '.join(KEPT)} FROM {role}",
        f"REVOKE DELETE ON project_member FROM {role}",
        "REVOKE ALL ON FUNCTION project_trial_days(date) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {', '.join(CALLED)} TO {role}",
    ]


def write_trial_days() -> str:
    """The function that gives the triggers the days of a trial run."""
    return TRIAL_DAYS.format(rows=", ".join(list_rows()))


def list_rows() -> Iterator[str]:
    """Every value of the parameters, the later standard first."""
    for rank, name in enumerate(RULES):
        for step in load_law().parameters[name].steps:
            yield f"({rank}, {quote(step.since)}, {quote(step.until)}, {int(step.value)})"


def quote(day: date | None) -> str:
    """A day as SQL."""
    return "NULL::date" if day is None else f"DATE '{day.isoformat()}'"


def write_rules(using: str) -> None:
    """Put the law's number where the triggers read it; by the owner of the tables."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.project')")
        if cursor.fetchone() != (None,):
            cursor.execute(write_trial_days())
