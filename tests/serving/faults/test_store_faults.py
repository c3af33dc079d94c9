"""A database that is held or full: refused with 503 and when to try again, nothing half done, well again by itself."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from serving.audit.chain import first_break
from serving.audit.reading import links
from serving.outreach.inputs import RunInputs
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing
from serving.store.relationship_tables import contacts

SCHEMA = "/v1/models/current/schema"
Ask = Callable[[], Any]


@pytest.fixture
def asks(api: Any, keys: Any, store: Callable[[RunInputs], str], inputs: RunInputs) -> dict[str, Ask]:
    """Requests that write: two looks at people, the second as it often comes, beside others, and an act."""
    store(inputs)
    system, manager = keys.hr_system(), keys.er_manager("ER-1")
    act = {**manager, "Idempotency-Key": "a-contact-of-today"}
    people = {"employee_ids": ["E0001", "E0002"]}
    return {
        "scores": lambda: api.post("/v1/scores", headers=system, json=people),
        "list": lambda: api.get("/v1/outreach", headers=manager),
        "contact": lambda: api.post("/v1/employees/E0000/contacts", headers=act, json={"kind": "talked"}),
    }


def written(engine: Engine) -> tuple[int, int]:
    """How many entries the audit has, and how many contacts are logged."""
    with reading(engine) as conn:
        counted = [
            conn.execute(select(func.count()).select_from(t)).scalar_one() for t in (audit_log, contacts)
        ]
    return counted[0], counted[1]


def timed(ask: Ask) -> tuple[Any, float]:
    """The answer, and the seconds that it took."""
    started = time.monotonic()
    return ask(), time.monotonic() - started


@pytest.mark.db
def test_while_another_holds_the_database_writes_are_refused_and_nobody_waits_twice(
    api: Any, keys: Any, engine: Engine, asks: dict[str, Ask]
) -> None:
    """Who waits is told after one wait of five seconds (more on a busy machine); what is about nobody goes on."""
    before, system = written(engine), keys.hr_system()
    with writing(engine):
        for path in ("/healthz", "/readyz", SCHEMA):
            answer, seconds = timed(lambda path=path: api.get(path, headers=system))
            assert (answer.status_code, seconds < 3) == (200, True), path
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(timed, [*asks.values(), *asks.values()]))
    for answer, seconds in answers:
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:ermine:store-unavailable")
        assert answer.headers["Retry-After"] == "5"
        assert 4 < seconds < 8
    assert written(engine) == before
    for name, ask in asks.items():
        assert ask().status_code == 200, name
    assert written(engine) == (before[0] + 3, 1)


@dataclass
class Disk:
    """The room that the file of a store has: none, as soon as it is `full`."""

    full: bool = False

    def at_checkout(self, connection: Any, *_: object) -> None:
        """SQLite's own limit, which fails as a full disk does."""
        connection.execute(f"PRAGMA max_page_count = {1 if self.full else 1 << 30}")


def test_on_a_full_disk_nobody_is_shown_what_cannot_be_recorded_and_it_recovers_unaided(
    api: Any, keys: Any, engine: Engine, asks: dict[str, Ask]
) -> None:
    """Person reads and acts are 503; health and the model's facts go on; with room again everything does, whole."""
    disk, system, start = Disk(), keys.hr_system(), written(engine)
    event.listen(engine, "checkout", disk.at_checkout)
    disk.full = True
    shown = [answer for _ in range(30) for answer in (asks["scores"](), asks["list"]()) if answer.is_success]
    assert 0 < len(shown) < 50  # as many as there was room for in pages begun
    before = written(engine)
    assert before == (start[0] + len(shown), 0)
    for ask in asks.values():
        answer = ask()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    for path in ("/healthz", "/readyz", SCHEMA):
        assert api.get(path, headers=system).status_code == 200, path
    assert written(engine) == before
    disk.full = False
    for name, ask in asks.items():
        assert ask().status_code == 200, name
    with reading(engine) as conn:
        assert first_break(links(conn)) is None
        assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
