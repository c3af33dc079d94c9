"""From the predictions of a back-test to the report."""

from hashlib import sha256
from typing import Any

import numpy as np

from training.dataset import TrainingData
from training.evaluation.backtest import CEILING, INFORMED, MODEL, BackTest
from training.evaluation.baselines import CONSTANT, TENURE, THREE, UNIT
from training.evaluation.curves import calibration_curve, ranked_curve
from training.evaluation.decision_curve import decision_curve
from training.evaluation.figures import NamedMetrics, PairedDraws
from training.evaluation.metrics import FIGURES, Drawn, difference, draw_figures, metrics_of
from training.evaluation.net_value import Costs, net_value
from training.evaluation.predictions import Predictions
from training.evaluation.report import EvaluationReport
from training.evaluation.sensitivity import competing_censored
from training.evaluation.slices import by_group, by_month
from training.evaluation.splits import Plan
from training.evaluation.stability import stability
from training.evaluation.tables import NetValueTable

BASELINES = (CONSTANT, TENURE, UNIT, THREE)


def evaluation_report(
    data: TrainingData, planned: Plan, tested: BackTest, seed: int, costs: Costs | None = None
) -> EvaluationReport:
    """All figures of the back-test; counts, months, groups and curves take each row once.

    `costs` are the policy's, for the value of the list; without them it is not stated. What does not come from the
    back-test (shapes, proxies, the champion, ...) is empty.
    """
    predictions = tested.predictions
    once, drawn = predictions.once(), draw_figures(predictions, seed=seed)
    return EvaluationReport(
        evidence=planned.evidence,
        method=planned.method,
        rows=data.rows,
        events=data.events,
        base_rate=data.base_rate,
        tested_rows=len(once.y),
        tested_events=int(once.y.sum()),
        folds=tested.folds,
        single_features=tested.single_features,
        excluded=dict(data.excluded),
        paired=_paired(drawn, predictions),
        competing_censored=competing_censored(data, predictions, MODEL, seed),
        net_value=None if costs is None else _net_value(drawn, once, costs),
        **_skill(drawn, tested),
        **_slices(data, once, seed),
    )


def _skill(drawn: Drawn, tested: BackTest) -> dict[str, Any]:
    """The model beside the families it was chosen from, the baselines and what it costs to be a glass box."""
    names = tested.predictions.log_odds
    known = [name for name in BASELINES if name in names]
    families = [name for name in names if name not in (*known, MODEL, CEILING, INFORMED)]
    return {
        "model": metrics_of(MODEL, drawn),
        "candidates": tuple(_named(name, drawn, tested) for name in families),
        "baselines": tuple(_named(name, drawn, tested) for name in known),
        "ceiling": _named(CEILING, drawn, tested),
        "differences": tuple(difference(MODEL, name, drawn) for name in known),
        "glass_box_price": difference(MODEL, CEILING, drawn),
        "protected_price": difference(MODEL, INFORMED, drawn) if INFORMED in names else None,
    }


def _slices(data: TrainingData, once: Predictions, seed: int) -> dict[str, Any]:
    """Month by month, group by group, threshold by threshold."""
    return {
        "by_month": by_month(data, once, MODEL),
        "by_group": by_group(data, once, MODEL),
        "calibration": calibration_curve(once, MODEL),
        "curve": ranked_curve(once, MODEL),
        "decisions": decision_curve(once, MODEL, seed=seed),
        "stability": stability(data, once, MODEL, seed),
    }


def _net_value(drawn: Drawn, once: Predictions, costs: Costs) -> NetValueTable:
    better = [name for name in BASELINES if name in once.log_odds and name != CONSTANT]
    return net_value(drawn, (MODEL, *better), float(once.y.mean()), costs)


def _named(name: str, drawn: Drawn, tested: BackTest) -> NamedMetrics:
    settings = dict(tested.settings.get(name, {}))
    return NamedMetrics(name, settings, metrics_of(name, drawn))


def _paired(drawn: Drawn, predictions: Predictions) -> PairedDraws:
    """The model's draws; a draw that has no value (too few events) counts as the whole."""
    tested = sha256()
    for column in (predictions.row, predictions.y, predictions.group, predictions.repeat, predictions.pool):
        tested.update(np.ascontiguousarray(column, dtype=np.int64).tobytes())
    whole = drawn.whole[MODEL][: len(FIGURES)]
    draws = drawn.draws[MODEL][:, : len(FIGURES)]
    known = np.where(np.isnan(draws), whole, draws)
    return PairedDraws(tested.hexdigest(), tuple(whole.tolist()), tuple(map(tuple, known.tolist())))
