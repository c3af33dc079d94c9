"""Ranking: how its time grows to 100,000 people and 500 ER managers, and what its lists recover beside simpler ones.

The second part is about the sample company (FICTIONAL people): for everybody on a list the planted hazard of truth.json
says how probable a notice within the horizon really was, and the planted effect is taken as the policy assumes it.
Compared are the exact list, the highest risk first, and the most valuable first, all within the same hours, by people
and scores alone (no reserve, no floor, no moments).

    python -m benchmarks.ranking [--home HOME]     HOME: where `ermine demo` ran; without it one is made
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import silent
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.engines import DEFAULT_ENGINE, engine_of
from ermine.jobs.outreach import ready_inputs
from ermine.sample.truth import read_truth
from ermine.settings import Settings
from ermine.store import open_store
from serving.outreach.inputs import RunInputs
from serving.outreach.lists import suggest
from serving.outreach.ranking import Candidate, Week, choose, net_value
from serving.outreach.run import make_run
from serving.outreach.scoring import SCORED, standings

SIZES = (1_000, 10_000, 100_000)
PEOPLE_EACH = 200
HOURS = (0.5, 1.0, 1.5, 2.0, 3.0)


def main() -> int:
    """Print both parts; 1 when a simpler list recovers more per hour."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    for people in SIZES:
        print(growth(people))
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or made_home(Path(folder))
        return recovered(home)


def growth(people: int) -> str:
    """CPU time to solve every list of a company of this size, 200 people to an ER manager, 12 hours each."""
    random = np.random.default_rng(people)
    managers = people // PEOPLE_EACH
    weeks = [
        [
            Candidate(f"E{n}", float(value), float(hours), bool(journey), bool(due), int(waited))
            for n, (value, hours, journey, due, waited) in enumerate(
                zip(
                    random.gamma(1.5, 400, PEOPLE_EACH) - 200,
                    random.choice(HOURS, PEOPLE_EACH),
                    random.random(PEOPLE_EACH) < 0.05,
                    random.random(PEOPLE_EACH) < 0.3,
                    random.integers(0, 900, PEOPLE_EACH),
                    strict=True,
                )
            )
        ]
        for _ in range(managers)
    ]
    begun = time.process_time()
    proofs = [choose(week, Week(12.0, 0.25, 1, 200.0)).proof for week in weeks]
    seconds = time.process_time() - begun
    proven = sum(proof.gap == 0 for proof in proofs)
    return (
        f"{people:>7,} people, {managers:>3} ER managers: {seconds:6.2f} CPU-seconds, "
        f"{1000 * seconds / managers:5.1f} ms a list, {proven} of {managers} proven best"
    )


def made_home(folder: Path) -> Path:
    """A demo home of 2,000 people."""
    home = folder / "home"
    env = {**os.environ, "ERMINE_HOME": str(home), "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db"}
    ermine = Path(sys.executable).with_name("ermine")
    subprocess.run([str(ermine), "demo", "--no-serve"], check=True, env=env, stdout=subprocess.DEVNULL)
    return home


def recovered(folder: Path) -> int:
    """Expected saved exits per hour of three ways to fill the same hours."""
    settings = Settings(home=folder)
    home = Home(folder)
    policy = load_outreach_policy(home.outreach_file)
    champion = champion_of(home, home.required_record().model)
    if champion is None:
        print("not run: the home has no champion")
        return 0
    store, engine = open_store(settings, home), engine_of(DEFAULT_ENGINE, home, settings)
    privacy = load_privacy_policy(home.privacy_file)
    inputs = ready_inputs(settings, home, store, policy, privacy, champion.scorecard, None, engine, silent)
    bare = {"hired": None, "requested": None, "moments": (), "follow_up_due": None}
    inputs = replace(inputs, signals=(), people=tuple(replace(p, **bare) for p in inputs.people))
    rules = policy.ranking.model_copy(
        update={"journey_reserve": 0.0, "coverage_floor": 0, "units_per_week": 0}
    )
    pure = policy.model_copy(update={"ranking": rules})
    run = make_run(inputs, champion, None, pure, privacy.hash)
    chance = oracle(home, champion.scorecard.horizon_days)
    exact = {(item.employee_id or "", item.hours) for item in run.items}
    could = {
        p.employee_id: p.er_manager_id or "" for p in run.people if p.not_listed in ("", "no_gain", "no_room")
    }
    scored = dict(
        zip(
            (p.employee_id for p in inputs.people),
            standings(inputs.people, inputs.table, champion.scorecard),
            strict=True,
        )
    )
    free = {who: scored[who] for who in could if scored[who].status == SCORED}
    books = {
        who: book for who, (book, _) in suggest(free, champion.scorecard.specs, pure.person_playbooks).items()
    }
    hours = {who: book.hours for who, book in books.items()}
    by_risk = filled(inputs, could, hours, {who: s.probability or 0.0 for who, s in free.items()})
    value = {
        who: net_value(s.probability or 0.0, effect=pure.assumed_effect, replacement_cost=pure.replacement_cost,
                       hours=hours[who], hourly_cost=pure.hourly_cost)
        for who, s in free.items()
    }  # fmt: skip
    by_value = filled(inputs, could, hours, {who: v for who, v in value.items() if v > 0})
    rates = {}
    for name, listed in (
        ("exact", exact),
        ("highest risk first", by_risk),
        ("most valuable first", by_value),
    ):
        spent = sum(length for _, length in listed)
        saved = pure.assumed_effect * sum(chance.get(who, 0.0) for who, _ in listed)
        rates[name] = saved / spent if spent else 0.0
        told = f"{len(listed):>4} people, {spent:6.1f} h, {saved:6.3f} expected saved exits"
        print(f"{name:<20} {told}, {rates[name]:.5f} an hour")
    return int(rates["exact"] < max(rates.values()) - 1e-12)


def oracle(home: Home, horizon_days: int) -> Mapping[str, float]:
    """The true probability of a notice within the horizon, from the planted hazard of the last month."""
    truth = read_truth(home.sample / "truth.json").oracle
    last = truth.filter(truth["as_of"] == truth["as_of"].max())
    months = horizon_days / 30.4
    return {
        who: 1 - (1 - hazard) ** months for who, hazard in last.select("employee_id", "hazard").iter_rows()
    }


def filled(
    inputs: RunInputs, owners: Mapping[str, str], hours: Mapping[str, float], order: Mapping[str, float]
) -> set[tuple[str, float]]:
    """Whoever still fits, the highest first, for each ER manager."""
    left = {manager.er_manager_id: manager.weekly_hours for manager in inputs.er_managers}
    listed = set()
    for who in sorted(order, key=lambda who: (-order[who], who)):
        if hours[who] <= left.get(owners[who], 0.0) + 1e-9:
            left[owners[who]] -= hours[who]
            listed.add((who, hours[who]))
    return listed


if __name__ == "__main__":
    sys.exit(main())
