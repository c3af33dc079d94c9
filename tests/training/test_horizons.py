"""Other horizons and the label's other reading: the same rows, judged twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.training.outreach_world import World, outreach_world
from training.additive import AdditiveBoosting
from training.dataset import TrainingData
from training.evaluation.backtest import MODEL
from training.evaluation.predictions import Predictions
from training.evaluation.sensitivity import competing_censored
from training.horizons import at_other_horizons
from training.labels import label_rows
from training.logistic import LogisticCandidate
from training.scorecard import Calibration
from training.selection import Choice


@pytest.fixture(scope="module")
def world() -> World:
    """A small company, two and a half years."""
    return outreach_world(600, 30, seed=4)


def test_other_horizons_have_their_own_labels_and_their_own_gap(world: World) -> None:
    """A longer horizon has fewer rows and a higher base rate; skill and calibration are found at each."""
    told: list[tuple[int, int, str]] = []
    chosen = Choice(LogisticCandidate(), 3, Calibration(a=1.0, b=0.0), 0.0)
    others = [world.rows(untreated=False, horizon=days) for days in (30, 180)]
    short, long = at_other_horizons(
        others, chosen, ("risk_factor", "site"), 0, lambda done, total, what: told.append((done, total, what))
    )
    assert (short.horizon_days, long.horizon_days) == (30, 180)
    assert short.rows > long.rows
    assert short.base_rate < long.base_rate
    assert short.evidence == long.evidence == "out_of_time"
    assert min(short.auc.value, long.auc.value) > 0.6
    assert 0.6 < long.observed_over_expected.value < 1.6
    assert told[-1][:2] == (2, 2)


def exits(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Exits by person, last day and kind, without a day of notice."""
    schema = {"employee_id": pl.String, "last_day": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col("last_day").str.to_date(), notice_date=pl.lit(None, dtype=pl.Date)
    )


def test_a_story_ends_with_the_first_of_notice_competing_exit_and_horizon() -> None:
    """Days after the as-of day, by hand; a transfer is no competing exit, an exit past the horizon ends nothing."""
    people = ["notice", "dismissed", "stays", "later", "retires_first"]
    rows = pl.DataFrame(
        [(name, date(2024, 1, 1), "permanent", None) for name in people],
        schema={"employee_id": pl.String, "as_of": pl.Date, "contract": pl.String, "contract_end": pl.Date},
        orient="row",
    )
    told = exits(
        ("notice", "2024-03-01", "voluntary"), ("dismissed", "2024-02-10", "involuntary"),
        ("later", "2024-12-01", "retirement"), ("retires_first", "2024-01-31", "retirement"),
    )  # fmt: skip
    labels = label_rows(rows, told, covers_until=date(2025, 1, 1), horizon_days=180, notice_days=30)
    assert labels.y.tolist() == [1, 0, 0, 0, 0]
    assert labels.ended.tolist() == [30, 40, 180, 180, 30]
    assert labels.competing.tolist() == [False, True, False, False, True]


def judged(data: TrainingData, said: np.ndarray) -> Predictions:
    """Every row predicted once."""
    nothing = np.zeros(data.rows, dtype=np.int64)
    return Predictions(np.arange(data.rows), data.y, data.groups, nothing, nothing, nothing, {MODEL: said})


def test_competing_exits_censored_give_the_rate_of_a_world_without_them(
    make_rows: Callable[..., TrainingData],
) -> None:
    """Notices and dismissals at constant, independent rates: the other reading finds 1 - exp(-rate x horizon)."""
    data, rng, horizon = make_rows(20_000, 1, seed=6), np.random.default_rng(0), 180
    notice, ousted = (np.ceil(rng.exponential(mean, data.rows)) for mean in (600.0, 300.0))
    first = np.minimum(np.minimum(notice, ousted), horizon)
    data = replace(
        data,
        y=((notice <= horizon) & (notice <= ousted)).astype(np.int64),
        ended=first,
        competing=(ousted <= horizon) & (ousted < notice),
    )
    found = competing_censored(data, judged(data, np.zeros(data.rows)), MODEL, seed=0)
    assert found is not None
    alone = 1 - np.exp(-horizon / 600)
    assert data.base_rate < 0.85 * alone
    assert found.base_rate == pytest.approx(alone, rel=0.03)
    assert found.rows_censored == np.sum(data.competing)
    stays = replace(data, competing=np.zeros(data.rows, dtype=bool))
    assert competing_censored(stays, judged(stays, np.zeros(data.rows)), MODEL, seed=0) is None


def test_boosting_is_judged_at_other_horizons_with_its_chosen_steps(world: World) -> None:
    """The path is fitted as far as the chosen setting only."""
    chosen = Choice(AdditiveBoosting(8), 1, Calibration(a=1.0, b=0.0), 0.0)
    [figures] = at_other_horizons([world.rows(untreated=False)], chosen, ("risk_factor",), 0, lambda *_: None)
    assert figures.auc.value > 0.6
