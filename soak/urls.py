"""The addresses in use, and one that does an act, here alone."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from jifang.config.urls import handler400, handler403, handler404, handler500
from jifang.config.urls import urlpatterns as in_use
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.jobs.services import enqueue_job
from jifang.foundation.walls.scope import Scope, enter_scope
from soak import jobs
from soak.client import is_asked_for

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
def do_act(request: HttpRequest) -> HttpResponse:
    """A row of its own, an entry of the ledger, and for some a job, in one transaction.

    Asked again with the same key, because the answer was lost, it is the same act.
    """
    key = request.POST["key"]
    act = Act("soak.done", "440103-psb", "440103", "client", Target("soak", key))
    with transaction.atomic(), connection.cursor() as cursor:
        if getattr(settings, "SOAK_UNSAFE", False):
            cursor.execute("SET LOCAL synchronous_commit = off")
        enter_scope(Scope("44", "45"))
        cursor.execute("INSERT INTO soak_act VALUES (%s) ON CONFLICT DO NOTHING", [key])
        if record_act(act, key=key).is_new and is_asked_for(key):
            enqueue_job(jobs.NAME, act=key)
    return HttpResponse("done")


urlpatterns = [path("soak/act", do_act, name="soak-act"), *in_use]
