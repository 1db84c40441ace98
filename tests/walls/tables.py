"""What the walk knows of every table: how a row of it is made, and which ways lead to it.

A table that stands neither here nor in `walls/lint.py` EXEMPT fails the walk with its name. The
ways are `territory`, `party`, `actor`, `grant`, an administration, and `all`; they are said here a
second time, apart from the policies, so that a policy that opens more than was meant is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Ways = frozenset[str]
NONE: Final[Ways] = frozenset()


def ways(*names: str) -> Ways:
    return frozenset(names)


TERRITORY: Final = ways("territory")
BODY: Final = ways("territory", "party")
ALL: Final = ways("all")


@dataclass(frozen=True)
class Table:
    """A table: who may read its rows, add, change and take away; columns that need a value of
    their own, as SQL in which {n} is a number and {region} the place's division."""

    see: Ways
    insert: Ways = NONE
    update: Ways = NONE
    delete: Ways = NONE
    why_open: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    touch: str = ""
    """How a row is changed where a trigger does not let just any column be set to itself."""
    follows: bool = False
    """Triggers add rows when other tables get theirs: only the walk's own are left."""
    lifted: tuple[str, ...] = ()
    """Triggers that let only lawful acts add rows; lifted while the owner lays the ground."""

    @property
    def commands(self) -> Mapping[str, Ways]:
        """The ways by the command that they lead to."""
        return {"SELECT": self.see, "UPDATE": self.update, "DELETE": self.delete,
                "INSERT": self.insert}  # fmt: skip


def body(**columns: str) -> Table:
    """The ordinary wall: territory and party, for everything."""
    return Table(BODY, BODY, BODY, BODY, columns=columns)


def kept(**columns: str) -> Table:
    """A record of a register: territory and party, never taken away."""
    return Table(BODY, BODY, BODY, NONE, columns={"state": "'active'", **columns})


def of_case(table: str, *lifted: str, **columns: str) -> Table:
    """A part of a case: only ever added to, by whoever keeps the case; opened by single grants."""
    return Table(BODY | {"grant"}, TERRITORY, columns=columns, lifted=(f"{table}_part", *lifted))


SECURITY: Final = ways("security_admin")
DIGEST: Final = "lpad('{n}', 64, '0')"
HASH: Final = "sha256(convert_to('{n}', 'UTF8'))"

TABLES: Final[Mapping[str, Table]] = {
    "account": Table(
        ALL, ALL, ALL, ALL, "found by its sign-in name before anyone is signed in"
    ),
    "membership": Table(
        BODY | SECURITY | {"actor"}, BODY | SECURITY, BODY | SECURITY, BODY | SECURITY,
        columns={"role": "'officer'"},
    ),
    "delegation": Table(
        BODY | SECURITY | {"actor"}, BODY | SECURITY, BODY | SECURITY, BODY | SECURITY
    ),
    "invitation": Table(
        ALL, BODY | SECURITY, ALL, SECURITY, "accepted by its link before there is an account"
    ),
    "division": Table(
        ALL, ways("system_admin"), ways("system_admin"), NONE, "reference data",
        {"code": "(449000000 + {n})::text"},
    ),
    "organ": Table(ALL, ways("system_admin"), ways("system_admin"), NONE, "reference data"),
    "recovery": Table(
        ALL, ways("party") | SECURITY, ALL, NONE, "used by its link before there is a session"
    ),
    "sign_in_watch": Table(
        ALL, ALL, ALL, ALL, "keyed digests and counts, before anyone is signed in"
    ),
    "mfa_authenticator": Table(
        ways("actor"), ways("actor"), ways("actor"), ways("actor"), columns={"type": "'webauthn'"}
    ),
    "account_emailaddress": Table(
        ways("actor"), ways("actor"), ways("actor"), ways("actor"),
        columns={"email": "'e{n}@example.org'"},
    ),
    "account_emailconfirmation": Table(SECURITY, columns={"key": "'k{n}'"}),
    "demonstration": Table(
        ALL, ways("system_admin"), ways("system_admin"), ways("system_admin"),
        "whether the platform holds demonstration data", {"id": "{n}"},
    ),
    "saved_view": Table(ways("actor"), ways("actor"), ways("actor"), ways("actor")),
    "export": Table(
        ways("actor"), ways("actor"), ways("actor"), ways("actor"),
        columns={"format": "'csv'", "state": "'asked'"},
    ),
    "import_file": Table(ways("actor"), ways("actor"), ways("actor"), ways("actor")),
    "import_portion": Table(ways("actor"), ways("actor"), ways("actor"), ways("actor")),
    "import_fault": Table(ways("actor"), ways("actor"), ways("actor"), ways("actor")),
    "access_token": Table(
        SECURITY | {"actor"}, ways("actor"), SECURITY | {"actor"}, NONE,
        columns={"expires_at": "now() + interval '1 year'", "created_at": "now()"},
    ),
    "access_token_key": Table(
        ALL, ways("actor"), NONE, NONE, "found by the hash of a secret before anyone is known"
    ),
    "kept_answer": Table(
        ways("actor", "system_admin"), ways("actor"), ways("actor"), ways("actor", "system_admin")
    ),
    "rate_bucket": Table(ALL, ALL, ALL, ALL, "a number or a keyed digest, and a count"),
    "document": Table(
        BODY | {"grant"}, BODY, NONE, BODY, columns={"sha256": DIGEST}
    ),
    "number_series": Table(
        TERRITORY, TERRITORY, TERRITORY, NONE, columns={"last": "1"}, touch='"last" = "last" + 1'
    ),
    "number_drawn": Table(TERRITORY, TERRITORY),
    "letter": Table(BODY | {"grant"}, TERRITORY),
    "letter_end": Table(BODY, TERRITORY, columns={"state": "'withdrawn'"}),
    "record_change": Table(BODY, BODY, BODY, NONE, touch='"organ_region" = "organ_region"'),
    "gram": Table(BODY, BODY, NONE, BODY),
    "unit": kept(name="'w {region}'"),
    "site": kept(unit_name="'w {region}'", datum="''"),
    "system": kept(),
    "device": kept(code="''"),
    "channel": kept(code="''", datum="''"),
    "plan": kept(year_from="2026", year_until="2027"),
    "funding": kept(),
    "sign": kept(),
    "connection": kept(fee="0"),
    "course": kept(),
    "attendance": kept(),
    "organisation": kept(),
    "staff": kept(),
    "credential": kept(),
    "tool": kept(),
    "premises": kept(),
    "firm_project": kept(),
    "accreditation": kept(),
    "service_promise": kept(),
    "promise_check": kept(to_standard="true", promise_kept="true"),
    "firm_rule": kept(),
    "secrecy_agreement": kept(with_whom="'staff'", staff_number="'w{n}'"),
    "paper_archive": kept(),
    "other_duty": kept(),
    "duty_standing": Table(BODY, TERRITORY, TERRITORY),
    "duty_reminder": Table(BODY, TERRITORY, columns={"told_on": "'2026-01-01'"}),
    "quality_proof": kept(),
    "store": kept(),
    "designation": Table(BODY, TERRITORY, TERRITORY, NONE, columns={"state": "'active'"}),
    "figure": Table(TERRITORY, BODY, NONE, TERRITORY, follows=True),
    "site_due": Table(BODY, BODY, NONE, TERRITORY, follows=True),
    "site_standing": Table(
        BODY, TERRITORY, TERRITORY, NONE, columns={"outcome": "'unknown'"}
    ),
    "grant_opened": Table(
        ALL, TERRITORY, TERRITORY, NONE, "a key drawn at random, and to which organ it is opened",
        touch="closed_at = now()",
    ),
    "notification": Table(
        ways("party", "actor"), TERRITORY, ways("party", "actor"), touch="read_at = now()"
    ),
    "case_transition": Table(ALL, why_open="which changes of state the procedures allow"),
    "case_file": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY,
        columns={"version": "1"}, lifted=("case_file_guard", "case_file_has_event"),
    ),
    "case_event": of_case(
        "case_event", "case_event_stamp", "case_event_has_case", acceptance="false"
    ),
    "case_assignment": of_case("case_assignment"),
    "case_opinion": of_case("case_opinion"),
    "case_notice": of_case("case_notice", "case_notice_check"),
    "case_period": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY,
        columns={"calendar_year": "2026"}, lifted=("case_period_part",),
    ),
    "case_period_event": of_case("case_period_event"),
    "case_recusal": of_case("case_recusal"),
    "commendation": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY,
        columns={"subject": "'unit'", "contribution": "''", "claimed": "''"},
        lifted=("commendation_step_insert", "commendation_part"),
    ),
    "commendation_consent": of_case("commendation_consent", "commendation_consent_step_insert"),
    "commendation_publication": Table(
        ALL, TERRITORY, TERRITORY, why_open="published",
        columns={"subject": "'unit'", "state": "'published'"},
        lifted=("commendation_publication_step_insert",),
    ),
    "case_look": Table(ways("actor"), ways("actor"), ways("actor"), ways("actor")),
    "complaint": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY,
        lifted=("complaint_part", "complaint_guard", "complaint_bearer"),
    ),
    "complaint_note": of_case("complaint_note"),
    "complaint_rating": of_case("complaint_rating", stars="5"),
    "complaint_unsealing": Table(
        BODY, TERRITORY, TERRITORY,
        columns={"decided_by": "''", "decided_lender": "''", "looks": "0"},
        lifted=("complaint_unsealing_part", "complaint_unsealing_guard"),
    ),
    # Its key stands in no table: no scope that anyone is given holds it.
    "complaint_identity": Table(
        NONE, ways("party"), columns={"grant_key": "'identity-{n}'"}
    ),
    "certificate": Table(
        ALL, TERRITORY, why_open="certificates are public",
        columns={
            "kind": "'qualification'", "how": "'paper'", "level": "4", "letter": "''",
            "issued_on": "'2026-01-02'", "valid_until": "'2028-01-02'", "event_id": "NULL",
            "follows_id": "NULL", "firm_region": "{region}", "level_since": "'2026-01-02'",
            "take": "0",
        }, lifted=("certificate_lawful", "certificate_of_application"),
    ),
    "certificate_extension": Table(
        ALL, TERRITORY, why_open="certificates are public",
        lifted=("certificate_extension_lawful", "certificate_extension_of_application"),
    ),
    "certificate_paper_check": Table(
        ALL, TERRITORY, why_open="certificates are public",
        lifted=("certificate_paper_check_lawful",),
    ),
    "undertaking": Table(
        BODY, TERRITORY, lifted=("undertaking_lawful", "undertaking_of_project"),
        columns={"certificate_id": "NULL", "filing_id": "NULL"},
    ),
    "certificate_deemed": Table(
        ALL, TERRITORY, why_open="certificates are public", lifted=("certificate_deemed_lawful",)
    ),
    "certificate_reminder": Table(BODY, TERRITORY),
    # A testing body sees them, too, by its own column: tests/domains/testing/test_reports.py.
    "test_commission": Table(
        BODY | {"grant"}, TERRITORY, lifted=("test_commission_lawful",)
    ),
    "test_answer": Table(
        BODY | {"grant"}, TERRITORY, lifted=("test_answer_lawful",),
        columns={"answer": "'declined'"},
    ),
    "test_report": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY, lifted=("test_report_lawful",),
        columns={"state": "'draft'", "version": "1"}, touch='"edition" = "edition" + 1',
    ),
    "test_clause": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY, TERRITORY, lifted=("test_clause_lawful",),
        touch='"remark" = "remark"',
    ),
    "project": Table(
        BODY | {"grant"}, BODY, BODY, NONE,
        columns={"state": "'active'", "stage": "''", "unit_name": "'w {region}'"},
    ),
    "project_equipment": Table(
        BODY | {"grant"}, BODY, BODY, NONE, columns={"state": "'active'"}
    ),
    "project_equipment_proof": Table(
        BODY | {"grant"}, BODY, BODY, NONE, columns={"state": "'active'"}
    ),
    "project_member": Table(
        BODY | {"grant"}, TERRITORY, TERRITORY, columns={"undertaking": "NULL", "until": "NULL"},
        touch='"until" = "until"', lifted=("project_member_lawful",),
    ),
    "project_stage": Table(BODY | {"grant"}, TERRITORY, lifted=("project_stage_lawful",)),
    "project_trial_entry": Table(
        BODY | {"grant"}, TERRITORY, lifted=("project_trial_entry_lawful",)
    ),
    "project_paper": Table(BODY | {"grant"}, TERRITORY, lifted=("project_paper_lawful",)),
    "project_preliminary": Table(
        BODY | {"grant"}, TERRITORY, lifted=("project_preliminary_lawful",)
    ),
    "design_approval": Table(
        BODY, TERRITORY, lifted=("design_approval_step", "design_approval_lawful")
    ),
    "system_acceptance": Table(
        BODY, TERRITORY, columns={"verdict": "'passed'"},
        lifted=("system_acceptance_step", "system_acceptance_lawful"),
    ),
    "acceptance_confirmation": Table(
        BODY, TERRITORY,
        lifted=("acceptance_confirmation_step", "acceptance_confirmation_lawful"),
    ),
    "system_change": Table(BODY, TERRITORY, lifted=("system_change_step",)),
    "intake_check": Table(TERRITORY, TERRITORY, TERRITORY),
    "job_run": Table(ALL, ALL, ALL, ALL, "keys of jobs that ran, drawn at random"),
    "stored_assessment": Table(ALL, ALL, ALL, ALL, "reached by the hash of a link"),
    "ledger_entry": Table(
        TERRITORY, ALL, why_open="evidence of any act may be added", columns={"xid": "", "at": ""}
    ),
    "ledger_commitment": Table(
        TERRITORY, ALL, NONE, TERRITORY, "a refusal may concern any organ",
        {"salt": "decode('00112233445566778899aabbccddeeff', 'hex')"},
    ),
    "ledger_leaf": Table(ALL, why_open="hashes", columns={"leaf_hash": HASH, "entry": "{n}"}),
    "ledger_tile": Table(
        ALL, why_open="hashes",
        columns={"hashes": "decode(repeat('00', 8192), 'hex')", "level": "0", "number": "{n}"},
    ),
    "ledger_checkpoint": Table(ALL, why_open="hashes", columns={
        "root": HASH, "horizon": "pg_current_xact_id()", "last_xid": "pg_current_xact_id()",
    }),
    "ledger_note": Table(ALL, why_open="published"),
}  # fmt: skip
