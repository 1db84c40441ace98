"""What is entered where a case is opened: who applies, about what, which organ decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.audit.data import Target
from jifang.foundation.cases.data import CaseError, Given, Procedure
from jifang.foundation.cases.openings import (
    ROUTINGS,
    Route,
    Wanted,
    find_record,
    find_route,
)
from jifang.foundation.cases.services import LONGEST_SUBJECT, Opening
from jifang.foundation.history.registers import REGISTERS
from jifang.foundation.territory.models import Organ
from jifang.law.errors import Problem
from jifang.portals.cases.act_entries import Entry
from jifang.portals.cases.act_form import ActForm, read_fields
from jifang.portals.cases.finding import (
    LONGEST,
    ORGANS,
    Finder,
    fill_finder,
    find_organ,
    make_body_finder,
    make_record_finder,
)
from jifang.portals.wording import get_reader_lang

OWN_FIELDS: Final = {"about.kind": "about", "about.id": "about"}
"""Problems that are said beside an entry of another name."""


@dataclass(slots=True)
class Intake:
    """What is entered where a case is opened.

    counter: an officer takes it in for somebody; else a body opens its own.
    party: who applies; about: what it is about; approved_by: which organ approved; organ: which
        organ decides, where no routing says so. None where it is not asked.
    route: where it goes; no_route: why it goes nowhere, as far as can be said by now.
    """

    form: ActForm
    procedure: Procedure
    by: Actor
    subject: Entry
    party: Entry | None = None
    about: Entry | None = None
    approved_by: Entry | None = None
    organ: Entry | None = None
    route: Route | None = None
    no_route: CaseError | None = None

    @property
    def counter(self) -> bool:
        """Whether an officer takes it in."""
        return self.by.body.kind == ORGAN

    @property
    def own(self) -> list[Entry]:
        """Its entries besides those of the step, in order."""
        every = (self.party, self.about, self.organ, self.approved_by, self.subject)
        return [e for e in every if e is not None]

    @property
    def searched(self) -> list[Entry]:
        """Those that are found and chosen."""
        return [e for e in self.own if e.control == "find"]

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong."""
        own = [(e.id, e.title, said) for e in self.own for said in e.errors]
        return [*own, *self.form.problems]

    @property
    def applicant(self) -> str:
        """Who applies."""
        return self.by.body.party if self.party is None else self.party.value

    @property
    def target(self) -> Target | None:
        """What it is about, where it was chosen among what is there."""
        if self.about is None or self.about.value not in dict(self.about.choices):
            return None
        kind, _colon, public_id = self.about.value.partition(":")
        return Target(kind, public_id) if public_id else None

    @property
    def organ_region(self) -> str:
        """The division of the organ that decides, which must see the papers; the body's own, as
        long as it is not known."""
        code = self.organ.value if self.organ else self.route.organ if self.route else ""
        found = Organ.objects.filter(code=code).first() if code and not self.counter else None
        return self.by.body.organ_region if found is None else found.organ_region

    @property
    def route_organ(self) -> str:
        """What the organ that decides is called, where that is known."""
        return find_organ(self.route.organ) if self.route else ""

    @property
    def route_approved(self) -> str:
        """What the organ that approved is called, where it is derived."""
        derived = self.route is not None and self.procedure.approving == "derived"
        return find_organ(self.route.approved_by) if self.route and derived else ""

    def attach(self, problems: list[Problem]) -> None:
        """Put each problem beside its entry."""
        lang, own = get_reader_lang(), {e.field: e for e in self.own}
        for problem in problems:
            entry = own.get(OWN_FIELDS.get(problem.field, problem.field))
            if entry is None:
                self.form.attach([problem])
            else:
                entry.errors.append(problem.message.say(lang))

    def make_opening(self) -> Opening:
        """The case that is to be opened."""
        organ = self.by.body.party if self.counter else self.organ.value if self.organ else ""
        approved = self.approved_by.value if self.approved_by else ""
        return Opening(
            self.procedure.code, self.form.transition.code, organ, self.applicant,
            self.subject.value, self.target, approved,
        )  # fmt: skip


def make_intake(form: ActForm, procedure: Procedure, by: Actor, given: QueryDict) -> Intake:
    """The entries of an opening, filled with what was typed, or with what a page led here with."""
    subject = Entry("subject", "subject", _("What it is about"), longest=LONGEST_SUBJECT,
                    help=_("Stands in lists; write no personal data."))  # fmt: skip
    intake = Intake(form, procedure, by, subject)
    if procedure.about:
        finder = make_record_finder(by, procedure.about, kinds=True)
        said = _("Find it by a part of its name, pinyin initials or a code.")
        intake.about = make_search(Entry("about", "about", name_kinds(procedure), help=said),
                                   finder, given)  # fmt: skip
    subject.typed = (given.get("subject") or name_target(intake),)
    if intake.counter:
        said = _("Find the body in the registers, by name or code")
        entry = Entry("party", "party", _("Applicant"), help=said, required=False)
        entry.none = _("nobody known to the registers")
        intake.party = make_search(entry, make_body_finder(by), given, find_party(intake, given))
    said = _("Find it by a part of its name or how its code begins.")
    if not intake.counter and procedure.code not in ROUTINGS:
        entry = Entry("organ", "organ", _("The organ that decides"), help=said)
        intake.organ = make_search(entry, ORGANS, given)
    if procedure.approving == "given":
        entry = Entry("approved_by", "approved_by", _("The organ that approved"), help=said)
        intake.approved_by = make_search(entry, ORGANS, given)
    find_way(intake)
    return intake


def make_search(entry: Entry, finder: Finder, given: QueryDict, otherwise: str = "") -> Entry:
    """An entry that is found; what was chosen, else what is proposed."""
    entry.typed = tuple(filter(None, [(given.get(entry.name) or otherwise)[:LONGEST]]))
    fill_finder(entry, finder, given)
    return entry


def name_kinds(procedure: Procedure) -> str:
    """What a case of a procedure is about: its kinds of record, in words."""
    lang = get_reader_lang()
    titles = [REGISTERS[k].kind.title.say(lang) for k in procedure.about if k in REGISTERS]
    return ("、" if lang == "zh" else ", ").join(titles) or _("What it is about")


def name_target(intake: Intake) -> str:
    """What the record is called that the case is about: the subject that is proposed."""
    chosen = intake.about.value if intake.about else ""
    return dict(intake.about.choices).get(chosen, "") if intake.about else ""


def find_party(intake: Intake, given: QueryDict) -> str:
    """Whose the record is that the case is about: who applies, unless somebody else is chosen."""
    target = intake.target
    if target is None or ("party" in given and "find" not in given):
        return ""
    record = find_record(target.kind, target.id)
    return str(getattr(record, "party", "")) if record is not None else ""


def find_way(intake: Intake) -> None:
    """Where the case goes, as far as can be said by what was entered."""
    if intake.counter and intake.procedure.approving != "derived":
        return
    if intake.about is not None and intake.target is None:
        return
    wanted = Wanted(
        intake.applicant, intake.target, Given(0, more=read_fields(intake.form, private=False))
    )
    try:
        intake.route = find_route(intake.by, intake.procedure.code, wanted)
    except CaseError as error:
        intake.no_route = error
