"""我的 (what is one's own): the home of each role, changing the role, lending it, joining."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jifang.domains.qualifications.api import CHECKS, is_issuer
from jifang.foundation.accounts.data import AccountError
from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.models import Account, Delegation
from jifang.foundation.accounts.powers import ASSOCIATION, FIRM, LAB, POWERS, UNIT
from jifang.foundation.accounts.recovery import find_recovery, use_recovery
from jifang.foundation.accounts.selectors import list_lent, list_members
from jifang.foundation.accounts.services import (
    accept_invitation,
    find_invitation,
    lend_powers,
    revoke_delegation,
)
from jifang.foundation.accounts.sessions import CAPACITY
from jifang.foundation.audit.selectors import Filter, PlacedEntry, list_entries
from jifang.foundation.cases.reading import may_audit
from jifang.foundation.territory.models import Division, Organ
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.account.member_forms import JoinForm, LendForm, PasswordForm
from jifang.portals.account.member_views import add_refusal, run_act

NEWEST = 8


@dataclass(frozen=True, slots=True)
class Task:
    """Something the role can do now."""

    url: str
    title: str
    text: str


def list_tasks(asking: Asking) -> list[Task]:
    """What a role can do on the platform, most frequent first."""
    every = (
        ("own_body", "members", _("Members"), _("who acts for the body, invitations, roles")),
        ("see_register", "members", _("Colleagues"), _("who holds which role in this organ")),
        ("manage_accounts", "members_find", _("Accounts and roles"),
         _("bodies, their members, invitations, lost passwords and second factors")),
        ("see_audit", "ledger_entries", _("Acts"), _("every recorded act with its proof")),
        ("see_audit", "audits", _("File audits"),
         _("what the law requires of the files of cases, and what is wanting")),
        ("see_audit", "ledger", _("The ledger"), _("signed checkpoints and how to verify them")),
        ("export", "exports", _("My exports"), _("lists that were taken out, kept for seven days")),
        ("own_body", "imports", _("My imports"),
         _("files of records: read, entered, what was wrong")),
        ("edit_register", "imports", _("My imports"),
         _("files of records: read, entered, what was wrong")),
        ("own_body", "commendation_propose", _("Propose a commendation"),
         _("for staff of one's own, or for others who helped to discover or stop something")),
        ("handle_case", "commendation_propose", _("Propose a commendation"),
         _("a unit or a person; your own organ or that of the place decides")),
        ("delegate", "lend", _("Lend my role"), _("to a colleague, until a day")),
    )  # fmt: skip
    found = [
        Task(reverse(n), title, text) for power, n, title, text in every
        if asking.may(power) and (n != "audits" or may_audit(asking.acting))
    ]  # fmt: skip
    if asking.may("see_register"):
        said = _("what there is where, what was found, as a map and as a table")
        found.insert(0, Task(reverse("regions"), _("My territory"), said))
        counted = _("in time or late, how long, what was refused, by organ, matter and month")
        found.insert(1, Task(reverse("statistics"), _("Figures of cases"), counted))
        held = Task(
            reverse("list", args=["certificates"]),
            _("Certificates"),
            _("of the firms of the territory, what ends soon, what they have taken on"),
        )
        found[:0] = [held, *list_paper_tasks(asking)]
        said = _("which firms have evidence of art. 22, what is wanting, what ends soon")
        duties = Task(reverse("list", args=["duties"]), _("Duties of firms"), said)
        found.insert(found.index(held) + 1, duties)
        said = _("of the projects of the territory, with their verdicts")
        tests = Task(reverse("list", args=["test_reports"]), _("Test reports"), said)
        found.insert(0, tests)
        organs = Task(reverse("list", args=["organs"]), _("Organs"), _("who is competent where"))
        found.insert(0, organs)
    if asking.may("own_body") and asking.acting.body.kind == UNIT:
        said = _("what the law asks of each, what was found, what to do next")
        found.insert(0, Task(reverse("my_sites"), _("My sites"), said))
    if asking.may("own_body") and asking.acting.body.kind == FIRM:
        said = _("level, the gap to the next one, windows, what may be applied for now")
        found.insert(0, Task(reverse("my_qualification"), _("My qualification"), said))
        said = _("promises, secrecy and archives, training: what is wanting, what ends, what it"
                 " exposes to")  # fmt: skip
        found.insert(1, Task(reverse("my_duties"), _("My duties"), said))
    if asking.may("own_body") and asking.acting.body.kind in (FIRM, LAB):
        said = _("of others, in which we take part: stage, who does what, the shared file")
        found.insert(0, Task(reverse("list", args=["my-projects"]), _("My projects"), said))
    if asking.may("see_register") or (asking.may("own_body") and asking.acting.body.kind == UNIT):
        said = _("from initiation to use: stage, what is next, who takes part, what holds it up")
        found.insert(0, Task(reverse("list", args=["project"]), _("Projects"), said))
    found[:0] = list_tasks_of_body(asking)
    if asking.reads_registers:
        found[:0] = [
            Task(reverse("registers"), _("Registers"),
                 _("enter, find and change units, sites, systems, firms and what belongs to them")),
            Task(reverse("search"), _("Search the registers"),
                 _("by a part of a name, pinyin initials or a code")),
        ]  # fmt: skip
    if asking.may("handle_case") or asking.may("decide_case"):
        said = _("what is due today, what is late, what came in, the next lawful act of each")
        found.insert(0, Task(reverse("work"), _("Work-basket"), said))
    elif asking.reads_registers:
        said = _("where they stand, who holds them, what is asked of us, until when")
        found.insert(0, Task(reverse("work"), _("Cases"), said))
    tokens = Task(reverse("tokens"), _("API tokens"), _("for programs of yours that use the API"))
    return [*found, tokens]


def list_paper_tasks(asking: Asking) -> list[Task]:
    """Certificates that were issued on paper, for those of an organ that issues certificates."""
    if not is_issuer(asking.acting.body.organ_region):
        return []
    found = []
    if asking.may("edit_register"):
        said = _("by the organ that issued it; a second officer confirms it")
        title = _("Enter a certificate issued on paper")
        found.append(Task(reverse("certificate_enter"), title, said))
    if any(asking.may(power) for power in CHECKS):
        url = reverse("list", args=["certificates"]) + "?f.current=unconfirmed"
        said = _("entered from paper by a colleague: they count for nothing until then")
        found.append(Task(url, _("Certificates to be confirmed"), said))
    return found


def list_tasks_of_body(asking: Asking) -> list[Task]:
    """What only bodies of some kinds do, most frequent first."""
    kind = asking.acting.body.kind if asking.may("own_body") else ""
    every = (
        ((LAB, UNIT), "testing", _("Tests"),
         _("commissions, reports clause by clause, what a body is accredited for")),
        ((ASSOCIATION,), "training", _("Enter training for firms"),
         _("who of a firm took part in a training of yours")),
    )  # fmt: skip
    return [Task(reverse(name), title, text) for kinds, name, title, text in every if kind in kinds]


@require_safe
@require_signed_in(role=False)
def show_home(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The role acted in, where it reaches, what can be done, what happened last."""
    chosen = asking.chosen
    if chosen is None:
        return render(request, "account/no_role.html")
    division = Division.objects.filter(
        code=chosen.membership.organ_region, valid__contains=timezone.localdate()
    ).first()
    powers: list[Text] = [POWERS[p] for p in POWERS if p in chosen.role.powers]
    shown = {
        "chosen": chosen,
        "division": division,
        "powers": powers,
        "tasks": list_tasks(asking),
        "members": list_members(chosen.body.party).count(),
        "entries": find_newest(chosen.membership.organ_region) if reaches(asking) else (),
        "state": count_platform() if asking.may("configure") else None,
    }
    return render(request, "account/home.html", shown)


def find_newest(region: str) -> list[PlacedEntry]:
    """What was recorded last in a division."""
    entries, _older = list_entries(Filter(region=region))
    return entries[:NEWEST]


def reaches(asking: Asking) -> bool:
    """Whether the role sees acts beyond its own."""
    return asking.may("see_audit") or asking.may("see_register")


def count_platform() -> dict[str, int]:
    """What a system administrator watches; figures about the platform, never content."""
    today = timezone.localdate()
    return {
        "divisions": Division.objects.filter(valid__contains=today).count(),
        "organs": Organ.objects.filter(valid__contains=today).count(),
        "accounts": Account.objects.filter(is_active=True).count(),
    }


@require_POST
@require_signed_in()
def choose_role(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Act in another role from now on; the session gets a new key."""
    wanted = request.POST.get("role", "")
    if wanted in {c.key for c in asking.held}:
        request.session[CAPACITY] = wanted
        request.session.cycle_key()
    return HttpResponseRedirect(reverse("own_home"))


@require_signed_in("delegate")
def lend_role(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Lend the role one holds to a colleague; the present loans below."""
    chosen, actor = asking.chosen, asking.acting
    if chosen is None or chosen.lent is not None:
        return render(request, "account/act.html", {
            "title": _("Lend my role"), "text": _("A role that was lent is not lent on."),
        }, status=409)  # fmt: skip
    colleagues = {
        str(m.account_id): m.account
        for m in list_members(chosen.body.party)
        if m.account_id != actor.account
    }
    choices = [(k, f"{mask_name(a.name)} ({a.username})") for k, a in colleagues.items()]
    form = LendForm(request.POST or None, colleagues=choices)
    page = {
        "title": _("Lend my role"),
        "text": _("A colleague of the same body acts in it until the day given; it can be ended."),
        "button": _("Lend"),
        "loans": list_lent(chosen.membership),
    }

    def act() -> HttpResponse:
        d = form.cleaned_data
        lend_powers(actor, chosen.membership, colleagues[d["to"]], d["until"], d["reason"])
        return HttpResponseRedirect(reverse("lend"))

    return run_act(request, form, page, act)


@require_POST
@require_signed_in("delegate")
def take_back(request: HttpRequest, asking: Asking, pk: int) -> HttpResponse:
    """End a loan at once."""
    lent = Delegation.objects.select_related("membership").filter(pk=pk).first()
    if lent is None or lent.membership.account_id != asking.acting.account:
        raise Http404
    revoke_delegation(asking.acting, lent)
    return HttpResponseRedirect(reverse("lend"))


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an offered role with a new account."""
    offer = find_invitation(token)
    if offer is None:
        return render(request, "account/link_over.html", status=404)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            accept_invitation(token, d["username"], d["name"], d["password"])
        except AccountError as error:
            add_refusal(form, AccountError(error.code.removesuffix("_taken"), error.text))
        except ValidationError as error:
            form.add_error("password", error)
        else:
            return HttpResponseRedirect(f"{reverse('account_login')}?joined=1")
    status = 400 if form.is_bound else 200
    shown = {"form": form, "offer": offer}
    return render(request, "account/join.html", shown, status=status)


@never_cache
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """A new password by a link that was handed over."""
    if find_recovery(token) is None:
        return render(request, "account/link_over.html", status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            use_recovery(token, form.cleaned_data["password"])
        except AccountError as error:
            add_refusal(form, error)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            return HttpResponseRedirect(f"{reverse('account_login')}?recovered=1")
    page = {
        "title": _("New password"),
        "text": _("At least twelve characters that are not easy to guess."),
        "button": _("Set the password"),
    }
    status = 400 if form.is_bound else 200
    return render(request, "account/act.html", {"form": form, **page}, status=status)


URLS: list[URLPattern] = [
    path("me/", show_home, name="own_home"),
    path("me/role/", choose_role, name="choose_role"),
    path("me/lend/", lend_role, name="lend"),
    path("me/lend/<int:pk>/end/", take_back, name="lend_end"),
    path("invitation/<str:token>/", join, name="invitation"),
    path("recovery/<str:token>/", set_password, name="recovery"),
]
