"""Serve the pages and the API of a home until it is interrupted."""

import errno
import gc
import socket
from datetime import date, timedelta
from functools import partial

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from data_contracts.errors import Conflict, InputRefused
from data_contracts.policy.outreach import load_outreach_policy
from ermine.clock import BusinessDay, now
from ermine.home import Home
from ermine.jobs.allocation import LastAllocation
from ermine.jobs.auditing import audit_of, notice_policies, reconcile_acts
from ermine.jobs.concerns import concern_desk
from ermine.jobs.desk import round_desk
from ermine.jobs.heartbeat import registry_beside, seconds_since
from ermine.jobs.identity import pages_sign_in, token_door
from ermine.jobs.impact import trial_setting
from ermine.jobs.kept_preview import last_preview
from ermine.jobs.papers import papers_of, versions_on_file
from ermine.jobs.releases import Releases
from ermine.jobs.replies import show_replies
from ermine.jobs.round_step import start_waiting
from ermine.jobs.served_champion import ServedChampion
from ermine.jobs.subjects import subject_parts
from ermine.registry import mlflow_pages
from ermine.settings import Settings
from ermine.store import open_feedback_store, open_store
from serving.api.app import AppParts, create_app
from serving.api.buckets import Buckets
from serving.api.parts import Beside
from serving.api.score_worker import ScoreWorker
from serving.feedback.blindfold import blindfold
from serving.outreach.lead_desk import LeadDesk
from serving.pages.notices import page_error
from serving.pages.parts import PageParts
from serving.pages.router import pages_router
from serving.store.engine import reading
from serving.store.runs import latest_run_row


class HostRefused(InputRefused):
    """The server cannot listen on this address."""


class PortTaken(Conflict):
    """Another program listens on the port."""


def build_app(settings: Settings, today: date | None = None, feedback_port: int | None = None) -> FastAPI:
    """The whole service of this home; `today` freezes the business clock; `feedback_port`: the pages beside."""
    from importlib.metadata import version

    home = Home(settings.home)
    record = home.required_record()
    policy = load_outreach_policy(home.outreach_file)
    engine, champion = open_store(settings, home), ServedChampion(home, record.model)
    feedback = blindfold(open_feedback_store(settings, home))
    releases = Releases(feedback)
    commitments_changed = partial(show_replies, engine, feedback)
    commitments_changed()
    champion.start()  # a champion that cannot be trusted is refused at the start, not at the first request
    audit, subjects = audit_of(settings, home), subject_parts(home)
    notice_policies(engine, audit, home)
    reconcile_acts(engine, audit, home, champion())
    desk = round_desk(settings, home, feedback)
    start_waiting(engine)
    concerns = concern_desk(settings, home, engine, feedback, audit)

    stale_after = timedelta(minutes=settings.registry_stale_minutes)

    business_today = BusinessDay(home) if today is None else lambda: today

    lead = LeadDesk(LastAllocation(settings, lambda: _latest_run(engine)), lambda: last_preview(home))
    pages = PageParts(
        engine=engine,
        audit=audit,
        subjects=subjects,
        champion=champion,
        papers=lambda which: papers_of(home, which),
        versions=lambda: versions_on_file(home, record.model),
        mlflow=mlflow_pages(settings, home),
        clock=now,
        today=business_today,
        today_is_frozen=bool(today or record.demo),
        secure_cookies=settings.secure_cookies,
        releases=releases,
        desk=desk,
        concerns=concerns,
        trial_setting=lambda: trial_setting(home),
        lead=lead,
        commitments_changed=commitments_changed,
        provider=pages_sign_in(settings),
    )
    parts = AppParts(
        engine=engine,
        buckets=Buckets(settings.requests_per_second, 5 * settings.requests_per_second),
        audit=audit,
        subjects=subjects,
        champion=champion,
        clock=now,
        today=business_today,
        stale_days=policy.stale_days,
        secure_cookies=settings.secure_cookies,
        version=version("ermine-insight"),
        releases=releases,
        desk=desk,
        concerns=concerns,
        trial_setting=lambda: trial_setting(home),
        lead=lead,
        commitments_changed=commitments_changed,
        model_problem=lambda: champion.problem,
        registry=lambda: registry_beside(home, record.model, stale_after),
        registry_age=lambda: seconds_since(home, record.model),
        feedback=lambda: _feedback_beside(settings.host, feedback_port),
        tokens=token_door(settings),
        versions=lambda: versions_on_file(home, record.model),
        model_card=lambda serving: papers_of(home, serving).card,
    )
    return create_app(parts, routers=[pages_router(pages)], page_error=page_error(pages))


def _feedback_beside(host: str, port: int | None) -> Beside:
    """Whether the feedback pages take connections; nothing is asked of them, so nothing can be learned from it."""
    if port is None:
        return Beside(True, "not served here")
    try:
        with socket.create_connection((host, port), 0.5):
            return Beside(True, "answers")
    except OSError:
        return Beside(False, "the feedback pages do not answer")


def _latest_run(engine: Engine) -> str | None:
    with reading(engine) as conn:
        row = latest_run_row(conn)
    return None if row is None else str(row["run_id"])


def free_port(host: str, port: int, tries: int = 1, name: str = "--port") -> int:
    """`port`, or the next free one within `tries`; raises `PortTaken`, which names where another can be chosen."""
    for candidate in range(port, port + tries):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise HostRefused(
                        f"{host}:{candidate} cannot be listened on: {error.strerror or error}.",
                        remedy="Set ERMINE_HOST to an address of this machine, such as 127.0.0.1.",
                    ) from None
                continue
            return int(probe.getsockname()[1])
    raise PortTaken(f"Port {port} of {host} is taken.", remedy=f"Choose another with {name}.")


def serve_app(app: FastAPI, host: str, port: int) -> None:
    """Answer requests, and score jobs, until SIGINT or SIGTERM; requests under way are finished."""
    gc.collect()
    gc.freeze()  # what is here now stays: to look through it at each collection would hold up a request
    with ScoreWorker(app.state.parts):
        uvicorn.run(
            app, host=host, port=port, log_config=None, access_log=False, server_header=False, loop="uvloop",
            http="httptools", timeout_graceful_shutdown=10,
        )  # fmt: skip
