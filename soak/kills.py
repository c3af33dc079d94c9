"""A server killed in the middle of writing, again and again: what it acknowledged is there, once, the chain whole.

Four callers log contacts, each request with an idempotency key of its own, until `kill -9` ends the server. After each
restart every acknowledged contact must be stored once under the id that was given for it, the audit must name every
stored contact once, and a request whose answer was lost is sent again, twice: it is done once, whether it had been done
before or not. Exits with 1 at the first fault, or when the server was ready later than 3 s after a restart.

    python -m soak.kills [--rounds 200 --writes 60]
"""

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import httpx
from sqlalchemy import Engine, select

from serving.audit.chain import first_break
from serving.audit.reading import links
from serving.store.engine import open_engine, reading
from serving.store.relationship_tables import contacts
from serving.store.tables import run_er_managers
from soak.demo_home import ERMINE, demo_home, ermine

CALLERS = 4
READY_BAR = 3.0


class Server(Protocol):
    """A process that serves; `subprocess.Popen` is one."""

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""

    def terminate(self) -> None:
        """Ask it to end."""

    def wait(self, timeout: float) -> int | None:
        """Wait until it has ended."""

    def poll(self) -> int | None:
        """How it ended; None while it runs."""


Start = Callable[[Mapping[str, str], int, Path], Server]
"""Starts a server in an environment on a port, with a log."""


def by_command(env: Mapping[str, str], port: int, log: Path) -> Server:
    """`ermine serve`, as a user starts it."""
    with log.open("ab") as told:
        command = [ERMINE, "serve", "--port", str(port), "--no-feedback"]
        return subprocess.Popen(command, env=env, stdout=told, stderr=told)


@dataclass
class Ledger:
    """What the callers know: the id given for each acknowledged request, and requests whose answer was lost."""

    acknowledged: dict[int, str] = field(default_factory=dict)
    in_doubt: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    found_done: int = 0
    _sent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> int:
        """The number of a new request."""
        with self._lock:
            self._sent += 1
            return self._sent


@dataclass(frozen=True)
class Home:
    """A home with a run, the environment that points to it, and an ER manager's key with some of their people."""

    env: Mapping[str, str]
    log: Path
    key: str
    people: tuple[str, ...]
    port: int
    start: Start

    @property
    def engine(self) -> Engine:
        """The store, to be looked at beside the server."""
        return open_engine(f"sqlite:///{Path(self.env['ERMINE_HOME']) / 'ermine.db'}")

    def caller(self) -> httpx.Client:
        """A client with the manager's key; without TLS, as loading certificates takes longer than a request."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=30, verify=False
        )


def open_home(env: Mapping[str, str], folder: Path, start: Start = by_command) -> Home:
    """A home in which `ermine run` has been: a key for the first ER manager who has people on a list."""
    engine = open_engine(f"sqlite:///{Path(env['ERMINE_HOME']) / 'ermine.db'}")
    with reading(engine) as conn:
        managers = sorted(set(conn.scalars(select(run_er_managers.c.er_manager_id))))
    engine.dispose()
    whose = ("--role", "er_manager", "--er-manager", managers[0], "--purpose", "kills")
    made = ermine(env, "key", "create", *whose, "--json")
    home = Home(env, folder / "kills.log", str(json.loads(made)["key"]), (), free_port(), start)
    server, _ = started(home)
    with home.caller() as caller:
        items = caller.get("/v1/outreach").raise_for_status().json()["items"]
    server.terminate()
    server.wait(20)
    people = tuple(item["employee_id"] for item in items if item["employee_id"] is not None)
    return replace(home, people=people)


def started(home: Home) -> tuple[Server, float]:
    """A server that says it is ready, and after how many seconds."""
    begun = time.perf_counter()
    server = home.start(home.env, home.port, home.log)
    with home.caller() as caller:
        while server.poll() is None and time.perf_counter() - begun < 60:
            try:
                if caller.get("/readyz", timeout=2).status_code == 200:
                    return server, time.perf_counter() - begun
            except httpx.TransportError:
                time.sleep(0.02)
    server.kill()
    raise RuntimeError(f"not ready after a kill:\n{home.log.read_text()}")


def kill_rounds(home: Home, rounds: int, writes: int, seed: int = 0) -> Ledger:
    """Start, look, write at least `writes` contacts, kill; then once more start and look."""
    ledger, draw = Ledger(), random.Random(seed)
    for _ in range(rounds):
        server, ready = started(home)
        ledger.ready.append(ready)
        try:
            look(home, ledger)
            if ledger.faults:
                return ledger
            write_until_killed(home, ledger, server, len(ledger.acknowledged) + writes, draw.uniform(0, 0.05))
        finally:
            server.kill()
            server.wait(20)
    server, ready = started(home)
    ledger.ready.append(ready)
    look(home, ledger)
    server.terminate()
    server.wait(20)
    return ledger


def write_until_killed(home: Home, ledger: Ledger, server: Server, enough: int, pause: float) -> None:
    """Callers write until the server, killed a moment after enough was acknowledged, is gone."""
    callers = [threading.Thread(target=write, args=(home, ledger)) for _ in range(CALLERS)]
    for one in callers:
        one.start()
    until = time.monotonic() + 60
    while len(ledger.acknowledged) < enough and time.monotonic() < until and not ledger.faults:
        time.sleep(0.002)
    time.sleep(pause)
    server.kill()
    for one in callers:
        one.join(60)


def write(home: Home, ledger: Ledger) -> None:
    """Log one contact after the other until no answer comes."""
    with home.caller() as caller:
        while True:
            number = ledger.next()
            try:
                answer = send(caller, home, number)
            except httpx.TransportError:
                ledger.in_doubt.append(number)
                return
            if answer.status_code != 200:
                ledger.faults.append(f"request {number}: {answer.status_code} {answer.text}")
                return
            ledger.acknowledged[number] = answer.json()["contact_id"]


def send(caller: httpx.Client, home: Home, number: int) -> httpx.Response:
    """Request number so and so: its key, person and note follow from the number alone."""
    person = home.people[number % len(home.people)]
    return caller.post(
        f"/v1/employees/{person}/contacts",
        headers={"Idempotency-Key": f"kill-{number:08d}"},
        json={"kind": "talked", "note": note_of(number)},
    )


def note_of(number: int) -> str:
    """By which a stored contact is known again."""
    return f"kill {number}"


def look(home: Home, ledger: Ledger) -> None:
    """Send again what is in doubt, then compare the store with what the callers know."""
    with home.caller() as caller:
        for number in ledger.in_doubt:
            once, again = send(caller, home, number), send(caller, home, number)
            if (once.status_code, once.text) != (200, again.text):
                ledger.faults.append(f"request {number} sent again: {once.text}, then {again.text}")
                continue
            ledger.found_done += "Idempotency-Replayed" in once.headers
            ledger.acknowledged[number] = once.json()["contact_id"]
    ledger.in_doubt.clear()
    engine = home.engine
    ledger.faults += compared(engine, {note_of(n): contact for n, contact in ledger.acknowledged.items()})
    engine.dispose()


def compared(engine: Engine, expected: Mapping[str, str]) -> list[str]:
    """Where the store differs from contact ids by note: lost, twice, unknown, not in the audit, a broken chain."""
    with reading(engine) as conn:
        mine = select(contacts.c.note, contacts.c.contact_id).where(contacts.c.note.like("kill %"))
        stored = [(row.note, row.contact_id) for row in conn.execute(mine)]
        entries = list(links(conn))
        sound = conn.exec_driver_sql("PRAGMA integrity_check").scalar()
    broken = first_break(entries)
    named = Counter(link.entry.detail["contact"] for link in entries if link.entry.action == "contact.logged")
    missing = expected.items() - set(stored)
    faults = [f"lost: {sorted(missing)[:3]}"] if missing else []
    faults += ["stored twice or by nobody"] if len(stored) != len(expected) else []
    faults += [f"chain: {broken}"] if broken else []
    faults += ["the audit names other contacts"] if named != Counter(id_ for _, id_ in stored) else []
    return faults + ([f"damaged: {sound}"] if sound != "ok" else [])


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Make a home, kill its server again and again, print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--writes", type=int, default=60, help="acknowledged in each round, at least")
    asked = parser.parse_args()
    with demo_home() as (env, folder):
        ledger = kill_rounds(open_home(env, folder), asked.rounds, asked.writes)
    slowest = max(ledger.ready)
    print(
        f"{asked.rounds} kills, {len(ledger.acknowledged):,} acknowledged writes, {ledger.found_done} done though "
        f"their answer was lost: {len(ledger.faults)} faults; ready again after {statistics.median(ledger.ready):.1f} "
        f"s (median), {slowest:.1f} s (slowest; bar {READY_BAR:.0f} s)"
    )
    print("\n".join(ledger.faults[:20]))
    return 1 if ledger.faults or slowest > READY_BAR else 0


if __name__ == "__main__":
    sys.exit(main())
