"""The sample company's past waiting list, from import to verdict: the planted effect lies in the interval."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sqlalchemy import insert

from data_contracts.intake import import_folder
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.outreach_history import contacts_in
from data_contracts.policy.outreach import load_outreach_policy
from ermine.jobs.contacts import all_contacts
from ermine.jobs.impact import update_outcomes
from ermine.sample.truth import Truth, read_truth
from ermine.sample.write import write_sample
from serving.impact.reading import Impact, impact_of
from serving.impact.trials import TrialSetting
from serving.store.engine import open_engine, reading, writing
from serving.store.migrate import migrate
from serving.store.relationship_tables import contacts

END = date(2026, 6, 30)
NEEDED = ("employees", "exits", "outreach_history", "assignments", "units")


@dataclass(frozen=True)
class World:
    """One invented company: what is true of it, its lake, and what the impact page says."""

    truth: Truth
    lake: LakeSnapshot
    impact: Impact


@pytest.fixture(scope="module", params=(11, 12, 13))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two and a half years of a company of 1,200; of its tables those that impact needs."""
    folder = tmp_path_factory.mktemp("sample")
    written = write_sample(folder, 1200, months=30, seed=request.param, end=END).folder
    truth = read_truth(written / "truth.json")
    for file in written.glob("*.csv"):
        if file.stem not in NEEDED:
            file.unlink()
    home = tmp_path_factory.mktemp("home")
    import_folder(written, home, END)
    lake = Lake(home).current()
    engine = open_engine(f"sqlite:///{home / 'ermine.db'}")
    migrate(engine)
    update_outcomes(engine, lake, load_outreach_policy())
    with reading(engine) as conn:
        found = impact_of(conn, TrialSetting())
    engine.dispose()
    return World(truth, lake, found)


def planted_difference(truth: Truth, lake: LakeSnapshot) -> float:
    """What talking now does to the chance of notice within ninety days, from the true hazards at the lot.

    The hazard of the first month is untouched; a talk, which those reached have, multiplies the odds of the next two.
    """
    outreach = truth.outreach
    at_lot = outreach.assigned.join(
        truth.oracle, left_on=["employee_id", "listed_on"], right_on=["employee_id", "as_of"]
    )
    talks = contacts_in(lake)
    assert talks is not None
    reached = talks.filter(pl.col("arm") == "now", pl.col("outcome") == "talked")["employee_id"].n_unique()
    share = reached / outreach.assigned.filter(pl.col("arm") == "now").height
    hazard = at_lot["hazard"].to_numpy()
    odds = hazard / (1 - hazard) * np.exp(outreach.log_odds)
    talked = odds / (1 + odds)
    stays, stays_talked = (1 - hazard) ** 3, (1 - hazard) * (1 - talked) ** 2
    return float(share * (stays - stays_talked).mean())


def test_the_planted_effect_lies_in_the_interval(world: World) -> None:
    """Fewer notices within ninety days, by what truth.json says, and the always-valid interval holds that."""
    report = world.impact.report
    assert report is not None
    assert report.any_time is not None
    planted = planted_difference(world.truth, world.lake)
    assert planted < -0.01
    assert (report.any_time.low or 0) <= planted <= (report.any_time.high or 0)
    assert (report.one_look.low or 0) <= planted <= (report.one_look.high or 0) if report.one_look else False


def test_everybody_drawn_is_in_the_arms(world: World) -> None:
    """The page counts everybody for whom a lot was drawn, and says that they come from history."""
    drawn = world.truth.outreach.assigned.height
    assert world.impact.report is not None
    assert world.impact.report.assigned >= 0.97 * drawn
    assert world.impact.from_history >= world.impact.report.assigned


def test_both_arms_are_shown_as_curves(world: World) -> None:
    """Curves begin at 1 and never rise; at the end fewer of those who waited are left."""
    assert world.impact.report is not None
    curves = world.impact.report.curves
    assert curves is not None
    for points in (curves.now, curves.later):
        shares = [point.share for point in points]
        assert shares[0] == 1.0
        assert shares == sorted(shares, reverse=True)


def test_a_contact_logged_in_ermine_counts_beside_imported_ones(world: World, tmp_path: Path) -> None:
    """Both are contacts: whoever is talked to early after a lot for later shows among the overrides."""
    engine = open_engine(f"sqlite:///{tmp_path / 'ermine.db'}")
    migrate(engine)
    with writing(engine) as conn:
        before = all_contacts(conn, world.lake)
        conn.execute(
            insert(contacts).values(
                contact_id="c1", employee_id="E000001", er_manager_id="ER01", day=END, kind="talk", playbook_id="",
                asked_for=False, tags=[], changed=[], note="", shared=False, at=datetime(2026, 6, 30, tzinfo=UTC),
            )
        )  # fmt: skip
        after = all_contacts(conn, world.lake)
    engine.dispose()
    assert before is not None
    assert after is not None
    assert after.height == before.height + 1
