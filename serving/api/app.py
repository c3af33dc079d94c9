"""Build the web application: the API routes, the routers that `ermine` adds, and the rules for all."""

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, FastAPI

from serving.api import (
    audit,
    commitments,
    concerns,
    decisions,
    health,
    impact,
    insights,
    kpis,
    me,
    model_requests,
    models,
    outreach,
    relationship,
    rounds,
    score_jobs,
    scores,
    subjects,
    team,
)
from serving.api.access_log import AccessLog
from serving.api.body_limit import MAX_JOB_BYTES, BodyLimit
from serving.api.documentation import install_openapi
from serving.api.guard import refuse_unguarded
from serving.api.metrics import Metrics
from serving.api.metrics import router as metrics_router
from serving.api.parts import AppParts as AppParts
from serving.api.problems import PageError as PageError
from serving.api.problems import install_error_handlers
from serving.api.security_headers import SecurityHeaders, security_headers


def create_app(
    parts: AppParts, routers: Sequence[APIRouter] = (), page_error: PageError | None = None
) -> FastAPI:
    """The service: `/v1`, `/healthz`, `/readyz`, `/metrics`, `/openapi.json` and `routers`.

    `page_error(request, status, title, detail)` renders errors outside the API's paths as a page. The store
    must have been migrated. Refuses to start when a `/v1` route does not declare who may call it.
    """
    app = FastAPI(docs_url=None, redoc_url=None)  # their pages load scripts from elsewhere
    app.state.parts = parts
    app.state.metrics = Metrics(partial(health.state_of, parts))
    for router in (
        scores.router,  # first: asked most, and routes are tried in this order
        health.router,
        metrics_router,
        score_jobs.router,
        models.router,
        model_requests.router,
        outreach.router,
        decisions.router,
        team.router,
        relationship.router,
        insights.router,
        rounds.router,
        audit.router,
        concerns.router,
        impact.router,
        commitments.router,
        subjects.router,
        me.router,
        kpis.router,
        *routers,
    ):
        app.include_router(router)
    refuse_unguarded(app)
    headers = security_headers(over_tls=parts.secure_cookies)
    install_error_handlers(app, page_error, headers)
    install_openapi(app, parts.version)
    app.add_middleware(BodyLimit, larger={score_jobs.JOBS_PATH: MAX_JOB_BYTES})
    app.add_middleware(SecurityHeaders, headers=headers)
    app.add_middleware(AccessLog, metrics=app.state.metrics)
    return app
