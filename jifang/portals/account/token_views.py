"""令牌 (API tokens) of one's own: what they may do, until when; the secret is shown once."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jifang.foundation.access_tokens.data import TokenError, TokenNotFoundError
from jifang.foundation.access_tokens.scopes import list_open_scopes
from jifang.foundation.access_tokens.selectors import list_tokens
from jifang.foundation.access_tokens.services import LONGEST, create_token, revoke_token
from jifang.portals.account.asking import Asking, ask_again, require_signed_in
from jifang.portals.account.member_forms import ask_day
from jifang.portals.wording import get_reader_lang


class TokenForm(forms.Form):
    """What a token is called, what it may do, and its last day."""

    label = forms.CharField(label=gettext_lazy("What it is for"), max_length=64)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=ask_day())

    def __init__(self, *args: object, role: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        lang = get_reader_lang()
        choices = [(s.code, s.name.say(lang)) for s in list_open_scopes(role)]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


@require_signed_in()
def show_tokens(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The tokens one made, live ones first."""
    tokens = list_tokens(asking.account) if asking.account else []
    return render(request, "account/tokens.html", {"tokens": tokens, "lent": is_lent(asking)})


def is_lent(asking: Asking) -> bool:
    """Whether the role acted in is lent: a token is made for one's own role only."""
    return bool(asking.chosen and asking.chosen.lent)


@require_signed_in()
@ask_again
def make_token(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Make a token; its secret is shown on the page that follows, and never again."""
    actor, membership = asking.acting, asking.membership
    if membership is None or is_lent(asking):
        raise Http404
    first = {"last_day": timezone.localdate() + timedelta(days=90)}
    form = TokenForm(request.POST or None, role=actor.role, initial=first)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            made = create_token(actor, membership, d["label"], d["scopes"], d["last_day"])
        except TokenError as error:
            field = error.code if error.code in form.fields else None
            form.add_error(field, error.text.say(get_reader_lang()))
        else:
            return render(request, "account/token_made.html", {"made": made})
    page = {
        "title": _("Make a token"),
        "text": _("For a program of yours that uses the API; it acts in your present role."),
        "button": _("Make the token"),
        "longest": LONGEST.days,
    }
    status = 400 if form.is_bound else 200
    return render(request, "account/act.html", {"form": form, **page}, status=status)


@require_POST
@require_signed_in()
def end_token(request: HttpRequest, asking: Asking, public_id: str) -> HttpResponse:
    """Revoke a token at once."""
    try:
        revoke_token(asking.acting, public_id)
    except TokenNotFoundError:
        raise Http404 from None
    return HttpResponseRedirect(reverse("tokens"))


URLS: list[URLPattern] = [
    path("me/tokens/", show_tokens, name="tokens"),
    path("me/tokens/new/", make_token, name="token_new"),
    path("me/tokens/<slug:public_id>/end/", end_token, name="token_end"),
]
