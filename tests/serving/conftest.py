"""A small company with a signed champion, built from the real parts: what the serving tests run on."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine
from starlette.testclient import TestClient

from data_contracts.errors import ErmineError
from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from serving.access.keys import create_key, revoke_key
from serving.access.roles import Role
from serving.api.app import AppParts, create_app
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.outreach.inputs import ErManager, Person, PopulationEntry, RunInputs, Unit
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import open_engine, writing
from serving.store.migrate import migrate
from tests.serving.issuer import Issuer, started
from training.champion import Champion, champion_bytes, read_champion
from training.scorecard import Scorecard

AS_OF = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)

SPECS = (
    FeatureSpec(
        "months_since_raise", "number", "Time since the last raise", "months",
        "No raise for {value:.0f} months", "Never had a raise", "pay", actionable=True, direction=1,
    ),
    FeatureSpec(
        "overtime_ratio", "number", "Overtime", "share", "Works {value:.0%} of the agreed hours",
        "Hours are not recorded", "workload", actionable=True, direction=1,
    ),
    FeatureSpec(
        "tenure_months", "number", "Time with the company", "months", "{value:.0f} months with the company",
        theme="tenure",
    ),
    FeatureSpec("location", "category", "Location", phrase="Based in {value}", theme="position"),
)  # fmt: skip

SHAPES = (
    {"type": "step", "edges": [6.0, 12.0, 24.0], "values": [-0.9, -0.2, 0.4, 1.3], "missing": 0.1},
    {"type": "line", "slope": 3.0, "intercept": -3.2, "low": 0.8, "high": 1.5, "missing": 0.05},
    {"type": "step", "edges": [12.0, 60.0], "values": [0.8, 0.1, -0.6], "missing": 0.0},
    {"type": "table", "levels": {"Leeds": 0.3, "Porto": -0.3}, "missing": 0.02, "unseen": -0.01},
)


def make_scorecard(feature_set: str = "company/1", horizon_days: int = 180) -> Scorecard:
    """A scorecard with one shape of each kind."""
    bands = [
        {"name": "steady", "from_log_odds": None, "n": 5000, "events": 150, "left": 0.03},
        {"name": "watch", "from_log_odds": -2.4, "n": 800, "events": 90, "left": 0.1125},
        {"name": "talk_soon", "from_log_odds": -1.4, "n": 412, "events": 90, "left": 0.2184},
    ]
    limits = [(0.0256, 0.0351), (0.0925, 0.1362), (0.1812, 0.2609)]
    features = [
        {**{name: getattr(spec, name) for name in FeatureSpec.__dataclass_fields__}, "shape": shape}
        for spec, shape in zip(SPECS, SHAPES, strict=True)
    ]
    return Scorecard.from_json(
        json.dumps(
            {
                "format": "ermine-scorecard/1",
                "name": "attrition",
                "task": "voluntary notice",
                "horizon_days": horizon_days,
                "feature_set": feature_set,
                "trained": {
                    "rows": 6212, "events": 330, "from": "2024-01-01", "until": "2026-01-01", "data_hash": "ab" * 32,
                },
                "base": -2.7,
                "calibration": {"a": 1.1, "b": 0.05},
                "features": features,
                "bands": [
                    {**band, "low": low, "high": high}
                    for band, (low, high) in zip(bands, limits, strict=True)
                ],
                "evidence": "out_of_time",
                "base_rate": 330 / 6212,
            }
        ).encode()
    )  # fmt: skip


def sign_champion(scorecard: Scorecard, version: int = 3) -> Champion:
    """The scorecard as promotion makes it and serving reads it."""
    key = Ed25519PrivateKey.generate()
    raw = champion_bytes(scorecard, scorecard.name, version, "0f" * 16, NOW, key)
    return read_champion(raw, key.public_key(), scorecard.name)


@pytest.fixture(scope="session")
def champion() -> Champion:
    """A promoted company model, version 3."""
    return sign_champion(make_scorecard())


@pytest.fixture(scope="session")
def snapshot_champion() -> Champion:
    """A promoted model on a flat table with the same inputs."""
    return sign_champion(make_scorecard("snapshot/teaching", 365))


@pytest.fixture(scope="session")
def cold_start(champion: Champion) -> Scorecard:
    """A scorecard on time with the company only."""
    tenure = [feature for feature in champion.scorecard.features if feature.name == "tenure_months"]
    return champion.scorecard.model_copy(update={"features": tuple(tenure)})


@pytest.fixture(scope="session")
def policy() -> OutreachPolicy:
    """The shipped outreach policy."""
    return load_outreach_policy()


UNITS = (
    Unit("top", None, "Whole company"),
    Unit("sales", "top", "Sales"),
    Unit("plant", "top", "Plant"),
    Unit("line-1", "plant", "Line 1"),
    Unit("line-2", "plant", "Line 2"),
)
MANAGERS = (ErManager("ER-1", "Jo Mbeki", 6.0), ErManager("ER-2", "Ana Duarte", 4.0))
POPULATIONS = (
    PopulationEntry("ER-1", "sales", None, date(2025, 1, 1)),
    PopulationEntry("ER-2", "plant", None, date(2025, 1, 1)),
)


def make_features(n: int, seed: int) -> pa.Table:
    """Random features of `n` people, a tenth of the values missing."""
    random = np.random.default_rng(seed)

    def holes(values: list[float] | list[str]) -> list[float | str | None]:
        return [None if random.random() < 0.1 else value for value in values]

    return pa.table(
        {
            "months_since_raise": pa.array(holes(list(random.uniform(0, 36, n))), pa.float64()),
            "overtime_ratio": pa.array(holes(list(random.uniform(0.7, 1.6, n))), pa.float64()),
            "tenure_months": pa.array(holes(list(random.uniform(0, 120, n))), pa.float64()),
            "location": pa.array(holes(list(random.choice(["Leeds", "Porto", "Oslo"], n))), pa.string()),
        }
    )


def make_inputs(n: int = 60, seed: int = 1) -> RunInputs:
    """A company of `n` people spread over the units below the top, nobody barred from any list."""
    leaves = ("sales", "line-1", "line-2")
    people = tuple(
        Person(f"E{i:04d}", f"Person {i}", leaves[i % 3], "engineering, level 3") for i in range(n)
    )
    return RunInputs(
        AS_OF, "company", "cd" * 32, "", make_features(n, seed), people, UNITS, MANAGERS, POPULATIONS
    )


def with_person(inputs: RunInputs, row: int, **changes: object) -> RunInputs:
    """The same inputs with one person changed."""
    people = list(inputs.people)
    people[row] = replace(people[row], **changes)  # type: ignore[arg-type]
    return replace(inputs, people=tuple(people))


@pytest.fixture
def inputs() -> RunInputs:
    """Sixty people in three units under two ER managers."""
    return make_inputs()


@pytest.fixture
def engine(database: Callable[[str], str]) -> Iterator[Engine]:
    """A migrated store of its own."""
    engine = open_engine(database("ermine"))
    migrate(engine)
    yield engine
    engine.dispose()


Store = Callable[[RunInputs], str]


@pytest.fixture
def store(engine: Engine, champion: Champion, policy: OutreachPolicy) -> Store:
    """Make a run of the inputs with the champion and store it; gives its id."""

    def run(inputs: RunInputs) -> str:
        made = make_run(inputs, champion, None, policy, "ef" * 32)
        return store_run(engine, made, NOW + timedelta(minutes=5)).run_id

    return run


@dataclass(frozen=True)
class Kit:
    """The builders above, for tests: a conftest cannot be imported."""

    as_of: date = AS_OF
    now: datetime = NOW
    inputs: Callable[..., RunInputs] = make_inputs
    with_person: Callable[..., RunInputs] = with_person
    scorecard: Callable[..., Scorecard] = make_scorecard
    sign: Callable[..., Champion] = sign_champion
    features: Callable[[int, int], pa.Table] = make_features


@pytest.fixture(scope="session")
def kit() -> Kit:
    """Builders of inputs, features and models."""
    return Kit()


@dataclass
class Clock:
    """The business day of the service under test."""

    today: date = AS_OF


@dataclass
class ServingModel:
    """The champion of the service under test, or the error with which it is refused."""

    champion: Champion | None
    error: ErmineError | None = None

    def __call__(self) -> Champion | None:
        """What the service is given."""
        if self.error is not None:
            raise self.error
        return self.champion


@pytest.fixture
def clock() -> Clock:
    """The business day, which a test may change."""
    return Clock()


@pytest.fixture
def serving_model(champion: Champion) -> ServingModel:
    """The model that serves, which a test may change."""
    return ServingModel(champion)


@pytest.fixture
def audit(tmp_path: Path) -> AuditTrail:
    """The audit trail of the test's store."""
    return AuditTrail(SubjectKeys(tmp_path / "subjects.db"), lambda: NOW)


@pytest.fixture
def parts(
    engine: Engine, audit: AuditTrail, clock: Clock, serving_model: ServingModel, policy: OutreachPolicy
) -> AppParts:
    """The parts of a service on the test's store."""
    return AppParts(
        engine=engine,
        audit=audit,
        champion=serving_model,
        clock=lambda: NOW,
        today=lambda: clock.today,
        stale_days=policy.stale_days,
        secure_cookies=False,
        version="0.1.0",
    )


@pytest.fixture
def api(parts: AppParts) -> TestClient:
    """A client of the API alone, without pages."""
    return TestClient(create_app(parts))


@pytest.fixture
def address(parts: AppParts) -> Iterator[str]:
    """A running server's address."""
    config = uvicorn.Config(create_app(parts), log_level="error", access_log=False, server_header=False)
    server = uvicorn.Server(config)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@dataclass(frozen=True)
class Keys:
    """Makes keys in the test's store and gives the headers that carry them."""

    engine: Engine

    def of(self, role: Role, **changes: str) -> dict[str, str]:
        """A bearer key of a role; an ER manager's is for ER-1, a handler's for the first, unless told otherwise."""
        if role is Role.ER_MANAGER:
            changes = {"er_manager_id": "ER-1", **changes}
        if role is Role.CONCERN_HANDLER:
            changes = {"handler": "first", **changes}
        return {"Authorization": f"Bearer {self._text(role, sign_in=False, **changes)}"}

    def hr_system(self, **changes: str) -> dict[str, str]:
        """A key of an HR system."""
        return self.of(Role.HR_SYSTEM, **changes)

    def er_manager(self, er_manager_id: str) -> dict[str, str]:
        """A key of an ER manager."""
        return self.of(Role.ER_MANAGER, er_manager_id=er_manager_id)

    def data_scientist(self) -> dict[str, str]:
        """A key of a data scientist."""
        return self.of(Role.DATA_SCIENTIST)

    def sign_in(self) -> str:
        """A sign-in key of a data scientist, in full."""
        return self._text(Role.DATA_SCIENTIST, sign_in=True)

    def revoke(self, headers: dict[str, str]) -> None:
        """End the key that the headers carry."""
        with writing(self.engine) as conn:
            revoke_key(conn, headers["Authorization"].removeprefix("Bearer ").partition(".")[0], NOW)

    def _text(self, role: Role, *, sign_in: bool, **changes: str) -> str:
        with writing(self.engine) as conn:
            return create_key(
                conn, role=role, purpose="weekly planning", now=NOW, expires_at=NOW + timedelta(days=30),
                sign_in=sign_in, **changes,
            ).text  # fmt: skip


@pytest.fixture
def keys(engine: Engine) -> Keys:
    """Keys of every role."""
    return Keys(engine)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An identity provider that answers."""
    with started() as made:
        yield made
