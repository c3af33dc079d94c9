"""What the published mood of a unit would buy: found where it knows something, and nothing where it does not."""

from dataclasses import replace

import numpy as np
import polars as pl

from ermine.cli.reports import mood_in_words
from training.dataset import TrainingData
from training.evaluation.mood_gain import mood_gain


def bands(rows: TrainingData, known: float) -> dict[str, pl.Series]:
    """A band for each row that tells the outcome in this share of them."""
    rng = np.random.default_rng(2)
    told = np.where(rng.random(rows.rows) < known, rows.y, rng.integers(0, 2, rows.rows))
    return {"mood": pl.Series(["below -10" if one else "-10 and above" for one in told])}


def test_a_mood_that_knows_who_leaves_is_worth_something(rows: TrainingData) -> None:
    """Seven outcomes of ten told: the whole interval of the gain lies above zero, and `ermine train` says so."""
    gain = mood_gain(rows, bands(rows, 0.7))
    assert gain is not None
    assert gain.auc.low is not None
    assert gain.auc.low > 0
    assert mood_in_words(gain).startswith("Not used, because mood_in_scores is off")
    assert f"by +{gain.auc.value:.3f} (+{gain.auc.low:.3f} to" in mood_in_words(gain)


def test_a_mood_that_knows_nothing_is_worth_nothing(rows: TrainingData) -> None:
    """Drawn by chance: the interval holds zero."""
    gain = mood_gain(rows, bands(rows, 0.0))
    assert gain is not None
    assert gain.auc.low is not None
    assert gain.auc.high is not None
    assert gain.auc.low <= 0 <= gain.auc.high


def test_a_mood_that_is_the_same_everywhere_and_rows_without_days_are_not_asked(rows: TrainingData) -> None:
    """Nothing can be told from them."""
    assert mood_gain(rows, {"mood": pl.Series(["10 and above"] * rows.rows)}) is None
    assert mood_gain(replace(rows, as_of=None), bands(rows, 0.5)) is None
