"""The back-test: on every split choose, fit and calibrate anew, then predict rows that nothing has seen.

All choices (bins, steps, penalty, family, calibration) are made inside the training side of the split, and medians of
peers are learned there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data_contracts.progress import Tick
from training.candidate import Candidate, Settings
from training.ceiling import UnrestrictedBoosting
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.baselines import TrainTest, baselines, single_feature_scores
from training.evaluation.figures import SingleFeature
from training.evaluation.predictions import Predictions
from training.evaluation.protected_price import with_protected
from training.evaluation.report import Fold
from training.evaluation.splits import Plan, Split
from training.matrix import FeatureMatrix, Rows
from training.peers import as_known_to
from training.selection import Choice, best, choose_each, glass_candidates

MODEL, CEILING, INFORMED = "model", "unrestricted boosting", "with the protected attributes"


@dataclass(frozen=True)
class BackTest:
    """What came out of all splits: predictions by name, the folds, and how each feature does alone.

    `settings` are those that the last split chose for each family and the ceiling.
    """

    predictions: Predictions
    settings: Mapping[str, Settings]
    folds: tuple[Fold, ...]
    single_features: tuple[SingleFeature, ...]


def back_test(data: TrainingData, matrix: FeatureMatrix, planned: Plan, seed: int, tick: Tick) -> BackTest:
    """Predictions of the chosen model, each family, the ceiling and the baselines on every split of the plan."""
    parts, folds, alone = [], [], []
    for k, split in enumerate(planned.splits):
        tick(k, len(planned.splits), "back-test")
        known = as_known_to(split.train, data, matrix)
        informed = with_protected(data, known)
        said = predict_split(TrainTest.of(data, known, split.train, split.test), seed, informed)
        parts.append(predictions_of(data, split, k, said.log_odds))
        folds.append(_fold(data, split, said.chosen))
        alone.append(said.single)
    tick(len(planned.splits), len(planned.splits), "back-test")
    return BackTest(joined(parts), said.settings, tuple(folds), _singles(matrix, alone))


@dataclass(frozen=True)
class SplitPredictions:
    """One split: log-odds of the test rows by name, settings by name, the chosen family, AUC of single features."""

    log_odds: dict[str, FloatArray]
    settings: dict[str, Settings]
    chosen: str
    single: FloatArray


def predict_split(sides: TrainTest, seed: int, informed: FeatureMatrix | None = None) -> SplitPredictions:
    """Fit everything on the training side, predict the test side.

    `informed` is the matrix with the protected attributes as further columns: the chosen model is fitted on it too, in
    the same settings, to say what leaving them out costs. It is never served.
    """
    on_train, on_test = single_feature_scores(sides)
    served: tuple[Candidate, ...] = glass_candidates(seed)
    choices = choose_each(served, sides.data, sides.train, sides.train_rows, seed)
    families = dict.fromkeys(choice.family for choice in choices)
    picked = {family: best([c for c in choices if c.family == family]) for family in families}
    ceiling: tuple[Candidate, ...] = (UnrestrictedBoosting(seed=seed),)
    picked[CEILING] = choose_each(ceiling, sides.data, sides.train, sides.train_rows, seed)[0]
    fitted = {name: _log_odds(choice, sides) for name, choice in picked.items()}
    chosen = best(choices).family
    said = {**baselines(sides, on_train), **fitted, MODEL: fitted[chosen]}
    if informed is not None:
        both = TrainTest.of(sides.data, informed, sides.train_rows, sides.test_rows)
        said[INFORMED] = _log_odds(best(choices), both)
    settings = {name: choice.settings for name, choice in picked.items()}
    return SplitPredictions(said, settings, chosen, on_test)


def _log_odds(choice: Choice[Candidate], sides: TrainTest) -> FloatArray:
    """The choice fitted on the whole training side and calibrated, on the test side."""
    path = choice.candidate.fit(sides.train, sides.y, choice.index, sides.weight)
    raw = path.raw(sides.test)[:, choice.index]
    return np.asarray(choice.calibration.a * raw + choice.calibration.b)


def predictions_of(data: TrainingData, split: Split, fold: int, said: dict[str, FloatArray]) -> Predictions:
    """What models said of one split's test rows, by name."""
    rows = len(split.test)
    if data.as_of is None:
        pool = np.full(rows, split.repeat)
    else:
        pool = (data.as_of[split.test] - np.datetime64("1970-01-01", "D")).astype(np.int64)
    repeat, folds = np.full(rows, split.repeat), np.full(rows, fold)
    weight = None if data.weight is None else data.weight[split.test]
    return Predictions(
        split.test, data.y[split.test], data.groups[split.test], folds, repeat, pool, said, weight
    )


def joined(parts: Sequence[Predictions]) -> Predictions:
    """The predictions of several splits as one."""
    columns = {
        key: np.concatenate([getattr(part, key) for part in parts])
        for key in ("row", "y", "group", "fold", "repeat", "pool")
    }
    names = parts[0].log_odds
    said = {name: np.concatenate([part.log_odds[name] for part in parts]) for name in names}
    weight = None if parts[0].weight is None else np.concatenate([part.weights for part in parts])
    return Predictions(**columns, log_odds=said, weight=weight)


def _singles(matrix: FeatureMatrix, alone: Sequence[FloatArray]) -> tuple[SingleFeature, ...]:
    """Mean AUC over the splits, the strongest feature first."""
    means = np.mean(alone, axis=0)
    found = [SingleFeature(s.name, s.label, float(a)) for s, a in zip(matrix.specs, means, strict=True)]
    return tuple(sorted(found, key=lambda single: -single.auc))


def _fold(data: TrainingData, split: Split, chosen: str) -> Fold:
    train_days, test_days = _period(data, split.train), _period(data, split.test)
    return Fold(
        train_rows=len(split.train),
        train_events=int(data.y[split.train].sum()),
        test_rows=len(split.test),
        test_events=int(data.y[split.test].sum()),
        train_until=train_days[1],
        test_from=test_days[0],
        test_until=test_days[1],
        candidate=chosen,
    )


def _period(data: TrainingData, rows: Rows) -> tuple[date | None, date | None]:
    """The first and the last as-of day of the rows; nothing if undated."""
    if data.as_of is None:
        return None, None
    days = data.as_of[rows]
    return days.min().astype("datetime64[D]").item(), days.max().astype("datetime64[D]").item()
