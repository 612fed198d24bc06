"""Numbers for whoever watches the server: how many requests, how fast, how many errors.

By route template, method and status alone. No label is a person, a group or an address, and what
anybody wrote or opened is in none: pages and their names share one template.
"""

import hmac

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from app.errors import NotFound

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE"}
NO_STORE = {"Cache-Control": "no-store"}

router = APIRouter(include_in_schema=False)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "between_visits_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "between_visits_request_seconds",
            "How long an answer took.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._under_way = Gauge(
            "between_visits_requests_under_way", "Requests being answered.", registry=self.registry
        )

    def begin(self) -> None:
        """A request has come."""
        self._under_way.inc()

    def end(self, method: str, route: str, status: int, seconds: float) -> None:
        """It was answered; a method that nobody knows is told as `other`."""
        self._under_way.dec()
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


@router.get("/metrics")
def show_metrics(request: Request) -> Response:
    """For whoever has METRICS_TOKEN; for everybody else there is nothing here."""
    token = request.app.state.metrics_token
    given = request.headers.get("authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFound
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), headers=NO_STORE, media_type=CONTENT_TYPE_LATEST)
