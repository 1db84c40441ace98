"""Every address of the site as the walk sees it; one without an entry fails the walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """What an address shows, and how it is asked for.

    `path` is asked for by everyone; an `id` in it stands for a row that somebody may see: `member`
    for a membership's number, `loan`, `factor`, `token`, `party`, `record`. `why_open` says why
    nothing of anybody's is behind an address that needs no sign-in.
    """

    path: str
    id: str = ""
    why_open: str = ""


LAW: Final = "the law and what is entered there, forgotten with the answer"
LOG: Final = "the log is public; no personal datum stands in it"
LINK: Final = "reached by a link or code that nobody can guess"
SIGN_IN: Final = "one's own sign-in"
PUBLISHED: Final = "what was published; a person is named with consent alone"
NOBODYS: Final = "00000000-0000-0000-0000-000000000001"
SUMS: Final = "figures of the whole province, small numbers held back"
CERTIFIED: Final = "certificates are public; nothing personal stands in them"
TOKEN: Final = "x" * 32
NO_ID: Final = "00000000-0000-4000-8000-000000000000"

ADDRESSES: Final[Mapping[str, Address]] = {
    "healthz": Address("/healthz", why_open="whether the site answers"),
    "readyz": Address("/readyz", why_open="whether its parts are there"),
    "metrics": Address("/metrics", why_open="counts of the process, by a token or from here only"),
    "log_checkpoint": Address("/log/checkpoint", why_open=LOG),
    "log_policy": Address("/log/policy", why_open=LOG),
    "log_tile": Address("/log/tile/0/000", why_open=LOG),
    "api": Address("/api/v1/law/questions", why_open="its operations: test_api.py"),
    "api_elsewhere": Address("/api/none", why_open="there is nothing"),
    "developers": Address("/developers/", why_open="how the API is used"),
    "home": Address("/", why_open=LAW),
    "about": Address("/about", why_open=LAW),
    "set_type": Address("/type", why_open="the size of letters"),
    "amendments": Address("/amendments/", why_open=LAW),
    "assess_form": Address("/assess/form/", why_open=LAW),
    "assess_take_up": Address(f"/assess/r/{TOKEN}/form/", why_open=LINK),
    "assess": Address("/assess/", why_open=LAW),
    "assess_template": Address("/assess/dossier.xlsx", why_open=LAW),
    "assess_schema": Address("/assess/dossier.schema.json", why_open=LAW),
    "assess_result": Address(f"/assess/r/{TOKEN}/", why_open=LINK),
    "assess_result_json": Address(f"/assess/r/{TOKEN}/result.json", why_open=LINK),
    "assess_dossier_json": Address(f"/assess/r/{TOKEN}/dossier.json", why_open=LINK),
    "assess_delete": Address(f"/assess/r/{TOKEN}/delete", why_open=LINK),
    "report": Address("/report/", why_open=LAW),
    "report_new": Address(
        "/report/new/", why_open="an empty form; nothing is kept before it is sent"
    ),
    "report_counter": Address("/report/counter/"),
    "report_sent": Address("/report/sent/", why_open=LINK),
    "report_follow": Address("/report/follow/", why_open=LINK),
    "report_end": Address("/report/follow/end/", why_open=LINK),
    "report_letter": Address(f"/report/follow/letter/{NO_ID}/", why_open=LINK),
    "report_act": Address("/report/follow/rate/", why_open=LINK),
    "report_identity": Address("/cases/{id}/identity/", id="case"),
    "report_contact": Address("/cases/{id}/contact/", id="case"),
    "covered": Address("/covered/", why_open=LAW),
    "deadlines": Address("/deadlines/", why_open=LAW),
    "divisions": Address("/divisions/", why_open="divisions and organs are reference data"),
    "division": Address("/divisions/440305/", why_open="divisions and organs are reference data"),
    "law_index": Address("/law/", why_open=LAW),
    "law_search": Address("/law/search/?q=90", why_open=LAW),
    "law_coverage": Address("/law/coverage/", why_open=LAW),
    "law_parameters": Address("/law/parameters/", why_open=LAW),
    "law_akn_zh": Address("/law/gd-decree-238/akn.zh.xml", why_open=LAW),
    "law_akn_en": Address("/law/gd-decree-238/akn.en.xml", why_open=LAW),
    "law_provision": Address("/law/gd-decree-238/art_17/", why_open=LAW),
    "law_instrument": Address("/law/cn-decree-799/", why_open=LAW),
    "ledger": Address("/ledger/", why_open=LOG),
    "ledger_checkpoint": Address("/ledger/checkpoint/", why_open=LOG),
    "ledger_entries": Address("/ledger/entries/", why_open=LOG),
    "ledger_entry": Address("/ledger/entries/0/", why_open=LOG),
    "ledger_bytes": Address("/ledger/entries/0/bytes", why_open=LOG),
    "ledger_proof": Address("/ledger/entries/0/proof", why_open=LOG),
    "ledger_verifier": Address("/ledger/verifier", why_open=LOG),
    "verify": Address("/verify/", why_open=LINK),
    "verify_letter": Address("/verify/ABCD", why_open=LINK),
    "certificates": Address("/certificates/?q=外来", why_open=CERTIFIED),
    "certificate": Address(
        "/certificates/00000000-0000-0000-0000-000000000001/", why_open=CERTIFIED
    ),
    "certificate_enter": Address("/certificates/enter/"),
    "certificate_check": Address(f"/certificates/{NO_ID}/check/"),
    "services": Address("/services/", why_open="procedures and the law; no case of anybody's"),
    "service": Address(
        "/services/complaint/", why_open="a procedure and the law; no case of anybody's"
    ),
    "track": Address("/track/", why_open=LINK),
    "statistics": Address("/statistics/"),
    "statistics_region": Address("/statistics/{id}/", "region"),
    "statistics_csv": Address("/statistics/{id}/figures.csv", "region"),
    "statistics_public": Address("/statistics/public/", why_open=SUMS),
    "statistics_public_csv": Address("/statistics/public/figures.csv", why_open=SUMS),
    "my_qualification": Address("/my-qualification/"),
    "my_qualification_apply": Address("/my-qualification/apply/initial/"),
    "project": Address(f"/projects/{NO_ID}/"),
    "project_initiate": Address(f"/projects/{NO_ID}/initiate/"),
    "project_name_member": Address(f"/projects/{NO_ID}/members/new/"),
    "project_take_on": Address(f"/projects/{NO_ID}/members/{NO_ID}/take-on/"),
    "project_end_member": Address(f"/projects/{NO_ID}/members/{NO_ID}/end/"),
    "project_equip": Address(f"/projects/{NO_ID}/equipment/new/"),
    "project_prove": Address(f"/projects/{NO_ID}/equipment/{NO_ID}/proof/"),
    "project_paper_add": Address(f"/projects/{NO_ID}/papers/new/"),
    "project_log": Address(f"/projects/{NO_ID}/log/"),
    "my_duties": Address("/my-duties/"),
    "duties_of": Address("/duties/{id}/", "record"),
    "training": Address("/training/"),
    "training_enter": Address("/training/{id}/", "record"),
    "questions": Address("/questions/", why_open=LAW),
    "question": Address("/questions/retention/", why_open=LAW),
    "question_schema": Address("/questions/retention/schema.json", why_open=LAW),
    "invitation": Address(f"/invitation/{TOKEN}/", why_open=LINK),
    "recovery": Address(f"/recovery/{TOKEN}/", why_open=LINK),
    "account_login": Address("/account/login/", why_open=SIGN_IN),
    "account_logout": Address("/account/logout/", why_open=SIGN_IN),
    "account_inactive": Address("/account/inactive/", why_open=SIGN_IN),
    "account_reauthenticate": Address("/account/confirm/"),
    "account_change_password": Address("/account/password/"),
    "mfa_authenticate": Address("/account/second-step/", why_open=SIGN_IN),
    "mfa_login_webauthn": Address("/account/passkey/", why_open=SIGN_IN),
    "mfa_index": Address("/account/security/"),
    "mfa_reauthenticate": Address("/account/confirm/code/"),
    "mfa_activate_totp": Address("/account/app/"),
    "mfa_deactivate_totp": Address("/account/app/remove/"),
    "mfa_view_recovery_codes": Address("/account/codes/"),
    "mfa_generate_recovery_codes": Address("/account/codes/new/"),
    "mfa_list_webauthn": Address("/account/passkeys/"),
    "mfa_add_webauthn": Address("/account/passkeys/add/"),
    "mfa_reauthenticate_webauthn": Address("/account/confirm/passkey/"),
    "mfa_remove_webauthn": Address("/account/passkeys/{id}/remove/", "factor"),
    "mfa_edit_webauthn": Address("/account/passkeys/{id}/name/", "factor"),
    "commendations": Address("/commendations/", why_open=PUBLISHED),
    "commendations_csv": Address("/commendations/data.csv", why_open=PUBLISHED),
    "commendation": Address(f"/commendations/{NOBODYS}/", why_open=PUBLISHED),
    "commendation_propose": Address("/commendations/propose/"),
    "commendation_reveal": Address("/commendations/cases/{id}/story/", "commended"),
    "testing": Address("/testing/"),
    "testing_scope": Address("/testing/scope/"),
    "testing_commission_new": Address("/testing/projects/{id}/", "tested"),
    "testing_commission": Address("/testing/commissions/{id}/", "commission"),
    "testing_answer": Address("/testing/commissions/{id}/answer/", "commission"),
    "testing_begin": Address("/testing/commissions/{id}/report/", "commission"),
    "testing_report": Address("/testing/reports/{id}/", "test_report"),
    "testing_days": Address("/testing/reports/{id}/days/", "test_report"),
    "testing_lock": Address("/testing/reports/{id}/lock/", "test_report"),
    "testing_discard": Address("/testing/reports/{id}/discard/", "test_report"),
    "testing_pdf": Address("/testing/reports/{id}/pdf/", "test_report"),
    "testing_evidence": Address(f"/testing/reports/{{id}}/evidence/{NO_ID}/", "test_report"),
    "testing_clause_new": Address("/testing/reports/{id}/clause/", "test_report"),
    "testing_clause": Address("/testing/reports/{id}/clause/1/", "test_report"),
    "testing_clause_remove": Address("/testing/reports/{id}/clause/1/remove/", "test_report"),
    "own_home": Address("/me/"),
    "choose_role": Address("/me/role/"),
    "lend": Address("/me/lend/"),
    "lend_end": Address("/me/lend/{id}/end/", "loan"),
    "site": Address("/sites/{id}/", "site"),
    "my_sites": Address("/my-sites/"),
    "regions": Address("/regions/"),
    "region": Address("/regions/{id}/", "region"),
    "region_csv": Address("/regions/{id}/figures.csv", "region"),
    "region_xlsx": Address("/regions/{id}/figures.xlsx", "region"),
    "work": Address("/work/?f.whose=all"),
    "notices": Address("/notices/"),
    "case": Address("/cases/{id}/", "case"),
    "case_intake": Address("/cases/{id}/intake/", "case"),
    "case_assessment": Address("/cases/{id}/assessment/", "case"),
    "acceptance_room": Address("/cases/{id}/acceptance/", "case"),
    "case_clock": Address("/cases/{id}/clock/", "case"),
    "case_act": Address("/cases/{id}/act/transfer/", "case"),
    "case_letter": Address("/cases/{id}/act/transfer/letter/", "case"),
    "case_sent": Address(f"/cases/{{id}}/letters/{NO_ID}/", "case"),
    "case_new": Address("/cases/new/drill/"),
    "list": Address("/lists/unit/?f.in=unit:{id}", "record"),
    "list_view": Address("/lists/members/views/"),
    "list_export": Address("/lists/members/export/"),
    "list_act": Address("/lists/members/act/none/"),
    "search": Address("/search/?q=外来"),
    "registers": Address("/registers/"),
    "record_new": Address("/registers/site/new/?in={id}", "record"),
    "records_change": Address("/registers/unit/several/"),
    "records_retire": Address("/registers/unit/several/retire/"),
    "record": Address("/registers/unit/{id}/", "record"),
    "record_change": Address("/registers/unit/{id}/change/", "record"),
    "record_retire": Address("/registers/unit/{id}/retire/", "record"),
    "record_reinstate": Address("/registers/unit/{id}/reinstate/", "record"),
    "record_reveal": Address("/registers/unit/{id}/reveal/contact_name/", "record"),
    "paper_add": Address("/registers/plan/{id}/papers/", "record"),
    "paper": Address("/papers/{id}/", "paper"),
    "exports": Address("/me/exports/"),
    "export": Address("/me/exports/{id}/", "export"),
    "export_file": Address("/me/exports/{id}/file/", "export"),
    "import_new": Address("/registers/site/import/?in={id}", "record"),
    "import_template": Address("/registers/site/import/template.xlsx"),
    "imports": Address("/imports/"),
    "import_show": Address("/imports/{id}/", "import"),
    "import_confirm": Address("/imports/{id}/confirm/", "import"),
    "import_cancel": Address("/imports/{id}/cancel/", "import"),
    "import_resume": Address("/imports/{id}/resume/", "import"),
    "import_bad": Address("/imports/{id}/bad-1.xlsx", "import"),
    "audits": Address("/audits/"),
    "case_audit": Address("/cases/{id}/audit/", "case"),
    "case_bundle": Address("/cases/{id}/bundle/", "case"),
    "tokens": Address("/me/tokens/"),
    "token_new": Address("/me/tokens/new/"),
    "token_end": Address("/me/tokens/{id}/end/", "token"),
    "members": Address("/me/members/"),
    "members_find": Address("/me/members/find/"),
    "members_invite": Address("/me/members/invite/"),
    "members_invite_first": Address("/me/members/invite/first/"),
    "members_of": Address("/me/members/of/{id}/", "party"),
    "members_of_invite": Address("/me/members/of/{id}/invite/", "party"),
    "member_end": Address("/me/members/{id}/end/", "member"),
    "member_password": Address("/me/members/{id}/password/", "member"),
    "member_factor": Address("/me/members/{id}/factor/", "member"),
    "member_name": Address("/me/members/{id}/name/", "member"),
}


NAMELESS: Final = {"^log/(?P": "log_tile", "^api(?:/": "api_elsewhere"}


def list_addresses() -> Iterator[str]:
    """The names of every address."""

    def walk(resolver: Any) -> Iterator[str]:
        for found in resolver.url_patterns:
            if isinstance(found, URLResolver):
                yield from walk(found)
            elif isinstance(found, URLPattern):
                yield found.name or NAMELESS.get(str(found.pattern)[:8], f"? {found.pattern}")

    yield from walk(get_resolver())
