"""From the predictions of a back-test to the report."""

from training.dataset import TrainingData
from training.evaluation.backtest import CEILING, MODEL, BackTest
from training.evaluation.baselines import CONSTANT, TENURE, THREE, UNIT
from training.evaluation.curves import calibration_curve, ranked_curve
from training.evaluation.metrics import Drawn, difference, draw_figures, metrics_of
from training.evaluation.report import EvaluationReport, HorizonFigures, NamedMetrics, ProxyFigure, ShapeTable
from training.evaluation.sensitivity import competing_censored
from training.evaluation.slices import by_group, by_month
from training.evaluation.splits import Plan

BASELINES = (CONSTANT, TENURE, UNIT, THREE)


def evaluation_report(
    data: TrainingData,
    planned: Plan,
    tested: BackTest,
    shapes: tuple[ShapeTable, ...],
    left_out: tuple[str, ...],
    proxies: tuple[ProxyFigure, ...],
    seed: int,
    horizons: tuple[HorizonFigures, ...] = (),
) -> EvaluationReport:
    """All figures of the back-test; counts, months, groups and curves take each row once."""
    predictions = tested.predictions
    drawn = draw_figures(predictions, seed=seed)
    once = predictions.once()
    known = [name for name in BASELINES if name in predictions.log_odds]
    families = [name for name in predictions.log_odds if name not in (*known, MODEL, CEILING)]
    return EvaluationReport(
        evidence=planned.evidence,
        method=planned.method,
        rows=data.rows,
        events=data.events,
        base_rate=data.base_rate,
        tested_rows=len(once.y),
        tested_events=int(once.y.sum()),
        model=metrics_of(MODEL, drawn, predictions),
        candidates=tuple(_named(name, drawn, tested) for name in families),
        baselines=tuple(_named(name, drawn, tested) for name in known),
        ceiling=_named(CEILING, drawn, tested),
        differences=tuple(difference(MODEL, name, drawn) for name in known),
        folds=tested.folds,
        single_features=tested.single_features,
        by_month=by_month(data, once, MODEL),
        by_group=by_group(data, once, MODEL),
        calibration=calibration_curve(once, MODEL),
        curve=ranked_curve(once, MODEL),
        shapes=shapes,
        excluded=dict(data.excluded),
        left_out=left_out,
        proxies=proxies,
        horizons=horizons,
        competing_censored=competing_censored(data, predictions, MODEL, seed),
    )


def _named(name: str, drawn: Drawn, tested: BackTest) -> NamedMetrics:
    settings = dict(tested.settings.get(name, {}))
    return NamedMetrics(name, settings, metrics_of(name, drawn, tested.predictions))
