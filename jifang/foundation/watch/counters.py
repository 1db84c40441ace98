"""What is counted for Prometheus. Labels are names of ours: routes, methods, kinds of acts."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

REQUESTS: Final = Counter("jifang_requests", "Requests answered", ["route", "method", "status"])
SECONDS: Final = Histogram(
    "jifang_request_seconds",
    "Seconds to answer a request",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0),
)
DATABASE_ERRORS: Final = Counter(
    "jifang_database_errors", "Requests that ended in a fault of the database", ["kind"]
)
REFUSALS: Final = Counter("jifang_refusals", "Acts refused, as recorded in the ledger", ["kind"])
