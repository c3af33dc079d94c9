"""What Prometheus may know: counts and durations by route, status and role. Never who, about whom, or what was said."""

import os
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.concurrency import run_in_threadpool

router = APIRouter(tags=["health"])

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 6.0)
_SEVERAL = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The measures of one service; `state` gives those that are looked up when they are asked for."""

    def __init__(self, state: Callable[[], dict[str, float]]) -> None:
        self._registry = CollectorRegistry()
        self._state = state
        self.requests = Counter(
            "ermine_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "ermine_request_seconds", "Time to answer.", ("route",), buckets=_SECONDS, registry=self._registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; `route` is the template, never the address."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus' text form, summed over the workers of one service."""
        registry = self._registry
        if os.environ.get(_SEVERAL):
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        now = "".join(_gauge(name, value) for name, value in self._state().items())
        return generate_latest(registry) + now.encode()


def _gauge(name: str, value: float) -> str:
    """One measure as it is now; kept by nobody, so that it is the same from every worker."""
    return f"# HELP {name} {_MEANING[name]}\n# TYPE {name} gauge\n{name} {value}\n"


_MEANING = {
    "ermine_store_up": "1 when the database answers and has this version's tables.",
    "ermine_champion_version": "Version of the model that serves; 0 while there is none.",
    "ermine_champion_refused": "1 when a newer champion file is refused and the last good one serves.",
    "ermine_run_age_days": "Business days since the as-of day of the latest run; -1 before the first.",
    "ermine_registry_age_seconds": "Seconds since the registry was last reconciled; -1 if never.",
    "ermine_feedback_up": "1 when the feedback pages answer or are not part of this service.",
    "ermine_jobs_unfinished": "Score jobs that wait or are being scored.",
}


@router.get("/metrics", include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Prometheus' text form."""
    metrics: Metrics = request.app.state.metrics
    return Response(await run_in_threadpool(metrics.text), media_type=CONTENT_TYPE_LATEST)
