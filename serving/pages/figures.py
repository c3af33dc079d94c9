"""The figures of a champion's evaluation report, in the order and the words in which the model page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MEASURES = {
    "auc": ("AUC", "how often a leaver scores above a stayer; 0.5 is a coin"),
    "average_precision": ("Average precision", "how clean the top of the ranking is"),
    "brier_skill": ("Brier skill", "how much better than always saying the base rate; 0 is no better"),
    "calibration_error": ("Calibration error", "mean gap between promised and observed shares"),
    "observed_over_expected": ("Observed / expected", "1 when as many left as were predicted"),
}


@dataclass(frozen=True)
class Figure:
    """One number with its 95 % interval where there is one, as text ready to show."""

    value: str
    interval: str


@dataclass(frozen=True)
class Measure:
    """One line of the table of figures."""

    name: str
    meaning: str
    figure: Figure


@dataclass(frozen=True)
class Rival:
    """What the model was compared with: a baseline, another candidate, or the unrestricted ceiling."""

    name: str
    role: str
    auc: Figure
    average_precision: Figure


@dataclass(frozen=True)
class Skill:
    """How well the champion did on rows it was not fitted on, and how its rivals did on the same rows."""

    method: str
    tested_rows: int
    tested_events: int
    measures: tuple[Measure, ...]
    rivals: tuple[Rival, ...]


def skill(report: Mapping[str, Any]) -> Skill:
    """Read an evaluation report (`EvaluationReport.to_dict`)."""
    ceiling = [report["ceiling"]] if report["ceiling"] else []
    return Skill(
        method=report["method"],
        tested_rows=report["tested_rows"],
        tested_events=report["tested_events"],
        measures=tuple(
            Measure(name, meaning, _figure(report["model"][key]))
            for key, (name, meaning) in _MEASURES.items()
        ),
        rivals=(
            _rival("this model", "serves now", report["model"]),
            *(_rival(one["name"], "candidate", one["metrics"]) for one in report["candidates"]),
            *(_rival(one["name"], "baseline", one["metrics"]) for one in report["baselines"]),
            *(_rival(one["name"], "ceiling: not a glass box", one["metrics"]) for one in ceiling),
        ),
    )


def _rival(name: str, role: str, metrics: Mapping[str, Any]) -> Rival:
    return Rival(name.replace("_", " "), role, _figure(metrics["auc"]), _figure(metrics["average_precision"]))


def _figure(figure: Mapping[str, float | None]) -> Figure:
    low, high = figure["low"], figure["high"]
    interval = f"{low:.3f} to {high:.3f}" if low is not None and high is not None else ""
    return Figure(f"{figure['value']:.3f}", interval)
