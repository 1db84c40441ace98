"""The tables of the ledger, in SQL: what migration 0001 makes.

Who may do what is said twice: by grants (the first net) and by triggers that refuse every change
of what is written (the second; they bind the owner too, and a session that plays a replica). A
superuser gets round both: that is what the tree, the signed checkpoints and whoever keeps them
find out.
"""

from __future__ import annotations

from dataclasses import dataclass

from jifang.foundation.walls.policies import ByTerritory

LOG_TABLES = (
    "ledger_entry",
    "ledger_leaf",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_note",
)
"""Tables that are only ever added to."""

ENTRY = """
CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL,
    at timestamptz NOT NULL,
    organ text NOT NULL,
    organ_region text COLLATE "C" NOT NULL CHECK (organ_region <> ''),
    kind text NOT NULL CHECK (kind <> ''),
    key text,
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 65535),
    leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\\x00'::bytea || bytes)) STORED
)
"""
ENTRY_INDEXES = (
    # In the order in which the sequencer takes entries.
    "CREATE INDEX ledger_entry_order ON ledger_entry (xid, id)",
    "CREATE UNIQUE INDEX ledger_entry_key ON ledger_entry (key) WHERE key IS NOT NULL",
    "CREATE INDEX ledger_entry_region ON ledger_entry (organ_region, id)",
    "CREATE INDEX ledger_entry_kind ON ledger_entry (kind, id)",
    "CREATE INDEX ledger_entry_at ON ledger_entry USING brin (at) WITH (pages_per_range = 16)",
)
# A foreign key from the leaf to its entry would lock, and so write, every entry a second time;
# `audit` finds a leaf without its entry.
LOG = (
    """
CREATE TABLE ledger_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    entry bigint NOT NULL UNIQUE,
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32)
)
""",
    """
CREATE TABLE ledger_tile (
    level smallint NOT NULL CHECK (level >= 0),
    number bigint NOT NULL CHECK (number >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, number)
)
""",
    """
CREATE TABLE ledger_checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    horizon xid8 NOT NULL,
    last_xid xid8 NOT NULL,
    last_entry bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
)
""",
    """
CREATE TABLE ledger_note (
    size bigint PRIMARY KEY REFERENCES ledger_checkpoint (size),
    note text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
)
""",
)
# Salts and clear values of personal data. Deleting a row erases the person and leaves the proof.
COMMITMENT = (
    """
CREATE TABLE ledger_commitment (
    entry bigint NOT NULL REFERENCES ledger_entry (id),
    field text NOT NULL CHECK (field <> ''),
    organ_region text COLLATE "C" NOT NULL CHECK (organ_region <> ''),
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    value text NOT NULL,
    PRIMARY KEY (entry, field)
)
""",
    "CREATE INDEX ledger_commitment_region ON ledger_commitment (organ_region)",
)
TRIGGERS = (
    """
CREATE FUNCTION ledger_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_catalog.pg_current_xact_id();
    NEW.at := pg_catalog.clock_timestamp();
    RETURN NEW;
END$$
""",
    """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '账本只增不改 / the ledger is only ever added to: % on % is refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END$$
""",
    "REVOKE ALL ON FUNCTION ledger_stamp(), ledger_refuse() FROM PUBLIC",
    (
        "CREATE TRIGGER ledger_stamp BEFORE INSERT ON ledger_entry"
        " FOR EACH ROW EXECUTE FUNCTION ledger_stamp()"
    ),
    "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_stamp",
)

IN_RANGE = ByTerritory().condition()
"""The rows of the reader's territory; a missing or empty setting is an empty range."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The database roles: a database of someone else's may give several parts to one."""

    application: str
    sequencer: str
    signer: str


def quote_name(name: str) -> str:
    """A role's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def protect(table: str) -> list[str]:
    """The triggers that refuse to change or empty a table."""
    found = []
    for event, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = "ledger_keep" if each == "ROW" else "ledger_keep_all"
        found += [
            (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
                f" FOR EACH {each} EXECUTE FUNCTION ledger_refuse()"
            ),
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    return found


def write_tables() -> list[str]:
    """The tables and their triggers."""
    statements = [ENTRY, *ENTRY_INDEXES, *LOG, *COMMITMENT, *TRIGGERS]
    for table in LOG_TABLES:
        statements += protect(table)
    # What was committed to may be erased, never put right.
    statements += [
        (
            "CREATE TRIGGER ledger_keep BEFORE UPDATE ON ledger_commitment"
            " FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        ),
        "ALTER TABLE ledger_commitment ENABLE ALWAYS TRIGGER ledger_keep",
    ]
    return statements


def write_policies(roles: Roles) -> list[str]:
    """Row-level security: acts by territory, hashes for all who were granted them.

    Adding an entry is open to every act of the application: evidence of an act or a refusal must
    not fail because of where its actor may look.
    """
    services = ", ".join(sorted({quote_name(roles.sequencer), quote_name(roles.signer)}))
    app = quote_name(roles.application)
    statements = []
    for table in (*LOG_TABLES, "ledger_commitment"):
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        ]
    statements += [
        f"CREATE POLICY append ON ledger_entry FOR INSERT TO {app} WITH CHECK (true)",
        f"CREATE POLICY territory ON ledger_entry FOR SELECT TO {app} USING ({IN_RANGE})",
        f"CREATE POLICY services ON ledger_entry FOR SELECT TO {services} USING (true)",
        f"CREATE POLICY append ON ledger_commitment FOR INSERT TO {app} WITH CHECK (true)",
        f"CREATE POLICY territory ON ledger_commitment FOR SELECT TO {app} USING ({IN_RANGE})",
        f"CREATE POLICY erase ON ledger_commitment FOR DELETE TO {app} USING ({IN_RANGE})",
    ]
    for table in LOG_TABLES[1:]:
        writer = quote_name(roles.signer if table == "ledger_note" else roles.sequencer)
        statements += [
            f"CREATE POLICY hashes ON {table} FOR SELECT USING (true)",
            f"CREATE POLICY append ON {table} FOR INSERT TO {writer} WITH CHECK (true)",
        ]
    return statements


def write_table_grants(roles: Roles, owner: str) -> list[str]:
    """What each role may do; an owner that also plays another part is held back by nothing."""
    statements: list[str] = []
    app, sequencer, signer = (
        quote_name(name) for name in (roles.application, roles.sequencer, roles.signer)
    )
    log = ", ".join(LOG_TABLES)
    if roles.application != owner:
        statements += [
            f"REVOKE ALL ON {log}, ledger_commitment FROM {app}",
            f"GRANT SELECT ON {log}, ledger_commitment TO {app}",
            f"GRANT INSERT (organ, organ_region, kind, key, bytes) ON ledger_entry TO {app}",
            f"GRANT INSERT, DELETE ON ledger_commitment TO {app}",
        ]
    if roles.sequencer != owner:
        statements += [
            f"GRANT SELECT (id, xid, at, leaf_hash) ON ledger_entry TO {sequencer}",
            f"GRANT SELECT, INSERT ON ledger_leaf, ledger_tile, ledger_checkpoint TO {sequencer}",
        ]
    if roles.signer != owner:
        statements += [
            f"GRANT SELECT ON {log} TO {signer}",
            f"GRANT INSERT (size, note) ON ledger_note TO {signer}",
        ]
    return statements


def write_schema(roles: Roles, owner: str) -> list[str]:
    """Every statement, in order; run by the owner in one transaction."""
    return [*write_tables(), *write_policies(roles), *write_table_grants(roles, owner)]
