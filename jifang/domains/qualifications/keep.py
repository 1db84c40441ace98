"""What the database itself guards of certificates and undertakings, for every role and plain SQL.

A certificate comes of the issuing step of a case, of the same transaction, organ and party; its
level, its days and the certificate it follows are those of arts. 14–16, what it is issued upon and
the day on which it was applied for those of its case. An undertaking is covered by a certificate or
a filing on its days. The numbers are the law's parameters: `write_rules` puts
them where the triggers read them, whenever the tables are brought up to date. Whoever owns the
tables gets round all this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connections

from jifang.law import load_law

RULES: Final = (
    "licence_regime",
    "certificate.first_level",
    "certificate.promotion_step",
    "certificate.promotion_years",
    "certificate.valid_years",
    "certificate.window_days",
    "certificate.extension_days",
    "certificate.province_issues_up_to",
    "filing.valid_years",
    "ceiling.level_4",
    "ceiling.level_3",
    "ceiling.level_2",
)
"""The parameters of the law that the triggers go by."""
TABLES: Final = (
    "certificate", "certificate_extension", "undertaking", "certificate_reminder",
)  # fmt: skip

RULE = """
CREATE OR REPLACE FUNCTION certificate_rule(wanted text, on_day date) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT r.worth FROM (VALUES {rows}) AS r(name, since, until, worth)
WHERE r.name = wanted AND r.since <= on_day AND (r.until IS NULL OR on_day <= r.until)
ORDER BY r.since DESC LIMIT 1
$$
"""

YEARS = """
CREATE OR REPLACE FUNCTION certificate_years(since date, wanted text) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT (since + make_interval(years => public.certificate_rule(
    wanted, greatest(since, DATE '2017-08-01'))::int))::date
$$
"""
"""So many years after a day, by the rule of that day; by the first one before there was any."""

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS = """
CREATE FUNCTION certificate_refuse(said text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '不合规定 / not lawful: %', said USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION certificate_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.certificate_refuse(TG_OP || ' on ' || TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE FUNCTION certificate_end(wanted bigint) RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT greatest(c.valid_until, x.until) FROM public.certificate c
LEFT JOIN public.certificate_extension x ON x.certificate_id = c.id WHERE c.id = wanted
$$;

CREATE FUNCTION certificate_holds(wanted bigint, on_day date) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT EXISTS (SELECT FROM public.certificate c WHERE c.id = wanted AND c.issued_on <= on_day
               AND on_day <= public.certificate_end(c.id)
               AND NOT EXISTS (SELECT FROM public.certificate n
                               WHERE n.follows_id = c.id AND n.issued_on <= on_day))
$$;

CREATE FUNCTION certificate_extension_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE was public.certificate;
BEGIN
    SELECT * INTO was FROM public.certificate WHERE id = NEW.certificate_id;
    IF was.party IS DISTINCT FROM NEW.party OR was.organ_region <> NEW.organ_region
       OR NOT EXISTS (SELECT FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
                      WHERE e.id = NEW.event_id AND e.act = 'extend' AND f.party = NEW.party
                      AND f.organ = was.organ AND e.xid = pg_current_xact_id())
       OR NEW.applied_on > was.valid_until OR NEW.applied_on < was.valid_until -
          public.certificate_rule('certificate.window_days', NEW.applied_on)::int
       OR NEW.until <= was.valid_until OR NEW.until > was.valid_until +
          public.certificate_rule('certificate.extension_days', NEW.applied_on)::int THEN
        PERFORM public.certificate_refuse('art. 15: an extension of at most 90 days, by its step');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION certificate_refuse(text), certificate_keep(), certificate_end(bigint),
    certificate_holds(bigint, date), certificate_years(date, text),
    certificate_extension_guard() FROM PUBLIC
"""
UNDERTAKEN: Final = """
CREATE OR REPLACE FUNCTION undertaking_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE cover public.certificate; held_level smallint; ceiling numeric;
BEGIN
    IF public.certificate_rule('licence_regime', NEW.undertaken_on) = 0 THEN
        RETURN NEW;
    END IF;
    IF left(NEW.firm_region, 2) = '44' THEN
        SELECT * INTO cover FROM public.certificate
            WHERE id = NEW.certificate_id AND kind = 'qualification';
        held_level := cover.level;
    ELSE
        SELECT * INTO cover FROM public.certificate WHERE id = NEW.filing_id AND kind = 'filing';
        held_level := cover.home_level;
        IF cover.home_valid_until < NEW.work_from THEN
            PERFORM public.certificate_refuse('art. 14: the home certificate does not last');
        END IF;
    END IF;
    IF cover.id IS NULL OR cover.party <> NEW.party OR cover.firm <> NEW.firm
       OR NOT public.certificate_holds(cover.id, NEW.undertaken_on)
       OR public.certificate_end(cover.id) < NEW.work_from THEN
        PERFORM public.certificate_refuse('arts. 14, 16: nothing covers the work on its days');
    END IF;
    ceiling := public.certificate_rule('ceiling.level_' || held_level, NEW.undertaken_on);
    IF held_level > 1 AND NEW.amount IS NULL THEN
        PERFORM public.certificate_refuse('art. 14: its worth decides, and is not known');
    END IF;
    IF held_level > 1 AND (NEW.amount > ceiling OR held_level > NEW.required_level)
       OR held_level IS NULL THEN
        PERFORM public.certificate_refuse('art. 14: above the level held');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION undertaking_guard() FROM PUBLIC
"""
"""Written anew where it changes: by the migrations that say so."""
SAID: Final = """
CREATE OR REPLACE FUNCTION certificate_said(
    wanted bigint, OUT how text, OUT level text, OUT applied_on date
) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE f.procedure WHEN 'filing' THEN 'filing' ELSE o.details ->> 'kind' END,
       o.details ->> 'level', o.legal_day
FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
LEFT JOIN public.case_file first ON f.procedure = 'certificate_province'
    AND first.public_id::text = f.about_id AND first.procedure = 'certificate_first'
    AND first.state = 'forwarded' AND first.party = f.party
JOIN public.case_event o ON o.version = 1 AND o.case_id =
    CASE f.procedure WHEN 'certificate_province' THEN first.id ELSE f.id END
WHERE e.id = wanted
$$;

CREATE OR REPLACE FUNCTION certificate_applied_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE said record; wanted text;
BEGIN
    SELECT * INTO said FROM public.certificate_said(NEW.event_id);
    IF TG_TABLE_NAME = 'certificate_extension' THEN
        wanted := 'extension';
    ELSE
        wanted := NEW.how;
        IF wanted IN ('initial', 'promotion') AND said.level IS DISTINCT FROM NEW.level::text THEN
            PERFORM public.certificate_refuse('art. 15: another level than was applied for');
        END IF;
    END IF;
    IF said.how IS DISTINCT FROM wanted OR said.applied_on IS DISTINCT FROM NEW.applied_on THEN
        PERFORM public.certificate_refuse('art. 15: not what was applied for, or on another day');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION certificate_said(bigint), certificate_applied_guard() FROM PUBLIC
"""
"""What the case of a step was opened for; of the province's case what its first one was: came later
than the others, of its own migration."""
ISSUED: Final = """
CREATE OR REPLACE FUNCTION certificate_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE was public.certificate; ends date; upper_level boolean; outside boolean;
BEGIN
    outside := left(NEW.firm_region, 2) <> '44';
    IF NEW.kind = 'qualification' THEN
        upper_level := NEW.level <=
            public.certificate_rule('certificate.province_issues_up_to', NEW.issued_on);
        IF outside OR upper_level AND NEW.organ_region <> '440000'
           OR NOT upper_level AND NEW.organ_region <> left(NEW.firm_region, 4) || '00' THEN
            PERFORM public.certificate_refuse('art. 14: another organ issues this level');
        END IF;
    ELSIF NOT outside OR NEW.organ_region <> '440000' OR NEW.how NOT IN ('filing', 'paper') THEN
        PERFORM public.certificate_refuse('art. 16: firms from outside file with the province');
    END IF;
    IF NEW.how = 'paper' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('certificate ' || NEW.party, 0));
        IF NEW.valid_until > public.certificate_years(NEW.issued_on, CASE NEW.kind
               WHEN 'filing' THEN 'filing.valid_years' ELSE 'certificate.valid_years' END) THEN
            PERFORM public.certificate_refuse('arts. 15, 16: valid for too long');
        END IF;
        IF NEW.level_since > NEW.issued_on THEN
            PERFORM public.certificate_refuse('the level is held since a day that cannot be');
        END IF;
        IF EXISTS (SELECT FROM public.certificate c WHERE c.party = NEW.party AND c.kind = NEW.kind
                   AND c.issued_on <= NEW.valid_until
                   AND NEW.issued_on <= public.certificate_end(c.id)
                   AND NOT EXISTS (SELECT FROM public.certificate_paper_check k
                                   WHERE k.certificate_id = c.id AND NOT k.confirmed)) THEN
            PERFORM public.certificate_refuse('another certificate of the firm holds on its days');
        END IF;
        IF NEW.entered_by = '' OR NEW.take <> (
            SELECT count(*) FROM public.certificate c JOIN public.certificate_paper_check k
            ON k.certificate_id = c.id WHERE c.number_key = NEW.number_key AND NOT k.confirmed) THEN
            PERFORM public.certificate_refuse('who entered it, and what was taken back before');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.take <> 0 OR NEW.entered_by <> '' THEN
        PERFORM public.certificate_refuse('entered from paper or issued by its step');
    END IF;
    IF NOT EXISTS (SELECT FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
                   WHERE e.id = NEW.event_id AND e.act = 'issue' AND e.xid = pg_current_xact_id()
                   AND f.party = NEW.party AND f.organ = NEW.organ AND e.letter = NEW.letter
                   AND f.organ_region = NEW.organ_region AND e.legal_day = NEW.issued_on) THEN
        PERFORM public.certificate_refuse('a certificate without the step that issues it');
    END IF;
    IF NEW.how = 'filing' THEN
        IF NEW.home_valid_until < NEW.applied_on OR NEW.valid_until >
           public.certificate_years(NEW.issued_on, 'filing.valid_years') THEN
            PERFORM public.certificate_refuse('art. 16: the days of the filing');
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO was FROM public.certificate WHERE id = NEW.follows_id;
    IF NEW.how <> 'initial' AND (was.id IS NULL OR was.party <> NEW.party OR was.kind <> NEW.kind)
    THEN
        PERFORM public.certificate_refuse('it follows no certificate of the firm');
    END IF;
    IF was.how = 'paper' AND NOT EXISTS (SELECT FROM public.certificate_paper_check k
                                         WHERE k.certificate_id = was.id AND k.confirmed) THEN
        PERFORM public.certificate_refuse('it follows one from paper that nobody confirmed');
    END IF;
    ends := public.certificate_end(was.id);
    IF NEW.how IN ('initial', 'promotion', 'renewal') AND NEW.valid_until <>
       public.certificate_years(NEW.issued_on, 'certificate.valid_years') THEN
        PERFORM public.certificate_refuse('art. 15: valid for two years');
    END IF;
    CASE NEW.how
    WHEN 'initial' THEN
        IF NEW.level <> public.certificate_rule('certificate.first_level', NEW.applied_on)
           OR NEW.level_since <> NEW.issued_on
           OR EXISTS (SELECT FROM public.certificate c WHERE c.party = NEW.party
                      AND c.kind = NEW.kind AND public.certificate_holds(c.id, NEW.applied_on)) THEN
            PERFORM public.certificate_refuse('art. 15: a first application is for level 4');
        END IF;
    WHEN 'promotion' THEN
        IF NEW.level + public.certificate_rule('certificate.promotion_step', NEW.applied_on)
           <> was.level OR NEW.level_since <> NEW.issued_on
           OR NEW.applied_on < public.certificate_years(was.level_since,
                                                        'certificate.promotion_years')
           OR NEW.applied_on > ends THEN
            PERFORM public.certificate_refuse('art. 15: one level, after a year');
        END IF;
    WHEN 'renewal' THEN
        IF NEW.level <> was.level OR NEW.level_since <> was.level_since
           OR NEW.applied_on > ends OR NEW.applied_on < was.valid_until -
              public.certificate_rule('certificate.window_days', NEW.applied_on)::int THEN
            PERFORM public.certificate_refuse('art. 15: renewal within its window');
        END IF;
    WHEN 'change', 'reissue' THEN
        IF NEW.level <> was.level OR NEW.level_since <> was.level_since
           OR NEW.valid_until <> was.valid_until OR ends <> was.valid_until THEN
            PERFORM public.certificate_refuse('level and days stay as they were');
        END IF;
    ELSE
        PERFORM public.certificate_refuse(NEW.how);
    END CASE;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION certificate_guard() FROM PUBLIC
"""
"""Written anew where it changes: by the migrations that say so."""
DEEMED: Final = """
CREATE OR REPLACE FUNCTION certificate_deemed_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE was public.certificate; ends date;
BEGIN
    SELECT * INTO was FROM public.certificate WHERE id = NEW.certificate_id;
    ends := public.certificate_end(was.id);
    IF was.party IS DISTINCT FROM NEW.party OR was.organ_region <> NEW.organ_region
       OR NEW.since <> ends + 1 OR NEW.applied_on > ends
       OR NOT EXISTS (SELECT FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
                      WHERE e.id = NEW.event_id AND e.version = 1 AND f.party = NEW.party
                      AND e.details ->> 'kind' = 'renewal' AND f.closed_at IS NULL
                      AND f.state IN ('accepted', 'paused', 'examined', 'granted'))
       OR NOT EXISTS (SELECT FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
                      WHERE e.version = 1 AND f.party = NEW.party AND e.legal_day = NEW.applied_on
                      AND e.details ->> 'kind' = 'renewal'
                      AND (e.at AT TIME ZONE 'Asia/Shanghai')::date <= ends) THEN
        PERFORM public.certificate_refuse('art. 50: only a renewal in time that was not decided');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION certificate_deemed_guard() FROM PUBLIC
"""
"""Came later than the others: of its own migration."""
PAPER: Final = """
CREATE OR REPLACE FUNCTION certificate_holds(wanted bigint, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT EXISTS (SELECT FROM public.certificate c WHERE c.id = wanted AND c.issued_on <= on_day
               AND on_day <= public.certificate_end(c.id)
               AND (c.how <> 'paper' OR EXISTS (SELECT FROM public.certificate_paper_check k
                                                WHERE k.certificate_id = c.id AND k.confirmed))
               AND NOT EXISTS (SELECT FROM public.certificate n
                               WHERE n.follows_id = c.id AND n.issued_on <= on_day))
$$;

CREATE FUNCTION certificate_paper_check_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE was public.certificate;
BEGIN
    SELECT * INTO was FROM public.certificate WHERE id = NEW.certificate_id;
    IF was.how IS DISTINCT FROM 'paper' OR was.party <> NEW.party OR NEW.checked_by = ''
       OR was.organ_region <> NEW.organ_region OR NEW.confirmed AND NEW.checked_by = was.entered_by
    THEN
        PERFORM public.certificate_refuse('what came from paper is confirmed by another');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('certificate ' || NEW.party, 0));
    IF NEW.confirmed AND EXISTS (
        SELECT FROM public.certificate c WHERE c.party = was.party AND c.kind = was.kind
        AND c.id <> was.id AND c.issued_on <= was.valid_until
        AND was.issued_on <= public.certificate_end(c.id)
        AND c.follows_id IS DISTINCT FROM was.id
        AND NOT EXISTS (SELECT FROM public.certificate_paper_check k
                        WHERE k.certificate_id = c.id AND NOT k.confirmed)) THEN
        PERFORM public.certificate_refuse('another certificate of the firm holds on its days');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION certificate_paper_check_guard() FROM PUBLIC
"""
"""What a second person confirms of a certificate from paper: of a migration of its own."""
CALLED: Final = (
    "certificate_refuse(text)", "certificate_end(bigint)", "certificate_holds(bigint, date)",
    "certificate_years(date, text)", "certificate_rule(text, date)",
)  # fmt: skip
"""Functions that triggers call with the rights of whoever writes."""


def write_guards() -> list[str]:
    """Functions and triggers."""
    found = [write_rule(), YEARS, FUNCTIONS, UNDERTAKEN, ISSUED]
    for table, function in (
        ("certificate", "certificate_guard"),
        ("certificate_extension", "certificate_extension_guard"),
        ("undertaking", "undertaking_guard"),
    ):
        found += make_trigger(table, f"{table}_lawful", "INSERT", function)
    for table in TABLES:
        found += make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "certificate_keep")
        found += make_trigger(table, f"{table}_whole", "TRUNCATE", "certificate_keep", "STATEMENT")
    return found


def write_applied_guards(application: str) -> list[str]:
    """A certificate and an extension are those that were applied for, of the day of that. Fires
    after the guard of the row itself: triggers fire in the order of their names."""
    found = [SAID]
    for table, when in (
        ("certificate", " WHEN (NEW.how <> 'paper')"), ("certificate_extension", ""),
    ):  # fmt: skip
        name = f"{table}_of_application"
        found += [
            (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW{when}"
                " EXECUTE FUNCTION certificate_applied_guard()"
            ),
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    if application:
        role = '"' + application.replace('"', '""') + '"'
        found.append(f"GRANT EXECUTE ON FUNCTION certificate_said(bigint) TO {role}")
    return found


def write_deemed_guards(application: str) -> list[str]:
    """The same for what the law deems; without rights to alter it, where a role is named."""
    table = "certificate_deemed"
    found = [
        DEEMED,
        *make_trigger(table, f"{table}_lawful", "INSERT", "certificate_deemed_guard"),
        *make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "certificate_keep"),
        *make_trigger(table, f"{table}_whole", "TRUNCATE", "certificate_keep", "STATEMENT"),
    ]
    if application:
        role = '"' + application.replace('"', '""') + '"'
        found.append(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
    return found


def write_paper_guards(application: str) -> list[str]:
    """The same for what a second person found of certificates from paper."""
    table = "certificate_paper_check"
    found = [
        ISSUED,
        PAPER,
        *make_trigger(table, f"{table}_lawful", "INSERT", f"{table}_guard"),
        *make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "certificate_keep"),
        *make_trigger(table, f"{table}_whole", "TRUNCATE", "certificate_keep", "STATEMENT"),
    ]
    if application:
        role = '"' + application.replace('"', '""') + '"'
        found.append(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
    return found


def make_trigger(table: str, name: str, event: str, function: str, each: str = "ROW") -> list[str]:
    """A trigger that holds in every session."""
    return [
        (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}"
            f" EXECUTE FUNCTION {function}()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do, and what its triggers need."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON {', '.join(TABLES)} FROM {role}",
        "REVOKE ALL ON FUNCTION certificate_rule(text, date) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {', '.join(CALLED)} TO {role}",
    ]


def write_rule() -> str:
    """The function that gives the triggers the law's numbers of a day."""
    return RULE.format(rows=", ".join(list_rows()))


def list_rows() -> Iterator[str]:
    """Every value of the parameters, with the days on which it holds."""
    for name in RULES:
        steps = load_law().parameters[name].steps
        for at, step in enumerate(steps):
            yield f"('{name}', {quote(step.since)}, {quote(step.until)}, {count(step.value)})"
            last = at == len(steps) - 1
            if last and step.until is not None and isinstance(step.value, bool):
                ended = date.fromordinal(step.until.toordinal() + 1)
                yield f"('{name}', {quote(ended)}, {quote(None)}, 0::numeric)"


def quote(day: date | None) -> str:
    """A day as SQL."""
    return "NULL::date" if day is None else f"DATE '{day.isoformat()}'"


def count(value: bool | int | Decimal) -> str:
    """A value as a number; a choice is 1 or 0."""
    return f"{Decimal(int(value) if isinstance(value, bool) else value)}::numeric"


def write_rules(using: str) -> None:
    """Put the law's numbers where the triggers read them; by the owner of the tables."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.certificate')")
        if cursor.fetchone() != (None,):
            cursor.execute(write_rule())
            cursor.execute(YEARS)
