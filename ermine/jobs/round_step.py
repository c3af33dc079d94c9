"""A step of a feedback round that reads comments, taken by a process of its own which the server starts.

The server of the lists cannot see a comment. It writes down that a round is to be closed or released and starts
`python -m ermine.jobs.round_step ID`; this process does what `ermine round close` and `ermine round release` do, and
writes down how far it has come.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from threading import Thread

from sqlalchemy import Engine

from data_contracts.errors import ErmineError
from data_contracts.progress import Tick
from ermine.clock import now
from ermine.home import Home
from ermine.jobs.rounds import close_feedback_round, release_feedback_round
from ermine.settings import Settings, load_settings
from ermine.store import open_store
from serving.feedback.steps import Step, advance_step, begin_step, end_step, waiting_steps
from serving.store.engine import reading, writing

_EVERY = 1.0
"""Seconds between two notes of how far it has come."""


def start_step(step_id: str) -> None:
    """Begin the process, and do not wait for it; started twice, the second finds nothing to do."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "ermine.jobs.round_step", step_id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    Thread(target=child.wait, daemon=True).start()


def start_waiting(engine: Engine, start: Callable[[str], None] = start_step) -> None:
    """Begin what was asked for right before the server last stopped."""
    with reading(engine) as conn:
        waiting = waiting_steps(conn)
    for step_id in waiting:
        start(step_id)


def take_step(settings: Settings, step_id: str) -> None:
    """Do what was asked for, once; how it ended is written down and never raised."""
    engine = open_store(settings, Home(settings.home))
    with writing(engine) as conn:
        step = begin_step(conn, step_id)
    if step is None:
        return
    failure = ""
    try:
        _take(settings, step, _notes(engine, step_id))
    except ErmineError as error:
        failure = str(error)
    except Exception as bug:
        failure = (
            f"This should not have happened ({type(bug).__name__}). Try again; the command line says more."
        )
    with writing(engine) as conn:
        end_step(conn, step_id, now(), failure)


def _take(settings: Settings, step: Step, tick: Tick) -> None:
    if step.step == "close":
        close_feedback_round(settings, step.round_id, tick)
    else:
        release_feedback_round(settings, step.round_id)


def _notes(engine: Engine, step_id: str) -> Tick:
    last = [0.0]

    def tick(done: int, total: int, what: str) -> None:
        if time.monotonic() - last[0] >= _EVERY:
            last[0] = time.monotonic()
            with writing(engine) as conn:
                advance_step(conn, step_id, done, total)

    return tick


if __name__ == "__main__":
    take_step(load_settings(), sys.argv[1])
