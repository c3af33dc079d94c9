"""Many invented companies end to end: their past waiting list, imported, judged, and held against what was planted.

Exits with 1 when the always-valid interval holds the planted difference in fewer than 94 of 100 companies, or when help
or harm is concluded against the planted sign in more than 2.5 of 100.

    python -m soak.impact [--worlds 40 --people 1200]
"""

import argparse
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from data_contracts.intake import import_folder
from data_contracts.lake import Lake
from data_contracts.outreach_history import contacts_in
from data_contracts.policy.outreach import load_outreach_policy
from ermine.jobs.impact import update_outcomes
from ermine.sample.truth import read_truth
from ermine.sample.write import write_sample
from serving.impact.reading import pooled_report
from serving.store.engine import open_engine, reading
from serving.store.migrate import migrate
from training.impact.report import ImpactReport

END = date(2026, 6, 30)
NEEDED = ("employees", "exits", "outreach_history", "assignments", "units")


def world(seed: int, people: int, folder: Path) -> tuple[ImpactReport, float]:
    """What is reported of one company, and the difference that was planted."""
    written = write_sample(folder / "tables", people, months=30, seed=seed, end=END).folder
    truth = read_truth(written / "truth.json")
    for file in written.glob("*.csv"):
        if file.stem not in NEEDED:
            file.unlink()
    import_folder(written, folder / "home", END)
    lake = Lake(folder / "home").current()
    engine = open_engine(f"sqlite:///{folder / 'ermine.db'}")
    migrate(engine)
    update_outcomes(engine, lake, load_outreach_policy())
    with reading(engine) as conn:
        report = pooled_report(conn)
    engine.dispose()
    talks = contacts_in(lake)
    if report is None or talks is None:
        raise ValueError(f"seed {seed}: nobody was drawn")
    reached = talks.filter(pl.col("arm") == "now", pl.col("outcome") == "talked")["employee_id"].n_unique()
    assigned = truth.outreach.assigned
    at_lot = assigned.join(
        truth.oracle, left_on=["employee_id", "listed_on"], right_on=["employee_id", "as_of"]
    )
    hazard = at_lot["hazard"].to_numpy()
    odds = hazard / (1 - hazard) * np.exp(truth.outreach.log_odds)
    talked = odds / (1 + odds)
    share = reached / assigned.filter(pl.col("arm") == "now").height
    return report, float(share * ((1 - hazard) ** 3 - (1 - hazard) * (1 - talked) ** 2).mean())


def main() -> int:
    """Run the worlds and judge them together."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--worlds", type=int, default=40)
    options.add_argument("--people", type=int, default=1200)
    asked = options.parse_args()
    held, wrong, verdicts = 0, 0, []
    for seed in range(asked.worlds):
        with TemporaryDirectory() as folder:
            report, planted = world(1000 + seed, asked.people, Path(folder))
        found = report.any_time
        held += found is None or (found.low or 0) <= planted <= (found.high or 0)
        wrong += report.verdict == "harmed"
        verdicts.append(report.verdict)
    told = ", ".join(f"{verdicts.count(one)} {one}" for one in sorted(set(verdicts)))
    print(f"{held} of {asked.worlds} intervals hold the planted difference; verdicts: {told}")
    return int(held < 0.94 * asked.worlds or wrong > 0.025 * asked.worlds)


if __name__ == "__main__":
    sys.exit(main())
