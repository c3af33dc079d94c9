"""How long a page takes in a company of 1,000 people and in one of 100,000, where each ER manager looks after 500.

One process, a real store (SQLite) with one run in it, the real application without a network in between; the two
companies take turns, page by page. Invented people, a scorecard of two inputs. Bar: at the median no page of an ER
manager, and no unit's page, takes more than twice in the large company what it takes in the small one. An ER lead's
lists of all units and of the whole team grow with the company; their times are printed and have no bar.

    python -m benchmarks.page_time [--small 1000 --large 100000 --times 15]
"""

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.outreach import load_outreach_policy
from serving.access.keys import create_key
from serving.access.roles import Role
from serving.api.app import create_app
from serving.api.parts import AppParts
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.outreach.inputs import ErManager, Person, PopulationEntry, RunInputs, Unit
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.pages.notices import page_error
from serving.pages.parts import ModelPapers, PageParts
from serving.pages.router import pages_router
from serving.store.engine import open_engine, writing
from serving.store.migrate import migrate
from training.champion import Champion
from training.scorecard import Band, Calibration, Feature, Period, Scorecard
from training.shapes import LineShape, StepShape

BAR = 2.0
LOOKED_AFTER, IN_A_UNIT = 500, 25
AS_OF = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
MANAGER_PAGES = (
    "/week", "/people", "/people?start=400", "/people?search=person+41", "/people/P0000007", "/units",
    "/units/T0-3", "/kpis",
)  # fmt: skip
LEAD_PAGES = ("/units/T0-3", "/units", "/team", "/kpis")
NO_BAR = LEAD_PAGES[1:]


@dataclass
class Served:
    """A company whose pages can be asked for."""

    engine: Engine
    manager: TestClient
    lead: TestClient


def company(people: int) -> RunInputs:
    """Departments of 500 people in teams of 25; one ER manager looks after each department."""
    rng = np.random.default_rng(0)
    departments = max(1, people // LOOKED_AFTER)
    teams = [(f"T{d}-{t}", f"D{d}") for d in range(departments) for t in range(LOOKED_AFTER // IN_A_UNIT)]
    units = [Unit("U", None, "Company")]
    units += [Unit(f"D{d}", "U", f"Department {d}") for d in range(departments)]
    units += [Unit(team, above, f"Team {team}") for team, above in teams]
    staff = tuple(
        Person(f"P{n:07}", f"Person {n}", teams[min(n // IN_A_UNIT, len(teams) - 1)][0], "Engineer, level 4")
        for n in range(people)
    )
    raises, overtime = rng.uniform(0, 36, people), rng.uniform(0, 0.5, people)
    return RunInputs(
        as_of=AS_OF,
        source="company",
        data_hash="0" * 10,
        data_note="invented people",
        table=pa.table({"months_since_raise": raises, "overtime": overtime}),
        people=staff,
        units=tuple(units),
        er_managers=tuple(ErManager(f"M{d}", f"ER manager {d}", 12.0) for d in range(departments)),
        populations=tuple(PopulationEntry(f"M{d}", f"D{d}", None, AS_OF) for d in range(departments)),
    )


def scorecard() -> Scorecard:
    """Two inputs, and bands that put some people into each."""
    raise_ = FeatureSpec(
        "months_since_raise", "number", "Last raise", "months", "No raise for {value:.0f} months"
    )
    overtime = FeatureSpec("overtime", "number", "Overtime", "share", "{value:.1f} of the contract on top")
    seen = {"n": 1000, "events": 60, "left": 0.06, "low": 0.05, "high": 0.08}
    return Scorecard(
        name="attrition",
        task="voluntary notice",
        horizon_days=180,
        feature_set="made-up",
        trained=Period(
            **{"rows": 5000, "events": 300, "from": date(2024, 1, 1), "until": AS_OF, "data_hash": "d"}
        ),
        base=-2.9,
        calibration=Calibration(a=1.0, b=0.0),
        features=(
            Feature.of(raise_, StepShape(edges=(6.0, 12.0, 24.0), values=(-0.5, 0.0, 0.6, 1.4), missing=0.1)),
            Feature.of(overtime, LineShape(slope=2.0, intercept=-0.2, low=0.0, high=0.5, missing=0.0)),
        ),
        bands=(
            Band(name="steady", from_log_odds=None, **seen),
            Band(name="watch", from_log_odds=-2.0, **seen),
            Band(name="talk_soon", from_log_odds=-1.0, **seen),
        ),
        evidence="out_of_time",
        base_rate=0.06,
    )


def served(people: int, folder: Path) -> Served:
    """The company's pages over a store in the folder, with an ER manager and an ER lead signed in."""
    folder.mkdir()
    engine = open_engine(f"sqlite:///{folder}/ermine.db")
    migrate(engine)
    card = scorecard()
    champion = Champion(card, "attrition", 1, "0" * 32, card.digest, NOW)
    run = make_run(company(people), champion, None, load_outreach_policy(), "0" * 64)
    store_run(engine, run, NOW)
    audit = AuditTrail(SubjectKeys(folder / "subjects.db"), lambda: NOW)
    shared = {"engine": engine, "audit": audit, "champion": lambda: champion, "clock": lambda: NOW}
    pages = PageParts(
        **shared, papers=lambda _: ModelPapers(None, None), today=lambda: AS_OF, today_is_frozen=True,
        secure_cookies=False,
    )  # fmt: skip
    parts = AppParts(**shared, today=lambda: AS_OF, stale_days=35, secure_cookies=False, version="0")
    app = create_app(parts, [pages_router(pages)], page_error(pages))
    return Served(
        engine, _signed_in(app, engine, Role.ER_MANAGER, "M0"), _signed_in(app, engine, Role.ER_LEAD)
    )


def _signed_in(app: object, engine: Engine, role: Role, er_manager_id: str | None = None) -> TestClient:
    with writing(engine) as conn:
        expires = NOW + timedelta(hours=1)
        key = create_key(
            conn,
            role=role,
            purpose="a benchmark",
            now=NOW,
            expires_at=expires,
            er_manager_id=er_manager_id,
            sign_in=True,
        ).text
    client = TestClient(app, follow_redirects=False)  # type: ignore[arg-type]
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"key": key, "form": client.cookies["ermine_form"]})
    assert answer.status_code == 303, answer.text
    return client


def timed(client: TestClient, page: str) -> float:
    """Milliseconds that one page takes."""
    begun = time.perf_counter()
    answer = client.get(page)
    assert answer.status_code == 200, f"{page}: {answer.status_code}"
    return 1000 * (time.perf_counter() - begun)


def main() -> int:
    """Print both medians of each page; 1 when one is more than twice as slow in the large company."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--small", type=int, default=1000)
    options.add_argument("--large", type=int, default=100_000)
    options.add_argument("--times", type=int, default=15)
    given = options.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        sides = [served(n, Path(folder) / str(n)) for n in (given.small, given.large)]
        print(f"{'page':34} {given.small:>8,} {given.large:>8,}  ratio   (median ms, people)")
        for who, page in [
            *(("manager", one) for one in MANAGER_PAGES),
            *(("lead", one) for one in LEAD_PAGES),
        ]:
            clients = [getattr(side, who) for side in sides]
            for client in clients:
                timed(client, page)
            turns = [[timed(client, page) for client in clients] for _ in range(given.times)]
            small, large = (statistics.median(side) for side in zip(*turns, strict=True))
            barred = who == "manager" or page not in NO_BAR
            worst = max(worst, large / small) if barred else worst
            print(
                f"{who + ' ' + page:34} {small:8.1f} {large:8.1f}  {large / small:5.2f}{'' if barred else '  no bar'}"
            )
    print(f"bar: at most {BAR} times; the most is {worst:.2f}")
    return int(worst > BAR)


if __name__ == "__main__":
    sys.exit(main())
