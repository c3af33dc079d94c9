"""Quiet where nothing changed, loud where something did: values, missing values, categories, columns, seasons."""

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
import pytest

from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData, snapshot_dataset
from training.drift.reference import DriftReference, ReferenceUnusable, drift_reference
from training.drift.report import DriftReport
from training.drift.watch import Matured, TooFewToWatch, watch
from training.scorecard import Scorecard

NUMBERS = tuple(f"x{k}" for k in range(10))
SPECS = (
    *(FeatureSpec(name, "number", name.upper(), source="a_table") for name in NUMBERS),
    FeatureSpec("season", "number", "Season"),
    FeatureSpec("job", "category", "Job"),
)
DAYS = [date(2022 + k // 12, k % 12 + 1, 1) for k in range(24)]
TODAY = date(2024, 7, 1)


def people(n: int, day: date, rng: np.random.Generator) -> pl.DataFrame:
    """`n` people on a day: ten inputs that never change, one that goes with the season, and a job."""
    columns: dict[str, object] = {name: rng.gamma(2.0, 3.0, n).round(1) for name in NUMBERS}
    columns["season"] = rng.normal(3 * np.cos(2 * np.pi * day.month / 12), 1, n)
    columns["job"] = rng.choice(["nurse", "clerk", "cook"], n, p=[0.5, 0.3, 0.2])
    made = pl.DataFrame(columns)
    holes = rng.random(n) < 0.2
    return made.with_columns(x0=pl.Series(np.where(holes, np.nan, made["x0"])).fill_nan(None))


def training_rows(n: int, seed: int = 0) -> TrainingData:
    """Two years of monthly rows of `n` people, one in eight with the outcome."""
    rng = np.random.default_rng(seed)
    frames = [
        people(n, day, rng).with_columns(
            as_of=pl.lit(day), employee_id=pl.Series([f"p{k}" for k in range(n)])
        )
        for day in DAYS
    ]
    frame = pl.concat(frames).with_columns(unit_id=pl.lit("u"))
    frame = frame.with_columns(target=pl.Series((rng.random(frame.height) < 0.125).astype(np.int8)))
    return snapshot_dataset(frame, SPECS, horizon_days=180, feature_set="made-up", data_hash="0" * 64)


Seen = tuple[Scorecard, DriftReference]


@pytest.fixture(scope="module")
def seen(quick_scorecard: Callable[[TrainingData], Scorecard]) -> Seen:
    """A scorecard on 400 people and its reference."""
    data = training_rows(400)
    scorecard = quick_scorecard(data)
    return scorecard, drift_reference(scorecard, data)


def look(seen: Seen, today: pl.DataFrame, matured: Matured | None = None) -> DriftReport:
    """One watch on a summer's day half a year after training."""
    return watch(seen[0], 1, seen[1], today, TODAY, matured)


def told(report: DriftReport) -> dict[str, tuple[str, ...]]:
    """What is told, by input."""
    return {one.name: one.found for one in report.drifted}


@pytest.mark.parametrize("n", [60, 400])
def test_people_like_those_of_training_are_no_drift(seen: Seen, n: int) -> None:
    """Of 100 days on which nothing changed at most 2 tell anything, with few people as with many."""
    alarms = sum(look(seen, people(n, TODAY, np.random.default_rng(seed))).found for seed in range(100))
    assert alarms <= 2


def test_a_season_that_training_has_seen_is_no_drift(seen: Seen, rng: np.random.Generator) -> None:
    """In July the seasonal input is far from the whole year's, but like the Julys of training."""
    report = look(seen, people(400, TODAY, rng))
    season = next(one for one in report.inputs if one.name == "season")
    assert season.index > 0.5
    assert season.like is not None
    assert season.like.month in (6, 7)
    assert season.found == ()


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (pl.col("x3") * 12, "shape"),
        (pl.col("x3") + 4, "shape"),
        (pl.when(pl.int_range(pl.len()) % 4 == 0).then(None).otherwise("x3").alias("x3"), "missing"),
        (pl.lit(None, pl.Float64).alias("x3"), "missing"),
        (
            pl.when(pl.int_range(pl.len()) % 8 == 0).then(pl.lit("baker")).otherwise("job").alias("job"),
            "new_category",
        ),
    ],
)
def test_a_planted_change_is_told_by_name(
    seen: Seen, rng: np.random.Generator, plant: pl.Expr, kind: str
) -> None:
    """Months instead of years, a shift, holes, an empty table, a new job: each is told of its input and of no other."""
    report = look(seen, people(400, TODAY, rng).with_columns(plant))
    name = "job" if kind == "new_category" else "x3"
    assert kind in told(report)[name]
    assert set(told(report)) <= {name, "score"}
    found = next(one for one in report.inputs if one.name == name)
    assert len(found.todo) == len(found.found)


def test_an_absent_column_is_told_as_absent(seen: Seen, rng: np.random.Generator) -> None:
    """A column that the export dropped is named, and the others are still watched."""
    assert told(look(seen, people(400, TODAY, rng).drop("x5")))["x5"] == ("absent",)


def test_an_empty_table_names_the_table(seen: Seen, rng: np.random.Generator) -> None:
    """What to do says which table to import again."""
    empty = people(400, TODAY, rng).with_columns(x3=pl.lit(None, pl.Float64))
    found = next(one for one in look(seen, empty).inputs if one.name == "x3")
    assert "a_table" in found.todo[0]
    assert "Import it again" in found.todo[0]


def test_fifty_people_are_needed(seen: Seen, rng: np.random.Generator) -> None:
    """With 49 nothing is said at all."""
    with pytest.raises(TooFewToWatch, match="49 people"):
        look(seen, people(49, TODAY, rng))


def test_the_reference_tells_nothing_about_anyone(seen: Seen) -> None:
    """Counts are whole tens, rare categories have no name, bins are wide, and no id is in it."""
    raw = seen[1].to_json()
    for part in (*seen[1].inputs, seen[1].score):
        assert not np.any(part.table % 10)
        assert not np.any(np.array(part.missing) % 10)
        assert part.cut.bins <= 8
    assert b'"p1' not in raw
    assert len(raw) < 100_000


def test_a_rare_category_shares_its_bin(quick_scorecard: Callable[[TrainingData], Scorecard]) -> None:
    """A job that 19 people have is never named in the reference."""
    data = training_rows(100)
    rare = data.frame.with_columns(
        job=pl.when(pl.int_range(pl.len()) % 100 < 19).then(pl.lit("astronaut")).otherwise(pl.lit("clerk"))
    )
    changed = type(data)(**{**vars(data), "frame": rare})
    assert b"astronaut" not in drift_reference(quick_scorecard(changed), changed).to_json()


def test_a_reference_reads_back_and_a_damaged_one_is_refused(seen: Seen) -> None:
    """The bytes give the same reference; a cut or changed file is refused with what to do."""
    raw = seen[1].to_json()
    assert DriftReference.from_json(raw) == seen[1]
    for damaged in (raw[:-20], raw.replace(b"reference/1", b"reference/9"), b"\xff"):
        with pytest.raises(ReferenceUnusable):
            DriftReference.from_json(damaged)


def test_probabilities_that_no_longer_hold_are_told_by_month(seen: Seen, rng: np.random.Generator) -> None:
    """Twice the expected notices in a month is told, the expected number is not."""
    frame = pl.concat([people(2000, date(2024, month, 1), rng) for month in (1, 2)])
    as_of = np.repeat(np.array(["2024-01-01", "2024-02-01"], dtype="datetime64[D]"), 2000)
    expected = seen[0].score(frame.select(spec.name for spec in seen[0].specs).to_arrow()).probability
    rate = np.where(as_of == as_of[0], expected, np.minimum(2 * expected, 1))
    matured = Matured(frame, as_of, (rng.random(4000) < rate).astype(np.int64))
    months = look(seen, people(400, TODAY, rng), matured).calibration
    assert [month.found for month in months] == [False, True]
    assert months[1].ratio is not None
    assert months[1].ratio.value == pytest.approx(2, abs=0.25)
