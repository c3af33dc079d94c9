"""Who may read whom: the whole service against a brute-force oracle on random organisations.

The oracle walks parents with a loop over plain lists; it knows no closure table, no query and none of the service's
code that decides. Exits with 1 at the first difference.

    python -m soak.authorisation [--decisions 100000]
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.outreach import load_outreach_policy
from serving.access.keys import create_key
from serving.access.roles import Role
from serving.api.app import create_app
from serving.api.parts import AppParts
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.outreach.inputs import ErManager, Person, PopulationEntry, RunInputs, Unit
from serving.outreach.records import OutreachRun
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import open_engine, writing
from serving.store.migrate import migrate
from serving.subjects.links import issue_link
from training.champion import Champion, champion_bytes, read_champion
from training.scorecard import Scorecard

START = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
MANAGERS = ("M0", "M1", "M2")
_MONTHS = FeatureSpec(
    "months", "number", "Months", "months", "{value:.0f} months", "Not known", "pay", True, 1
)


@dataclass
class Tally:
    """Decisions compared so far, and those in which service and oracle differ."""

    decisions: int = 0
    differences: list[str] = field(default_factory=list)

    def compare(self, what: str, told: object, expected: object, decisions: int = 1) -> None:
        """Count the decisions that one answer holds."""
        self.decisions += decisions
        if told != expected:
            self.differences.append(f"{what}: service {told}, oracle {expected}")


@dataclass(frozen=True)
class Service:
    """The real application on a store of its own; the business day is moved from run to run."""

    engine: Engine
    champion: Champion
    client: TestClient
    today: list[date]

    def key(
        self, role: Role, er_manager_id: str | None = None, unit_scope: str | None = None
    ) -> dict[str, str]:
        """The header of a new key."""
        with writing(self.engine) as conn:
            made = create_key(
                conn, role=role, purpose="oracle", now=NOW, expires_at=NOW + timedelta(days=1),
                er_manager_id=er_manager_id, unit_scope=unit_scope,
                handler="first" if role is Role.CONCERN_HANDLER else None,
            )  # fmt: skip
        return {"Authorization": f"Bearer {made.text}"}

    def employee(self, employee_id: str) -> dict[str, str]:
        """The header of a key that stands for one person."""
        with writing(self.engine) as conn:
            made = issue_link(conn, employee_id, NOW, NOW + timedelta(days=1), sign_in=False)
        return {"Authorization": f"Bearer {made.text}"}


def open_service(folder: Path) -> Service:
    """A migrated store in `folder` and the application on it."""
    engine = open_engine(f"sqlite:///{folder / 'ermine.db'}")
    event.listen(engine, "connect", lambda raw, _: raw.execute("pragma synchronous = off"))
    migrate(engine)
    champion, today = _champion(), [START]
    parts = AppParts(
        engine=engine,
        audit=AuditTrail(SubjectKeys(folder / "subjects.db"), lambda: NOW),
        champion=lambda: champion,
        clock=lambda: NOW,
        today=lambda: today[0],
        stale_days=35,
        secure_cookies=False,
        version="0",
    )
    return Service(engine, champion, TestClient(create_app(parts)), today)


def organisation(seed: int, day: date, people: int = 24) -> RunInputs:
    """A random tree of units, people anywhere in it, and populations by unit or person, some not begun yet."""
    rng = random.Random(seed)
    units = [Unit("u0", None, "Top")]
    units += [Unit(f"u{n}", rng.choice(units).unit_id, f"Unit {n}") for n in range(1, rng.randint(3, 9))]
    staff = tuple(Person(f"E{seed}-{n}", f"P {n}", rng.choice(units).unit_id) for n in range(people))
    entries = [PopulationEntry("M0", rng.choice(units).unit_id, None, day)]
    for _ in range(rng.randint(2, 8)):
        begun = day + timedelta(days=rng.choice((-30, -3, 0, 5)))
        by_person = rng.random() < 0.4
        entries.append(
            PopulationEntry(
                rng.choice(MANAGERS),
                None if by_person else rng.choice(units).unit_id,
                rng.choice(staff).employee_id if by_person else None,
                begun,
            )
        )
    table = pa.table({"months": pa.array([rng.uniform(0, 40) for _ in staff], pa.float64())})
    managers = tuple(ErManager(name, name, 4.0) for name in MANAGERS)
    return RunInputs(day, "company", f"{seed:064x}", "", table, staff, tuple(units), managers, tuple(entries))


def may_see(inputs: RunInputs, manager: str, person: Person) -> bool:
    """The oracle: an entry in force names the person, or a unit on the way from theirs to the top."""
    way, unit = [], person.unit_id
    parents = {unit.unit_id: unit.parent_id for unit in inputs.units}
    while unit is not None:
        way.append(unit)
        unit = parents[unit]  # type: ignore[assignment]
    for entry in inputs.populations:
        same = [
            e for e in inputs.populations if (e.unit_id, e.employee_id) == (entry.unit_id, entry.employee_id)
        ]
        newest = max((e.valid_from for e in same if e.valid_from <= inputs.as_of), default=None)
        mine = entry.er_manager_id == manager and entry.valid_from == newest
        if mine and (entry.employee_id == person.employee_id or entry.unit_id in way):
            return True
    return False


def below(inputs: RunInputs, unit_id: str, person: Person) -> bool:
    """The oracle for a key's unit scope."""
    parents: dict[str, str | None] = {unit.unit_id: unit.parent_id for unit in inputs.units}
    unit: str | None = person.unit_id
    while unit is not None and unit != unit_id:
        unit = parents[unit]
    return unit == unit_id


def compare(service: Service, number: int, tally: Tally) -> None:
    """Every question of one random organisation, after the organisations before it in the same store."""
    inputs = organisation(number, START + timedelta(days=number))
    service.today[0] = inputs.as_of
    made = make_run(inputs, service.champion, None, load_outreach_policy(), "")
    store_run(service.engine, made, NOW)
    for manager in MANAGERS:
        _lists_and_people(service, inputs, made, manager, number, tally)
    _scores(service, inputs, number, tally)
    _own_data(service, inputs, number, tally)


def _lists_and_people(
    service: Service, inputs: RunInputs, made: OutreachRun, manager: str, number: int, tally: Tally
) -> None:
    key = service.key(Role.ER_MANAGER, manager)
    seen = {person.employee_id for person in inputs.people if may_see(inputs, manager, person)}
    expected = {item.employee_id for item in made.items if item.er_manager_id == manager} & seen
    items = service.client.get("/v1/outreach", headers=key).json()["items"]
    tally.compare(f"{number} {manager} list", {i["employee_id"] for i in items}, expected, len(inputs.people))
    others = service.key(Role.ER_MANAGER, MANAGERS[(MANAGERS.index(manager) + 1) % len(MANAGERS)])
    for item in items[:3]:
        path = f"/v1/outreach/{item['item_id']}"
        told = [service.client.get(path, headers=who).status_code for who in (key, others)]
        tally.compare(f"{number} {manager} {path}", told, [200, 404], 2)
    for person in inputs.people[:6]:
        path = f"/v1/employees/{person.employee_id}/timeline"
        told_one = service.client.get(path, headers=key).status_code == 200
        tally.compare(f"{number} {manager} {path}", told_one, person.employee_id in seen)


def _scores(service: Service, inputs: RunInputs, number: int, tally: Tally) -> None:
    ids = [person.employee_id for person in inputs.people] + ["nobody"]
    for unit in (None, *random.Random(number).sample(inputs.units, 2)):
        scope = unit.unit_id if unit is not None else None
        key = service.key(Role.HR_SYSTEM, unit_scope=scope)
        results = service.client.post("/v1/scores", headers=key, json={"employee_ids": ids}).json()["results"]
        told = {row["id"] for row in results if row["reason"] != "unknown_id"}
        expected = {p.employee_id for p in inputs.people if scope is None or below(inputs, scope, p)}
        tally.compare(f"{number} scores in {scope}", told, expected, len(ids))


def _own_data(service: Service, inputs: RunInputs, number: int, tally: Tally) -> None:
    person = inputs.people[number % len(inputs.people)]
    answer = service.client.get("/v1/me", headers=service.employee(person.employee_id))
    ids = {p.employee_id for p in inputs.people}
    tally.compare(
        f"{number} me", {who for who in ids if f'"{who}"' in answer.text}, {person.employee_id}, len(ids)
    )


def compare_roles(service: Service, tally: Tally) -> None:
    """Every route of the document with a key of every role, and with none: let in exactly where it declares it."""
    document = service.client.get("/openapi.json").json()
    keys = {role: service.key(role, "M0" if role is Role.ER_MANAGER else None) for role in Role}
    for method, path, declared in _routes(document):
        url = path
        for name in path.split("{")[1:]:
            url = url.replace("{" + name.split("}")[0] + "}", "0" * 24)
        headers = {"Idempotency-Key": "oracle-0001"}
        told = service.client.request(method, url, headers=headers).status_code
        tally.compare(f"{method} {path} without a key", told, 401)
        for role in Role:
            answer = service.client.request(method, url, headers={**headers, **keys[role]})
            tally.compare(f"{method} {path} as {role}", answer.status_code != 403, role.value in declared)


def _routes(
    document: dict[str, dict[str, dict[str, dict[str, list[str]]]]],
) -> Iterator[tuple[str, str, list[str]]]:
    for path, operations in document["paths"].items():
        if path.startswith("/v1"):
            for method, operation in operations.items():
                yield method.upper(), path, operation["x-roles"]


def _champion() -> Champion:
    bands = [("steady", None), ("watch", -2.4), ("talk_soon", -1.4)]
    text = {
        "format": "ermine-scorecard/1", "name": "attrition", "task": "voluntary notice", "horizon_days": 180,
        "feature_set": "company/1",
        "trained": {"rows": 100, "events": 10, "from": "2024-01-01", "until": "2026-01-01", "data_hash": "ab" * 32},
        "base": -2.7, "calibration": {"a": 1.0, "b": 0.0}, "evidence": "out_of_time", "base_rate": 0.1,
        "features": [{
            **asdict(_MONTHS),
            "shape": {"type": "step", "edges": [6.0, 24.0], "values": [-0.9, 0.2, 2.3], "missing": 0.1},
        }],
        "bands": [
            {"name": name, "from_log_odds": least, "n": 100, "events": 10, "left": 0.1, "low": 0.05, "high": 0.2}
            for name, least in bands
        ],
    }  # fmt: skip
    scorecard, key = Scorecard.from_json(json.dumps(text).encode()), Ed25519PrivateKey.generate()
    return read_champion(
        champion_bytes(scorecard, "attrition", 1, "0f" * 16, NOW, key), key.public_key(), "attrition"
    )


def main() -> int:
    """Compare until the number of decisions is reached; print how many and what differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=100_000)
    wanted, tally = parser.parse_args().decisions, Tally()
    with tempfile.TemporaryDirectory() as folder:
        service, number = open_service(Path(folder)), 0
        compare_roles(service, tally)
        while tally.decisions < wanted and not tally.differences:
            compare(service, number, tally)
            number += 1
    print(f"{tally.decisions:,} decisions on {number} organisations: {len(tally.differences)} differences")
    print("\n".join(tally.differences[:20]))
    return 1 if tally.differences else 0


if __name__ == "__main__":
    sys.exit(main())
