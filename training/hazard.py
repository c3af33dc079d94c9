"""A smoothed event rate per bin of one number: the tenure baseline, and the list of a company without a model."""

import numpy as np

from training.candidate import Outcomes, Weights
from training.coding import bin_edges
from training.columns import FloatArray
from training.matrix import Codes
from training.shapes import StepShape

HAZARD_BINS = 16
PRIOR_EVENTS = 5.0
"""How many events' worth of the overall rate every bin starts with."""


def smoothed_rates(
    codes: Codes, size: int, y: Outcomes, prior: float, prior_events: float, weight: Weights = None
) -> FloatArray:
    """(size,) event rate per code, drawn towards `prior` as if `prior_events` had been seen at that rate."""
    rows = np.bincount(codes, weights=weight, minlength=size)
    events = np.bincount(codes, weights=y if weight is None else y * weight, minlength=size)
    return np.asarray((events + prior_events) / (rows + prior_events / prior), dtype=np.float64)


def hazard_shape(column: FloatArray, y: Outcomes, weight: Weights = None) -> StepShape:
    """Log-odds of the smoothed event rate by bins of `column`; missing values get their own smoothed rate."""
    edges = bin_edges(column, HAZARD_BINS)
    missing = len(edges) + 1
    codes = np.where(np.isnan(column), missing, np.searchsorted(edges, column, side="right"))
    prior = float(np.average(y, weights=weight))
    rates = smoothed_rates(codes, missing + 1, y, prior, PRIOR_EVENTS, weight)
    points = np.log(rates) - np.log1p(-rates)
    return StepShape(
        edges=tuple(edges.tolist()), values=tuple(points[:-1].tolist()), missing=float(points[-1])
    )
