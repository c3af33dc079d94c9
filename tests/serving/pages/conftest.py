"""A real store with one real run of nine people, and the real application with its pages in front of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.outreach import load_outreach_policy
from serving.access.keys import create_key
from serving.access.provider_sign_in import ProviderSignIn
from serving.access.roles import Role
from serving.api.app import create_app
from serving.api.parts import AppParts
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.feedback.concerns.desk import Desk
from serving.feedback.desk import RoundDesk
from serving.insight.releases import Release
from serving.outreach.inputs import ErManager, Person, PopulationEntry, RunInputs, Unit
from serving.outreach.lead_desk import LeadDesk
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.outreach.views import Fact
from serving.pages.notices import page_error
from serving.pages.parts import ModelPapers, PageParts
from serving.pages.router import pages_router
from serving.store.engine import open_engine, writing
from serving.store.migrate import migrate
from serving.versions.on_file import TrainedVersion
from training.champion import Champion
from training.scorecard import Band, Calibration, Feature, Period, Scorecard
from training.shapes import LineShape, StepShape, TableShape

AS_OF = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
HOSTILE = '<script>alert("x")</script>"><img src=//evil.test/x onerror=alert(1)>'
PEOPLE = {
    "E1": ("Amara Okonkwo", 30.0, 0.4, "Leeds"),
    "E2": (HOSTILE, 26.0, 0.3, "Leeds"),
    "E3": ("Jonas Brandl", 20.0, 0.1, "Lyon"),
    "E/4 5%": ("Nguyễn Thị Hồng", 14.0, 0.2, "Lyon"),
    "E5": ("Li Wei", 2.0, 0.0, "Lima"),
    "E6": ("Tomás Ruiz", 30.0, 0.4, "Leeds"),
    "E7": ("Ola Nowak", 30.0, 0.4, "Leeds"),
    "E8": ("Grace O'Neill", 30.0, None, "Oslo"),
    "E9": ("Someone Else's", 36.0, 0.5, "Leeds"),
}


@dataclass
class World:
    """The moving parts of one test: who serves, what day it is, and the store behind it."""

    engine: Engine
    champion: Champion | None
    now: datetime = NOW
    today: date = AS_OF
    papers: ModelPapers = field(default_factory=lambda: ModelPapers(None, None))
    releases: tuple[Release, ...] = ()
    desk: RoundDesk | None = None
    steps: list[str] = field(default_factory=list)
    concerns: Desk | None = None
    provider: ProviderSignIn | None = None
    versions: tuple[TrainedVersion, ...] = ()
    other_papers: ModelPapers = field(default_factory=lambda: ModelPapers(None, None))
    mlflow: str = ""
    lead: LeadDesk = field(default_factory=LeadDesk)

    @property
    def audit(self) -> AuditTrail:
        """The audit trail beside the store."""
        file = Path(str(self.engine.url.database)).with_name("subjects.db")
        return AuditTrail(SubjectKeys(file), lambda: self.now)

    def app(self) -> FastAPI:
        """The real application with the pages mounted."""
        audit = self.audit
        pages = PageParts(
            engine=self.engine,
            audit=audit,
            champion=lambda: self.champion,
            papers=lambda which: self.papers if which is self.champion else self.other_papers,
            versions=lambda: self.versions,
            mlflow=self.mlflow,
            clock=lambda: self.now,
            today=lambda: self.today,
            today_is_frozen=True,
            secure_cookies=False,
            releases=lambda: self.releases,
            desk=self.desk,
            concerns=self.concerns,
            provider=self.provider,
            lead=self.lead,
        )
        parts = AppParts(
            engine=self.engine,
            audit=audit,
            champion=lambda: self.champion,
            clock=lambda: self.now,
            today=lambda: self.today,
            stale_days=35,
            secure_cookies=False,
            version="0",
            releases=lambda: self.releases,
            desk=self.desk,
            concerns=self.concerns,
            versions=lambda: self.versions,
            model_card=lambda _: self.papers.card,
        )
        return create_app(parts, [pages_router(pages)], page_error(pages))

    def visitor(self) -> TestClient:
        """A browser in which nobody is signed in; it does not follow redirects."""
        return TestClient(self.app(), follow_redirects=False)

    def key(self, role: Role, er_manager_id: str | None = None, handler: str | None = None) -> str:
        """A fresh sign-in key."""
        with writing(self.engine) as conn:
            return create_key(
                conn,
                role=role,
                purpose="a test",
                now=self.now,
                expires_at=self.now + timedelta(hours=1),
                er_manager_id=er_manager_id,
                handler=handler or ("first" if role is Role.CONCERN_HANDLER else None),
                sign_in=True,
            ).text

    def signed_in(
        self, role: Role, er_manager_id: str | None = None, handler: str | None = None
    ) -> TestClient:
        """A browser after a sign-in through the form."""
        client = self.visitor()
        client.get("/sign-in")
        form = {"key": self.key(role, er_manager_id, handler), "form": client.cookies["ermine_form"]}
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        return client

    def manager(self) -> TestClient:
        """A browser in which the ER manager of unit A is signed in."""
        return self.signed_in(Role.ER_MANAGER, "M1")

    def run(self, cold: bool = False, people: tuple[str, ...] = tuple(PEOPLE)) -> None:
        """Make and store a run over some of the people."""
        champion = None if cold else self.champion
        run = make_run(inputs(people), champion, None, load_outreach_policy(), "0" * 64)
        store_run(self.engine, run, NOW)


@pytest.fixture(scope="session")
def scorecard() -> Scorecard:
    """Three inputs, one of each shape; "talk soon" begins high enough that three bands are in use."""
    raise_ = FeatureSpec(
        "months_since_raise", "number", "Months since the last raise", "months",
        "No raise for {value:.0f} months", "Raises not known", "pay", True, 1, "Whole months since a raise",
    )  # fmt: skip
    overtime = FeatureSpec(
        "overtime", "number", "Overtime", "share", "{value:.1f} of the contract on top",
        "Hours not recorded", "workload", True, 1,
    )  # fmt: skip
    location = FeatureSpec("location", "category", "Location", phrase="Works in {value}", theme="position")
    return Scorecard(
        name="attrition",
        task="voluntary notice",
        horizon_days=180,
        feature_set="company/1",
        trained=Period(
            **{"rows": 5000, "events": 300, "from": date(2024, 1, 1), "until": AS_OF}, data_hash="d1"
        ),
        base=-2.9,
        calibration=Calibration(a=0.9, b=-0.1),
        features=(
            Feature.of(raise_, StepShape(edges=(6.0, 12.0, 24.0), values=(-0.5, 0.0, 0.6, 1.4), missing=0.1)),
            Feature.of(overtime, LineShape(slope=2.0, intercept=-0.2, low=0.0, high=0.5, missing=0.01)),
            Feature.of(location, TableShape(levels={"Leeds": 0.02, "Lyon": -0.3}, missing=0.0, unseen=0.0)),
        ),
        bands=(
            Band(name="steady", from_log_odds=None, n=4000, events=120, left=0.03, low=0.025, high=0.036),
            Band(name="watch", from_log_odds=-2.5, n=700, events=80, left=0.114, low=0.09, high=0.14),
            Band(name="talk_soon", from_log_odds=-1.6, n=300, events=66, left=0.22, low=0.18, high=0.26),
        ),
        evidence="out_of_time",
        base_rate=0.06,
    )


@pytest.fixture
def world(tmp_path: Path, scorecard: Scorecard) -> World:
    """An empty, migrated store and a champion; no run yet."""
    engine = open_engine(f"sqlite:///{tmp_path}/ermine.db")
    migrate(engine)
    champion = Champion(scorecard, "attrition", 3, "8c0f1a2b", scorecard.digest, NOW)
    return World(engine, champion)


@pytest.fixture
def week(world: World) -> World:
    """The store after one run over all nine people."""
    world.run()
    return world


@pytest.fixture
def roles() -> Callable[[World], dict[str, TestClient]]:
    """One signed-in browser for every role that may sign in to pages."""

    def clients(world: World) -> dict[str, TestClient]:
        found = {
            role.value: world.signed_in(role, "M1" if role is Role.ER_MANAGER else None)
            for role in Role
            if role is not Role.HR_SYSTEM
        }
        return {"nobody": world.visitor(), **found}

    return clients


def inputs(people: tuple[str, ...]) -> RunInputs:
    """E1 to E8 are in unit A of manager M1 (E6 in notice, E7 objected); E9 is in unit B of manager M2."""
    rows = [PEOPLE[who] for who in people]
    return RunInputs(
        as_of=AS_OF,
        source="company",
        data_hash="9f31c2aa77",
        data_note="invented people",
        table=pa.table(
            {
                "months_since_raise": pa.array([row[1] for row in rows], pa.float64()),
                "overtime": pa.array([row[2] for row in rows], pa.float64()),
                "location": pa.array([row[3] for row in rows], pa.string()),
            }
        ),
        people=tuple(_person(who) for who in people),
        units=(Unit("U", None, "Company"), Unit("A", "U", "Data & <b>Platform</b>"), Unit("B", "U", "Sales")),
        er_managers=(ErManager("M1", "Ingrid Solheim", 6.0), ErManager("M2", "Paul Roy", 6.0)),
        populations=(
            PopulationEntry("M1", "A", None, date(2025, 1, 1)),
            PopulationEntry("M2", "B", None, date(2025, 1, 1)),
        ),
    )


def _person(who: str) -> Person:
    person = Person(
        employee_id=who,
        name=PEOPLE[who][0],
        unit_id="B" if who == "E9" else "A",
        job="Engineer, level 4",
        facts=(Fact("Location", PEOPLE[who][3]),),
        in_notice=who == "E6",
        do_not_profile=who == "E7",
    )
    return replace(person, last_contact=date(2025, 11, 3)) if who == "E3" else person
