"""How fast the scorecard answers, with all its reasons, beside the scikit-learn model that it was compiled from.

One process, one thread, made-up rows, no absolute bar: the two sides take turns, and only their ratios count. The
boosted stumps are fitted on 60 features; scikit-learn gets its inputs ready-made, the scorecard reads plain values
(one row) or an Arrow table (batches). Three bars: one row with all reasons at least 50 times faster than
`predict_proba` at the median and at the 99th percentile; batches with reasons at least 3 times faster than
`predict_proba` without; reasons at least 100 times faster than `shap.TreeExplainer` on unrestricted trees, as many as
there are stumps: that is what the reasons of a model that is no glass box cost. On the stumps themselves SHAP has
little to do; that ratio is printed too and has no bar.

    python -m benchmarks.scoring_speed [--features 60 --rows 20000 --batch 20000]
"""

import argparse
import os
import sys
import time
import warnings
from collections.abc import Callable

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier

from data_contracts.feature_spec import FeatureSpec
from serving.scores.batch import score_batch
from training.additive import STEPS, AdditiveBoosting, AdditivePath, booster_inputs
from training.bands import band_starts
from training.coding import code_matrix
from training.columns import FloatArray
from training.compiling import scorecard_of
from training.dataset import TrainingData, snapshot_dataset
from training.matrix import FeatureMatrix
from training.scorecard import BAND_NAMES, Band, Calibration, Scorecard, sigmoid

ONE_ROW_BAR, BATCH_BAR, SHAP_BAR = 50.0, 3.0, 100.0
BINS = 32
BLOCK = 50


def made_up(features: int, rows: int) -> TrainingData:
    """Numbers (a tenth missing) of which every third one drives the outcome."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, features))
    risk = -2.5 + 0.4 * x[:, ::3].sum(axis=1)
    y = (rng.random(rows) < sigmoid(risk)).astype(np.int8)
    x[rng.random(x.shape) < 0.1] = np.nan
    specs = tuple(FeatureSpec(f"f{j:02d}", "number", f"Feature {j}") for j in range(features))
    columns = {spec.name: pl.Series(x[:, j]).fill_nan(None) for j, spec in enumerate(specs)}
    keys = {"employee_id": [f"p{k}" for k in range(rows)], "as_of": None, "unit_id": None, "target": y}
    frame = pl.DataFrame({**columns, **keys}).with_columns(pl.col("as_of").cast(pl.Date))
    return snapshot_dataset(frame, specs, horizon_days=180, feature_set="made-up", data_hash="0" * 64)


def fitted(data: TrainingData) -> tuple[AdditivePath, Scorecard]:
    """The boosted stumps and the scorecard compiled from them."""
    matrix = FeatureMatrix.of(data.frame, data.specs)
    path = AdditiveBoosting(BINS).fit(matrix, data.y)
    starts = (None, *band_starts(data.base_rate, (1.5, 3.0)))
    bands = tuple(
        Band(name=name, from_log_odds=start, n=0, events=0, left=None, low=None, high=None)
        for name, start in zip(BAND_NAMES, starts, strict=True)
    )
    box, same = path.glass_box(len(path.base) - 1), Calibration(a=1.0, b=0.0)
    card = scorecard_of(box, data.specs, same, bands, data, name="speed", task="t", evidence="out_of_time")
    return path, card


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def in_turn(
    a: Callable[[int], object], b: Callable[[int], object], rounds: int, block: int = 1
) -> tuple[FloatArray, FloatArray]:
    """Times of both, `block` calls of the one and then of the other, so that a busy machine hits both alike."""
    took: tuple[list[float], list[float]] = ([], [])
    for start in range(0, rounds, block):
        for act, times in zip((a, b), took, strict=True):
            times += [seconds(lambda k=k, act=act: act(k)) for k in range(start, start + block)]
    return np.array(took[0]), np.array(took[1])


def one_row(
    booster: HistGradientBoostingClassifier, card: Scorecard, data: TrainingData, x: FloatArray
) -> float:
    """Print the times of one row and give the smaller of the two ratios (median, 99th percentile)."""
    rows = data.frame.head(BLOCK).to_dicts()  # few, as a request's values have just been decoded
    for k in range(50):
        booster.predict_proba(x[k : k + 1]), card.score_row(rows[k])
    theirs, ours = in_turn(
        lambda k: booster.predict_proba(x[k : k + 1]), lambda k: card.score_row(rows[k % BLOCK]), 2000, BLOCK
    )
    page = np.array([seconds(lambda k=k: score_batch(card, [("id", rows[k % BLOCK])])) for k in range(500)])
    print("one row                          median us    p99 us")
    for name, took in (("predict_proba, no reasons", theirs), ("scorecard, all reasons", ours),
                       ("the same, reasons in words", page)):  # fmt: skip
        print(f"  {name:<30} {np.median(took) * 1e6:9.1f} {np.quantile(took, 0.99) * 1e6:9.1f}")
    ratios = [float(np.quantile(theirs, q) / np.quantile(ours, q)) for q in (0.5, 0.99)]
    print(f"  ratio: median {ratios[0]:.0f}, p99 {ratios[1]:.0f} (bar {ONE_ROW_BAR:.0f})")
    return min(ratios)


def batches(
    booster: HistGradientBoostingClassifier, card: Scorecard, data: TrainingData, x: FloatArray, batch: int
) -> tuple[float, float]:
    """Print rows per second of a batch; the ratio to `predict_proba` and the scorecard's rows per second."""
    size = min(batch, data.rows)
    table, inputs = data.frame.head(size).to_arrow(), x[:size]
    theirs, ours = in_turn(lambda _: booster.predict_proba(inputs), lambda _: card.score(table), 7)
    rates = [size / float(np.median(took)) for took in (theirs, ours)]
    print(
        f"batch of {size:,}: predict_proba {rates[0]:,.0f} rows/s without reasons, scorecard {rates[1]:,.0f} with"
    )
    print(f"  ratio {rates[1] / rates[0]:.1f} (bar {BATCH_BAR:.0f})")
    return rates[1] / rates[0], rates[1]


def explained(booster: HistGradientBoostingClassifier, x: FloatArray, rate: float) -> float:
    """Print rows per second of SHAP's tree explainer; the ratio of the scorecard's `rate` to it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about its own dependencies
        import shap

        explainer = shap.TreeExplainer(booster)
        explainer.shap_values(x[:10])
        size = 500
        theirs = size / min(seconds(lambda: explainer.shap_values(x[:size])) for _ in range(3))
    return rate / theirs


def unrestricted(data: TrainingData, x: FloatArray) -> HistGradientBoostingClassifier:
    """scikit-learn's own default trees (31 leaves), as many as there are stumps: what would need SHAP for reasons."""
    return HistGradientBoostingClassifier(max_iter=STEPS[-1], early_stopping=False, random_state=0).fit(
        x, data.y
    )


def main() -> int:
    """Print the ratios beside their bars; 1 when one is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--features", type=int, default=60)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--batch", type=int, default=20_000)
    asked = options.parse_args()
    data = made_up(asked.features, asked.rows)
    path, card = fitted(data)
    x = booster_inputs(code_matrix(path.codings, FeatureMatrix.of(data.frame, data.specs)))
    gap = np.abs(path.booster.decision_function(x) - card.score(data.table()).log_odds).max()
    print(f"{asked.features} features, {path.booster.n_iter_} stumps; made-up rows; one thread")
    print(f"largest difference of the two models' log-odds: {gap:.1e}")
    one = one_row(path.booster, card, data, x)
    batch, rate = batches(path.booster, card, data, x, asked.batch)
    stumps, trees = (explained(booster, x, rate) for booster in (path.booster, unrestricted(data, x)))
    print(f"reasons of a batch: {trees:.0f} times as fast as SHAP on unrestricted trees (bar {SHAP_BAR:.0f})")
    print(f"  and {stumps:.0f} times as fast as SHAP on the same stumps")
    return int(one < ONE_ROW_BAR or batch < BATCH_BAR or trees < SHAP_BAR or gap > 1e-9)


if __name__ == "__main__":
    sys.exit(main())
