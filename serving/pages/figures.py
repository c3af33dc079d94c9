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


@dataclass(frozen=True)
class Contest:
    """One figure of the champion and of the other version, each as it was tested; None where it has no report."""

    name: str
    meaning: str
    champion: Figure | None
    other: Figure | None


@dataclass(frozen=True)
class Paired:
    """The other version minus the champion on rows that neither was fitted on."""

    rows: int
    events: int
    auc: Figure
    average_precision: Figure


@dataclass(frozen=True)
class Month:
    """What was predicted for the tested rows of one month, in 100, and how many of them left."""

    name: str
    rows: int
    events: int
    predicted: str
    actual: str
    interval: str


def side_by_side(champion: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> tuple[Contest, ...]:
    """The headline figures of two reports beside each other."""
    return tuple(
        Contest(name, meaning, *(_headline(report, key) for report in (champion, other)))
        for key, (name, meaning) in _MEASURES.items()
    )


def _headline(report: Mapping[str, Any] | None, key: str) -> Figure | None:
    return _figure(report["model"][key]) if report is not None else None


def paired(other: Mapping[str, Any] | None, champion_digest: str) -> Paired | None:
    """The paired comparison of a report, if it was made with this champion."""
    against = other.get("champion") if other is not None else None
    if against is None or against["digest"] != champion_digest:
        return None
    difference = against["difference"]
    return Paired(
        against["rows"],
        against["events"],
        _signed(difference["auc"]),
        _signed(difference["average_precision"]),
    )


def months(report: Mapping[str, Any] | None) -> tuple[Month, ...]:
    """Predicted against actual by month; empty where the report has no months."""
    return tuple(_month(one) for one in report["by_month"]) if report is not None else ()


def _month(one: Mapping[str, Any]) -> Month:
    seen = one["observed"]
    interval = (
        f"{100 * seen['low']:.1f} to {100 * seen['high']:.1f}"
        if seen["low"] is not None and seen["high"] is not None
        else ""
    )
    return Month(
        one["value"],
        one["rows"],
        one["events"],
        f"{100 * one['expected']:.1f}",
        f"{100 * seen['value']:.1f}",
        interval,
    )


def _signed(figure: Mapping[str, float | None]) -> Figure:
    low, high = figure["low"], figure["high"]
    interval = f"{low:+.3f} to {high:+.3f}" if low is not None and high is not None else ""
    return Figure(f"{figure['value']:+.3f}".replace("-", "−"), interval.replace("-", "−"))


def _rival(name: str, role: str, metrics: Mapping[str, Any]) -> Rival:
    return Rival(name.replace("_", " "), role, _figure(metrics["auc"]), _figure(metrics["average_precision"]))


def _figure(figure: Mapping[str, float | None]) -> Figure:
    low, high = figure["low"], figure["high"]
    interval = f"{low:.3f} to {high:.3f}" if low is not None and high is not None else ""
    return Figure(f"{figure['value']:.3f}".replace("-", "−"), interval.replace("-", "−"))
