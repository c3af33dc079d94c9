"""The feedback pages' own process: it has the redactor and the feedback database, and no key, list or score.

`ermine serve` starts it (`ermine.jobs.beside`) and it ends when the pipe on its standard input does, so that it never
outlives the server, however that ended.
"""

import os
import sys
from dataclasses import dataclass, field
from socket import socket
from threading import Lock, Thread
from typing import TYPE_CHECKING

import uvicorn

from data_contracts.errors import ErmineError, LakeEmpty
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.policy.privacy import PrivacyPolicy, load_privacy_policy
from ermine.clock import calendar_day
from ermine.home import Home
from ermine.jobs.roster import names_of
from ermine.settings import Settings, load_settings
from ermine.store import open_feedback_store
from serving.feedback.concerns.keys import load_sealing_key
from serving.intake.app import create_intake
from serving.intake.parts import ConcernDoor, IntakeParts

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from sentiment.redaction.redactor import Redactor

READY = "ready"


@dataclass
class RosterRedactor:
    """Redacts by the names of the people in the lake, read again when something has been imported."""

    home: Home
    _lock: Lock = field(default_factory=Lock)
    _lake: str = ""
    _redactor: "Redactor | None" = None

    def __call__(self, text: str) -> str:
        """The text without what points at a person; one at a time, for the language model is not made for more."""
        with self._lock:
            return self._current().redact(text.replace("\0", "\ufffd")).text

    def _current(self) -> "Redactor":
        from sentiment.redaction.redactor import Redactor

        lake = self._lake_now()
        now = lake.hash if lake else ""
        if self._redactor is None or now != self._lake:
            self._redactor, self._lake = Redactor(names_of(lake) if lake else ()), now
        return self._redactor

    def _lake_now(self) -> LakeSnapshot | None:
        """None in a home that was made by training on a file: it has no people, and no round can be opened."""
        try:
            return Lake(self.home.path).current()
        except LakeEmpty:
            return None


def build_intake(settings: Settings) -> "ASGIApp":
    """The feedback pages of this home, with the redactor loaded and the database brought up to date."""
    home = Home(settings.home)
    home.required_record()
    engine, redact = open_feedback_store(settings, home), RosterRedactor(home)
    redact("The first text takes a second, nobody should wait for it.")
    policy = load_privacy_policy(home.privacy_file)
    parts = IntakeParts(engine, redact, policy.help_lines, _door(settings, policy), settings.secure_cookies)
    parts.key_order.restore()  # the last process may have ended between an answer and this
    return create_intake(parts)


def _door(settings: Settings, policy: PrivacyPolicy) -> ConcernDoor:
    """How concerns leave: with the public half of the key, which is all that this process has."""
    rules = policy.concerns
    return ConcernDoor(
        key=load_sealing_key(Home(settings.home).concern_public_file),
        today=lambda: calendar_day(settings),
        first_handler=rules.handlers[0],
        acknowledge_days=rules.acknowledge_days,
        answer_days=rules.answer_days,
    )


class _Announced(uvicorn.Server):
    """Says on standard output when it answers."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        print(READY, flush=True)


def main() -> None:
    """Serve until interrupted or until standard input ends."""
    try:
        settings = load_settings()
        app = build_intake(settings)
    except ErmineError as error:
        print(f"feedback pages: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    server = _Announced(_config(app, settings.host, int(sys.argv[1])))
    Thread(target=_end_with_input, args=(server,), daemon=True).start()
    try:
        server.run()
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit:  # uvicorn's way of saying, in a log that is closed here, that it cannot listen
        print(f"feedback pages: port {sys.argv[1]} of {settings.host} cannot be had.", file=sys.stderr)
        raise


def _config(app: "ASGIApp", host: str, port: int) -> uvicorn.Config:
    """No access log, and no errors with a traceback: it would hold what somebody sent."""
    return uvicorn.Config(
        app, host=host, port=port, log_level="critical", access_log=False, server_header=False, date_header=False,
        loop="uvloop", http="httptools", lifespan="off", timeout_graceful_shutdown=10,
    )  # fmt: skip


def _end_with_input(server: uvicorn.Server) -> None:
    while os.read(
        sys.stdin.fileno(), 4096
    ):  # not `sys.stdin.read`: its lock would crash an exit from elsewhere
        pass
    server.should_exit = True


if __name__ == "__main__":
    main()
