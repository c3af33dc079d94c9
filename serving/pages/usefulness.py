"""Of what use a model is: calibration, lift and the decision curve of its report, drawn, with a table behind each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of a drawing: what it shows, in words, and its path."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Lines in a square of 100 by 100, up for more, and the words below it; `head` and `rows` are the same as a table.

    `whiskers` are intervals as (x, low y, high y).
    """

    title: str
    meaning: str
    lines: tuple[Line, ...]
    whiskers: tuple[tuple[float, float, float], ...]
    ends: tuple[str, str, str]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def drawings(report: Mapping[str, Any] | None) -> tuple[Drawing, ...]:
    """What the report has of the three; none without a report."""
    if report is None:
        return ()
    made = (
        (_calibration, report.get("calibration")),
        (_lift, report.get("curve")),
        (_decisions, report.get("decisions")),
    )
    return tuple(draw(rows) for draw, rows in made if rows)


def _calibration(bins: Sequence[Mapping[str, Any]]) -> Drawing:
    top = max(max(one["predicted"], one["high"] or one["observed"]) for one in bins) or 1.0
    spots = [(one["predicted"] / top, one["observed"] / top) for one in bins]
    whiskers = [
        (100 * one["predicted"] / top, _y(one["low"] / top), _y(one["high"] / top))
        for one in bins
        if one["low"] is not None and one["high"] is not None
    ]
    return Drawing(
        title="Do its probabilities hold?",
        meaning="Tested rows in groups of like probability: what was promised, and how many of them left.",
        lines=(
            Line("as promised", "even", _path([(0, 0), (1, 1)])),
            Line("seen, with 95 % interval", "model", _path(spots)),
        ),
        whiskers=tuple(whiskers),
        ends=("promised: 0", f"up: seen, both to {_in_100(top)} in 100", _in_100(top)),
        head=("Promised in 100", "Seen in 100", "95 % interval", "Rows"),
        rows=tuple(
            (
                _in_100(one["predicted"]),
                _in_100(one["observed"]),
                "" if one["low"] is None else f"{_in_100(one['low'])} to {_in_100(one['high'])}",
                f"{one['n']:,}",
            )
            for one in bins
        ),
    )


def _lift(points: Sequence[Mapping[str, Any]]) -> Drawing:
    top = max(1.0, *(one["lift"] for one in points))
    return Drawing(
        title="How much richer is the top of the list?",
        meaning="Lift: leavers among those at the top, beside as many people chosen by lot.",
        lines=(
            Line("by lot", "even", _path([(0, 1 / top), (1, 1 / top)])),
            Line("by score", "model", _path([(one["share"], one["lift"] / top) for one in points])),
        ),
        whiskers=(),
        ends=("top 0 %", f"up: to {top:.1f} times", "everybody"),
        head=("Top of the list", "Lift", "Leavers in 100", "Share of all leavers"),
        rows=tuple(
            (
                f"{100 * one['share']:.0f} %",
                f"{one['lift']:.1f}",
                _in_100(one["precision"]),
                f"{100 * one['recall']:.0f} %",
            )
            for one in points
        ),
    )


def _decisions(points: Sequence[Mapping[str, Any]]) -> Drawing:
    last = points[-1]["threshold"] or 1.0
    top: float = max(max(one["model"]["value"], one["everyone"], 0.0) for one in points) or 1.0
    low: float = min(0.0, *(one["model"]["value"] for one in points))

    def height(value: float) -> float:
        return (max(value, low) - low) / (top - low)

    model = [(one["threshold"] / last, height(one["model"]["value"])) for one in points]
    everyone = [
        (one["threshold"] / last, height(one["everyone"])) for one in points if one["everyone"] >= low
    ]
    return Drawing(
        title="Is acting on it better than talking to everybody, or to nobody?",
        meaning="Decision curve: leavers reached less needless talks, if talking pays from that probability on.",
        lines=(
            Line("nobody", "even", _path([(0, height(0.0)), (1, height(0.0))])),
            Line("everybody", "other", _path(everyone)),
            Line("by score", "model", _path(model)),
        ),
        whiskers=(),
        ends=("from 0 in 100", f"up: to {_in_100(top)} in 100 people", f"from {_in_100(last)} in 100"),
        head=("Worth it from", "By score, in 100", "95 % interval", "Everybody, in 100"),
        rows=tuple(
            (
                f"{_in_100(one['threshold'])} in 100",
                _in_100(one["model"]["value"]),
                f"{_in_100(one['model']['low'])} to {_in_100(one['model']['high'])}"
                if one["model"]["low"] is not None
                else "",
                _in_100(one["everyone"]),
            )
            for one in points
        ),
    )


def _path(spots: Iterable[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{100 * x:.2f} {_y(y):.2f}" for x, y in spots)


def _y(share: float) -> float:
    return 100 - 100 * share


def _in_100(share: float) -> str:
    return f"{100 * share:.1f}".replace("-", "−")
