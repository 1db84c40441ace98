"""What the database itself guards of approvals and acceptances, for every role and plain SQL.

A case about a project stands before the organ that arts. 17 and 19 name; an approval, an acceptance
and a confirmation come of their step, of the same transaction, organ and project; acceptance is the
approving organ's alone. The one notice of a review names every class that was not handed in and
every defect that was noted; a review is not accepted short of a class. The organ above, and the
county of a place, are those of the law's own functions (`jifang/law/places.py`). Whoever owns the
tables gets round all this.
"""

from __future__ import annotations

from typing import Final

from jifang.domains.approvals.data import SLOTS

TABLES: Final = (
    "design_approval", "system_acceptance", "acceptance_confirmation", "system_change",
)  # fmt: skip

# Every name is given in full: a table of the session's own never stands in for one of these.
FUNCTIONS = """
CREATE FUNCTION approval_refuse(said text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '不合规定 / not lawful: %', said USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION approval_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.approval_refuse(TG_OP || ' on ' || TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE FUNCTION approval_county(region text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE WHEN left(region, 4) IN ('4419', '4420') THEN left(region, 4) || '00'
            WHEN left(region, 2) = '44' AND substr(region, 5, 2) NOT IN ('', '00')
            THEN left(region, 6) END
$$;

CREATE FUNCTION approval_organ(project_id text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE
    WHEN p.setting = 'key_unit' THEN public.approval_county(p.region)
    WHEN p.setting <> 'public_area' THEN NULL
    WHEN p.constructing_unit_level IN ('village', 'township')
        THEN public.approval_county(p.constructing_unit_region)
    WHEN p.constructing_unit_level = 'county' THEN left(p.constructing_unit_region, 4) || '00'
    WHEN p.constructing_unit_level = 'prefecture' THEN '440000' END
FROM public.project p WHERE p.public_id::text = project_id
$$;

CREATE FUNCTION approval_latest(project_id text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT a.organ FROM public.design_approval a WHERE a.project = project_id
ORDER BY a.id DESC LIMIT 1
$$;

CREATE FUNCTION approval_case_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE approved text;
BEGIN
    IF NEW.about_kind <> 'project' OR NOT EXISTS (SELECT FROM public.project p
       WHERE p.public_id::text = NEW.about_id AND p.party = NEW.party) THEN
        PERFORM public.approval_refuse('the constructing unit applies, about its project');
    END IF;
    approved := public.approval_latest(NEW.about_id);
    IF NEW.procedure = 'design_review'
       AND NEW.organ_region IS DISTINCT FROM public.approval_organ(NEW.about_id) THEN
        PERFORM public.approval_refuse('art. 17: another organ approves this design');
    ELSIF NEW.procedure = 'acceptance' AND (approved IS NULL OR NEW.organ <> approved
       OR NEW.approved_by <> approved) THEN
        PERFORM public.approval_refuse('art. 19: accepted by the organ that approved');
    ELSIF NEW.procedure = 'system_change' AND (approved IS NOT NULL AND NEW.organ <> approved
       OR approved IS NULL
       AND NEW.organ_region IS DISTINCT FROM public.approval_organ(NEW.about_id)) THEN
        PERFORM public.approval_refuse('art. 23: another organ authorises this change');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION approval_row_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE done record; allowed text[];
BEGIN
    SELECT e.act, e.by_party, e.legal_day, e.letter, f.procedure, f.about_id, f.organ,
           f.organ_region, f.party, f.id AS case_id INTO done
    FROM public.case_event e JOIN public.case_file f ON f.id = e.case_id
    WHERE e.id = NEW.event_id AND e.xid = pg_current_xact_id();
    IF NOT FOUND OR done.about_id <> NEW.project OR done.organ <> NEW.organ
       OR done.organ_region <> NEW.organ_region OR done.party <> NEW.party
       OR TG_ARGV[0] <> done.procedure OR NOT done.act = ANY (TG_ARGV[1:]) THEN
        PERFORM public.approval_refuse(TG_TABLE_NAME || ' without its step');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION design_approval_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.organ_region IS DISTINCT FROM public.approval_organ(NEW.project) THEN
        PERFORM public.approval_refuse('art. 17: another organ approves this design');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION system_acceptance_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE done text;
BEGIN
    SELECT e.act INTO done FROM public.case_event e WHERE e.id = NEW.event_id;
    IF NOT EXISTS (SELECT FROM public.design_approval a WHERE a.id = NEW.approval_id
                   AND a.project = NEW.project AND a.organ = NEW.organ)
       OR NEW.organ <> public.approval_latest(NEW.project)
       OR NEW.verdict <> (CASE done WHEN 'pass' THEN 'passed'
              WHEN 'pass_basic' THEN 'basically_passed' ELSE 'not_passed' END) THEN
        PERFORM public.approval_refuse('art. 19: accepted by the organ that approved');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION acceptance_confirmation_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.system_acceptance a WHERE a.id = NEW.acceptance_id
                   AND a.project = NEW.project AND a.organ = NEW.organ
                   AND a.verdict = 'basically_passed') THEN
        PERFORM public.approval_refuse('nothing to confirm');
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION approval_refuse(text), approval_keep(), approval_county(text),
    approval_organ(text), approval_latest(text), approval_case_guard(), approval_row_guard(),
    design_approval_guard(), system_acceptance_guard(), acceptance_confirmation_guard()
    FROM PUBLIC
"""
CLASSES = """
CREATE FUNCTION approval_handed(case_pk bigint, class text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT EXISTS (SELECT FROM public.case_event e WHERE e.case_id = case_pk
               AND e.act IN ('apply', 'supply') AND e.details -> class -> 0 IS NOT NULL)
$$;

CREATE FUNCTION approval_names(defects jsonb, names text[], said text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT EXISTS (SELECT FROM jsonb_array_elements(defects) d WHERE btrim(d ->> 'item') = ANY (names)
               AND (said IS NULL OR btrim(d ->> 'text') = said))
$$;

CREATE FUNCTION approval_notice_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE one record; missed text;
BEGIN
    IF NOT EXISTS (SELECT FROM public.case_file f WHERE f.id = NEW.case_id
                   AND f.procedure = 'design_review') THEN
        RETURN NEW;
    END IF;
    FOR one IN SELECT * FROM (VALUES {classes}) v(code, names) LOOP
        IF NOT public.approval_handed(NEW.case_id, one.code)
           AND NOT public.approval_names(NEW.defects, one.names, NULL) THEN
            PERFORM public.approval_refuse('art. 17: the notice leaves out ' || one.code);
        END IF;
        SELECT d INTO missed FROM public.intake_check k,
            jsonb_array_elements_text(k.marks -> one.code -> 'defects') d
            WHERE k.case_id = NEW.case_id AND k.marks -> one.code ->> 'mark' = 'defect'
            AND NOT public.approval_names(NEW.defects, one.names, d) LIMIT 1;
        IF FOUND THEN
            PERFORM public.approval_refuse('art. 17: the notice leaves out what was noted of '
                                           || one.code);
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE FUNCTION approval_accept_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE one record; told jsonb;
BEGIN
    SELECT n.defects INTO told FROM public.case_notice n WHERE n.case_id = NEW.case_id
        ORDER BY n.id LIMIT 1;
    FOR one IN SELECT * FROM (VALUES {classes}) v(code, names) LOOP
        IF told IS NOT NULL AND NOT public.approval_names(told, one.names, NULL) THEN
            CONTINUE;  -- not named in the notice: never to be asked for any more
        END IF;
        IF NOT public.approval_handed(NEW.case_id, one.code)
           OR (NEW.details -> 'checked' @> to_jsonb(one.code)) IS NOT TRUE THEN
            PERFORM public.approval_refuse('art. 17: accepted without ' || one.code);
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION approval_handed(bigint, text), approval_names(jsonb, text[], text),
    approval_notice_guard(), approval_accept_guard() FROM PUBLIC
"""
"""The five classes of art. 17 ¶2: what the one notice must name, what is accepted."""
CLASS_CALLED: Final = ("approval_handed(bigint, text)", "approval_names(jsonb, text[], text)")
CALLED: Final = (
    "approval_refuse(text)", "approval_county(text)", "approval_organ(text)",
    "approval_latest(text)",
)  # fmt: skip
"""Functions that triggers call with the rights of whoever writes."""
STEPS: Final = (
    ("design_approval", "design_review", "approve"),
    ("system_acceptance", "acceptance", "pass", "pass_basic", "fail"),
    ("acceptance_confirmation", "acceptance", "confirm"),
    ("system_change", "system_change", "apply"),
)
"""Each table, the procedure and the steps that add its rows."""
OWN: Final = ("design_approval", "system_acceptance", "acceptance_confirmation")
PROCEDURES: Final = "'design_review', 'acceptance', 'system_change'"


def write_guards() -> list[str]:
    """Functions and triggers. A row's triggers fire in the order of their names."""
    found = [FUNCTIONS]
    found += make_trigger(
        "case_file", "approval_case_guard", "INSERT", "approval_case_guard()",
        when=f" WHEN (NEW.procedure IN ({PROCEDURES}))",
    )  # fmt: skip
    for table, *step in STEPS:
        called = ", ".join(f"'{word}'" for word in step)
        found += make_trigger(table, f"{table}_step", "INSERT", f"approval_row_guard({called})")
    for table in OWN:
        found += make_trigger(table, f"{table}_lawful", "INSERT", f"{table}_guard()")
    for table in TABLES:
        found += make_trigger(table, f"{table}_keep", "UPDATE OR DELETE", "approval_keep()")
        found += make_trigger(
            table, f"{table}_whole", "TRUNCATE", "approval_keep()", each="STATEMENT"
        )
    return found


def write_class_guards() -> list[str]:
    """Functions and triggers for the five classes of document, by code and name."""
    values = ", ".join(
        f"('{code}', ARRAY['{code}', '{title.zh}', '{title.en}'])" for code, title in SLOTS.items()
    )
    return [
        CLASSES.replace("{classes}", values),
        *make_trigger("case_notice", "case_notice_classes", "INSERT", "approval_notice_guard()"),
        *make_trigger(
            "case_event", "case_event_classes", "INSERT", "approval_accept_guard()",
            when=" WHEN (NEW.procedure = 'design_review' AND NEW.act = 'accept')",
        ),
    ]  # fmt: skip


def write_class_rights(application: str) -> list[str]:
    """What the triggers of the five classes need."""
    role = '"' + application.replace('"', '""') + '"'
    return [f"GRANT EXECUTE ON FUNCTION {', '.join(CLASS_CALLED)} TO {role}"]


def make_trigger(
    table: str, name: str, event: str, function: str, *, each: str = "ROW", when: str = ""
) -> list[str]:
    """A trigger that holds in every session."""
    return [
        (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}{when}"
            f" EXECUTE FUNCTION {function}"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def write_rights(application: str) -> list[str]:
    """What the application's role may no longer do, and what its triggers need."""
    role = '"' + application.replace('"', '""') + '"'
    return [
        f"REVOKE UPDATE, DELETE ON {', '.join(TABLES)} FROM {role}",
        f"REVOKE DELETE ON intake_check FROM {role}",
        f"GRANT EXECUTE ON FUNCTION {', '.join(CALLED)} TO {role}",
    ]
