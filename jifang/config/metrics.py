"""/metrics for Prometheus: what the web processes counted, and what the database knows.

Asked for from this machine, or with the secret in the file `JIFANG_METRICS_TOKEN_FILE`. Behind a
proxy everybody seems to be this machine, so there the secret is needed.
"""

from __future__ import annotations

import hmac
import logging
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from jifang.foundation.audit.selectors import measure_delay, measure_signed_age, read_size
from jifang.foundation.jobs.selectors import measure_queue
from jifang.ledger.witnessed import read_state

logger = logging.getLogger(__name__)

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where several web processes keep their counts, so that any of them can give the sum."""

HERE = frozenset({"127.0.0.1", "::1"})
_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """The counts as text; not found for whoever may not ask."""
    if not may_ask(request):
        raise Http404
    text = generate_latest(collect_counts()) + generate_latest(collect_database())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def may_ask(request: HttpRequest, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the secret was given; where there is none, whether this machine asks directly."""
    path = environ.get("JIFANG_METRICS_TOKEN_FILE")
    if path:
        return has_secret(request, Path(path))
    direct = not any(name in request.META for name in _FORWARDED)
    return direct and not settings.HTTPS and request.META.get("REMOTE_ADDR") in HERE


def has_secret(request: HttpRequest, path: Path) -> bool:
    """Whether the request carries the secret of the file; an empty file opens to nobody."""
    try:
        secret = path.read_bytes().strip()
    except OSError:
        logger.exception("the secret of /metrics cannot be read")
        return False
    given = request.META.get("HTTP_AUTHORIZATION", "").encode("utf-8", "surrogateescape")
    return bool(secret) and hmac.compare_digest(given, b"Bearer " + secret)


def collect_counts() -> CollectorRegistry:
    """What was counted: by all web processes where they share a folder, else by this one."""
    if not os.environ.get(SHARED):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def collect_database() -> CollectorRegistry:
    """What the database knows, read now."""
    registry = CollectorRegistry()
    registry.register(FromDatabase())
    registry.register(FromWitnesses())
    return registry


class FromWitnesses:
    """How it stands with the ledger's witnesses; nothing where there are none."""

    def collect(self) -> Iterable[Metric]:
        """Read what their collector wrote down."""
        state = read_state(Path(settings.VAR) / "ledger")
        if state is None:
            return
        signs = GaugeMetricFamily(
            "jifang_witness_signs", "Whether a witness cosigns", labels=["witness"]
        )
        for one in state.witnesses:
            signs.add_metric([one.name], float(one.missing_since is None))
        yield signs
        waiting = 0.0 if state.waiting_since is None else time.time() - state.waiting_since
        yield gauge(
            "jifang_witness_quorum_missing_seconds",
            "Seconds since which no checkpoint was cosigned by enough witnesses",
            max(0.0, waiting),
        )
        yield gauge(
            "jifang_witness_state_age_seconds",
            "Seconds since their collector last wrote how it stands",
            max(0.0, time.time() - state.at),
        )


class FromDatabase:
    """The ledger and the queue; `jifang_database_up` 0 and nothing else where it is away."""

    def collect(self) -> Iterable[Metric]:
        """Read every gauge."""
        up = GaugeMetricFamily("jifang_database_up", "Whether the database answers")
        try:
            found = list(self.read_gauges())
        except DatabaseError:
            logger.exception("metrics: the database does not answer")
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        return [up, *found]

    def read_gauges(self) -> Iterable[Metric]:
        """The gauges, one query each."""
        yield gauge("jifang_ledger_size", "Entries in the ledger's tree", read_size())
        yield gauge(
            "jifang_ledger_merge_delay_seconds",
            "Seconds that the oldest entry outside the tree has waited",
            measure_delay(),
        )
        age = measure_signed_age()
        if age is not None:
            yield gauge(
                "jifang_ledger_checkpoint_age_seconds",
                "Seconds since a checkpoint was last signed",
                age,
            )
        queue = measure_queue()
        jobs = GaugeMetricFamily("jifang_jobs", "Jobs in the queue", labels=["state"])
        for state in ("waiting", "running", "failed"):
            jobs.add_metric([state], getattr(queue, state))
        yield jobs
        yield gauge(
            "jifang_jobs_oldest_seconds", "Seconds that the oldest job has waited", queue.oldest
        )


def gauge(name: str, help_text: str, value: float) -> Metric:
    """A gauge without labels."""
    found = GaugeMetricFamily(name, help_text)
    found.add_metric([], value)
    return found
