"""Several workers behind one port: each a process of its own with the whole service, on one store."""

import os
import tempfile
from datetime import date

import uvicorn
from fastapi import FastAPI

from ermine.settings import load_settings

_AS_OF = "ERMINE_SERVE_AS_OF"
_FEEDBACK = "ERMINE_SERVE_FEEDBACK_PORT"
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_SILENT_S = 30
"""A worker that is silent for so long is taken for hung and replaced; on a busy machine one needs seconds to begin."""


def serve_workers(host: str, port: int, workers: int, today: date | None, feedback_port: int | None) -> None:
    """Answer requests with so many processes until SIGINT or SIGTERM; one that dies is replaced."""
    with tempfile.TemporaryDirectory(prefix="ermine-metrics-") as folder:
        os.environ[_METRICS] = folder
        os.environ[_AS_OF] = today.isoformat() if today else ""
        os.environ[_FEEDBACK] = str(feedback_port or "")
        uvicorn.run(
            "ermine.jobs.workers:worker_app", factory=True, workers=workers, host=host, port=port,
            log_config=None, access_log=False, server_header=False, loop="uvloop", http="httptools",
            timeout_graceful_shutdown=10, timeout_worker_healthcheck=_SILENT_S,
        )  # fmt: skip


def worker_app() -> FastAPI:
    """The service in one worker, as the process that started it was told."""
    from ermine.jobs.logs import log_as_json
    from ermine.jobs.serving import build_app
    from serving.api.score_worker import ScoreWorker

    log_as_json()
    as_of, feedback = os.environ.get(_AS_OF), os.environ.get(_FEEDBACK)
    today = date.fromisoformat(as_of) if as_of else None
    app = build_app(load_settings(), today, int(feedback) if feedback else None)
    ScoreWorker(
        app.state.parts
    ).__enter__()  # a daemon: it ends with the process, and another takes its job over
    return app
