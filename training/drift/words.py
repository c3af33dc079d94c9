"""What to do about each kind of drift, and the names of bins, in words."""

from itertools import pairwise

from data_contracts.feature_spec import FeatureSpec
from training.drift.histogram import Cut
from training.drift.report import DriftReport, InputDrift, Kind, MonthCalibration

_ALL = 0.995


def remedy(kind: Kind, spec: FeatureSpec, missing: float, new: tuple[str, ...]) -> str:
    """What is the matter with an input, and what to do about it."""
    tables = f" ({spec.source})" if spec.source else ""
    if kind == "absent":
        return f"The column {spec.name} is not in the data: export it again, or train without it."
    if kind == "missing" and missing >= _ALL:
        return f"It is missing for everybody: is its table{tables} in the import, and up to date? Import it again."
    if kind == "missing":
        return (
            f"Missing for {missing:.0%}, as on no training day: ask whoever exports it{tables} what changed."
        )
    if kind == "new_category":
        named = f" such as {', '.join(new)}" if new else ""
        return (
            f"Categories{named} that the model never learned: if they are old ones renamed, map them back; "
            "if they are new, retrain once enough of their people have an outcome."
        )
    if spec.name == "score":
        return "Scores are unlike those of any training day: look at the inputs below first, then retrain or roll back."
    return (
        f"Its values are like those of no training day: check units, rules and the feed{tables}; if the change is "
        "real, retrain when outcomes have matured, and read its reasons with care until then."
    )


def month_text(month: MonthCalibration) -> str:
    """One month of calibration as a sentence."""
    counts = f"{month.as_of}: {month.observed} observed, {month.expected:.1f} expected"
    if month.ratio is None:
        return f"{counts}: too few to say."
    text = f"{counts}, ratio {month.ratio.value:.2f} ({month.ratio.low:.2f} to {month.ratio.high:.2f})"
    return f"{text}: probabilities no longer hold, retrain." if month.found else f"{text}."


def headline(one: InputDrift) -> str:
    """One drifted input in a line: its name and what is told of it."""
    kinds = {"shape": "values", "missing": "missing", "new_category": "new categories", "absent": "absent"}
    return f"{one.label}: {', '.join(kinds[kind] for kind in one.found)}"


def sentences(report: DriftReport) -> tuple[str, ...]:
    """Everything that a watch tells, inputs with the same remedy together, then the months that no longer hold."""
    together: dict[str, list[str]] = {}
    for one in report.drifted:
        together.setdefault(" ".join(one.todo), []).append(headline(one))
    told = tuple(f"{'; '.join(lines)}. {todo}" for todo, lines in together.items())
    return told + tuple(month_text(month) for month in report.calibration if month.found)


def bin_names(cut: Cut) -> tuple[str, ...]:
    """A name for each bin."""
    if cut.kind == "category":
        return (*cut.levels, "other")
    if not cut.edges:
        return ("all",)
    between = [f"{low:g} to {high:g}" for low, high in pairwise(cut.edges)]
    return (f"below {cut.edges[0]:g}", *between, f"{cut.edges[-1]:g} and more")
