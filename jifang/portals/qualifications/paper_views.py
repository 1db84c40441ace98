"""纸质证书补录 (entering what was issued on paper before), by the organ that issued it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jifang.domains.qualifications.data import LEVELS
from jifang.domains.qualifications.selectors import list_unconfirmed
from jifang.domains.qualifications.services import LONGEST_NUMBER, Paper, enter_paper
from jifang.domains.units.api import find_firm_by_code
from jifang.foundation.cases.data import CaseError
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.wording import get_reader_lang


class Day(forms.DateInput):
    """A day, as browsers ask for it."""

    input_type = "date"


class PaperForm(forms.Form):
    """What stands on the paper."""

    credit_code = forms.CharField(label=gettext_lazy("Credit code of the firm"), max_length=18)
    number = forms.CharField(label=gettext_lazy("Number on the paper"), max_length=LONGEST_NUMBER)
    level = forms.ChoiceField(label=gettext_lazy("Level of the certificate"))
    issued_on = forms.DateField(label=gettext_lazy("Issued on"), widget=Day)
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), widget=Day)
    level_since = forms.DateField(
        label=gettext_lazy("This level is held since"), widget=Day,
        help_text=gettext_lazy("without a break: promotion counts from it"),
    )  # fmt: skip

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # as Django's own
        lang = get_reader_lang()
        field = self.fields["level"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, said.say(lang)) for code, said in LEVELS.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("edit_register")
def enter(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Enter a certificate; what is wrong is said at its field."""
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = try_enter(asking, form)
        if done is not None:
            return HttpResponseRedirect(done)
    shown = {
        "form": form, "title": _("Enter a certificate issued on paper"), "button": _("Enter"),
        "text": _("By the organ that issued it. It counts once a second officer of the organ has"
                  " confirmed it on its page."),
        "waiting": list_unconfirmed(asking.acting.body.party),
    }  # fmt: skip
    return render(request, "qualifications/enter.html", shown, status=400 if form.errors else 200)


def try_enter(asking: Asking, form: PaperForm) -> str | None:
    """The page of the certificate; nothing where it is refused, with the reason in the form."""
    d, lang = form.cleaned_data, get_reader_lang()
    firm = find_firm_by_code(d["credit_code"])
    if firm is None:
        form.add_error("credit_code", _("No firm of your territory has this code."))
        return None
    paper = Paper(
        firm.party, d["number"], d["issued_on"], d["valid_until"], int(d["level"]),
        d["level_since"],
    )  # fmt: skip
    try:
        row = enter_paper(asking.acting, paper)
    except CaseError as refused:
        form.add_error(None, refused.text.say(lang))
        return None
    except InputError as wrong:
        for problem in wrong.problems:
            known = problem.field if problem.field in form.fields else None
            form.add_error(known, problem.message.say(lang))
        return None
    return reverse("certificate", args=[row.public_id])


URLS: list[URLPattern] = [path("certificates/enter/", enter, name="certificate_enter")]
