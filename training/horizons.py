"""How the chosen kind of model does at other horizons, on the same person-months with other labels."""

from collections.abc import Sequence
from dataclasses import replace

from data_contracts.progress import Tick
from training.candidate import GlassCandidate
from training.dataset import TrainingData
from training.evaluation.backtest import MODEL, joined, predictions_of
from training.evaluation.baselines import TrainTest
from training.evaluation.figures import HorizonFigures
from training.evaluation.metrics import draw_figures, metrics_of
from training.evaluation.predictions import Predictions
from training.evaluation.splits import plan
from training.matrix import FeatureMatrix
from training.scorecard import Evidence
from training.selection import Choice, calibration_of


def at_other_horizons(
    others: Sequence[TrainingData],
    chosen: Choice[GlassCandidate],
    features: Sequence[str],
    seed: int,
    tick: Tick,
) -> tuple[HorizonFigures, ...]:
    """Figures at each of the other horizons, each in its own back-test with a gap of its own length.

    Family and settings are those chosen for the served horizon, on its `features`; fit and calibration are anew
    before every test period.
    """
    found = []
    for k, data in enumerate(others):
        tick(k, len(others), "other horizons")
        found.append(_figures(_with_features(data, features), chosen, seed))
    if others:
        tick(len(others), len(others), "other horizons")
    return tuple(found)


def _figures(data: TrainingData, chosen: Choice[GlassCandidate], seed: int) -> HorizonFigures:
    predictions, evidence = _back_tested(data, chosen, seed)
    drawn = metrics_of(MODEL, draw_figures(predictions, seed=seed))
    once = predictions.once()
    return HorizonFigures(
        horizon_days=data.horizon_days,
        rows=data.rows,
        events=data.events,
        base_rate=data.base_rate,
        evidence=evidence,
        tested_rows=len(once.y),
        tested_events=int(once.y.sum()),
        auc=drawn.auc,
        average_precision=drawn.average_precision,
        brier_skill=drawn.brier_skill,
        observed_over_expected=drawn.observed_over_expected,
    )


def _back_tested(
    data: TrainingData, chosen: Choice[GlassCandidate], seed: int
) -> tuple[Predictions, Evidence]:
    matrix, planned, parts = FeatureMatrix.of(data.frame, data.specs), plan(data, seed), []
    for fold, split in enumerate(planned.splits):
        sides = TrainTest.of(data, matrix, split.train, split.test)
        platt = calibration_of(chosen.candidate, chosen.index, data, sides.train, sides.train_rows, seed)
        path = chosen.candidate.fit(sides.train, sides.y, chosen.index, sides.weight)
        raw = path.raw(sides.test)[:, chosen.index]
        parts.append(predictions_of(data, split, fold, {MODEL: platt.a * raw + platt.b}))
    return joined(parts), planned.evidence


def _with_features(data: TrainingData, names: Sequence[str]) -> TrainingData:
    kept = set(names)
    specs = tuple(spec for spec in data.specs if spec.name in kept)
    return replace(data, frame=data.frame.select([spec.name for spec in specs]), specs=specs)
