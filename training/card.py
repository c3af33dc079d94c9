"""The model card: one self-contained page that can be printed, for a reader who doubts every figure on it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from training.evaluation.baselines import THREE
from training.evaluation.figures import Difference, Figure, NamedMetrics
from training.evaluation.report import EvaluationReport
from training.evaluation.tables import ShapeTable
from training.fairness.page import fairness_section
from training.fit import Trained
from training.gate import told_apart
from training.pictures import Picture

FEW_EVENTS = 200

METRIC_WORDS = {
    "auc": ("AUC", "chance that a leaver is scored above a stayer; 0.5 is a coin"),
    "average_precision": ("Average precision", "precision averaged over recall; chance is the base rate"),
    "brier": ("Brier score", "mean squared error of the probability; lower is better"),
    "brier_skill": ("Brier skill", "share of the constant forecast's error that is taken away; 0 is none"),
    "log_loss": ("Log loss", "mean surprise in nats; lower is better"),
    "calibration_error": (
        "Calibration error",
        "mean distance of predicted from observed share; 0 is perfect",
    ),
    "observed_over_expected": (
        "Observed / expected",
        "events that happened over events predicted; 1 is perfect",
    ),
}


@dataclass(frozen=True)
class CardNotes:
    """What the card says beyond the training itself, in the words of whoever knows the data.

    `data_name` is the source's name, `data_note` what must be said about it (such as that it is fictional),
    `trained_on` the business day, `commit` the code's git commit, `barred` columns that were kept out, by reason.
    """

    data_name: str
    data_note: str
    trained_on: date
    commit: str
    barred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def render_card(
    trained: Trained,
    notes: CardNotes,
    *,
    run_id: str,
    curves: tuple[Picture, ...],
    shapes: tuple[Picture, ...],
) -> str:
    """The card as HTML; it loads nothing from anywhere. `shapes` are in the order of the report's shape tables."""
    report, scorecard = trained.report, trained.scorecard
    template = _environment().get_template("card.html")
    return template.render(
        card=scorecard,
        report=report,
        verdict=trained.verdict,
        candidate=trained.candidate,
        settings=trained.settings,
        notes=notes,
        run_id=run_id,
        curves={picture.name: picture for picture in curves},
        shapes=list(zip(report.shapes, shapes, strict=True)),
        importance_top=max((table.importance for table in report.shapes), default=0.0) or 1.0,
        metric_words=METRIC_WORDS,
        rivals=_rivals(trained),
        suspicious=sorted(report.single_features, key=lambda single: -single.auc)[:10],
        groups=_by_attribute(trained),
        fairness=fairness_section(trained.fairness) if trained.fairness else None,
        limits=limits(trained),
        prices=_prices(report),
        actionable={feature.name for feature in scorecard.features if feature.actionable},
    )


def _prices(report: EvaluationReport) -> list[tuple[str, Difference]]:
    """What the glass box and leaving protected attributes out cost, where it was measured."""
    told = (
        ("A glass box, instead of unrestricted boosting", report.glass_box_price),
        ("No protected attribute as an input, instead of all of them", report.protected_price),
    )
    return [(what, difference) for what, difference in told if difference is not None]


def limits(trained: Trained) -> list[str]:
    """What a reader must not conclude, as far as it follows from this training's own numbers."""
    report = trained.report
    found = []
    if report.evidence == "cross_validated":
        found.append(
            "There is one undated snapshot, so nothing here shows how the model does in a later period. "
            "Figures are from repeated cross-validation and tend to flatter."
        )
    if report.tested_events < FEW_EVENTS:
        found.append(
            f"The figures rest on {report.tested_events} events; read the intervals, not the points."
        )
    ratio = report.model.observed_over_expected
    if ratio.high is not None and ratio.high < 1:
        found.append(
            "Fewer events happened than it expected in the test: its probabilities were too high there."
        )
    if ratio.low is not None and ratio.low > 1:
        found.append(
            "More events happened than it expected in the test: its probabilities were too low there."
        )
    found += [
        "A logistic regression on three columns could not be told apart from it on these rows."
        for difference in report.differences
        if difference.other == THREE and not told_apart(difference)
    ]
    if not report.by_group:
        found.append("The data has no protected columns, so nothing is known about how groups fare.")
    if any(table.points and not table.importance for table in report.shapes):
        found.append("Some inputs contribute nothing; they are listed for completeness.")
    return found


def _rivals(trained: Trained) -> list[tuple[str, NamedMetrics]]:
    report = trained.report
    rows = [
        (f"chosen: {words(trained.candidate)}", NamedMetrics("this model", trained.settings, report.model))
    ]
    rows += [("candidate", entry) for entry in report.candidates]
    rows += [("baseline", entry) for entry in report.baselines]
    return rows if report.ceiling is None else [*rows, ("ceiling", report.ceiling)]


def _by_attribute(trained: Trained) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for figures in trained.report.by_group:
        groups.setdefault(figures.attribute, []).append(figures)
    return groups


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("training", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        figure=figure_text,
        interval=interval_text,
        change=change_text,
        change_interval=change_interval_text,
        share=share_text,
        share_interval=share_interval_text,
        cell=cell_text,
        per_thousand=per_thousand_text,
        per_thousand_interval=per_thousand_interval_text,
        signed=signed_text,
        words=words,
        extremes=extremes,
        picture=picture_tag,
    )
    return environment


def figure_text(figure: Figure) -> str:
    """The value with three decimals, with a real minus."""
    return _decimals(figure.value)


def interval_text(figure: Figure) -> str:
    """The 95 % interval as `low to high`; a dash where there is none."""
    if figure.low is None or figure.high is None:
        return "–"
    return f"{_decimals(figure.low)} to {_decimals(figure.high)}"


def _decimals(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def change_text(value: float) -> str:
    """A difference with its sign and four decimals, with a real minus."""
    return f"{value:+.4f}".replace("-", "−")


def change_interval_text(figure: Figure) -> str:
    """The 95 % interval of a difference as `low to high`; a dash where there is none."""
    if figure.low is None or figure.high is None:
        return "–"
    return f"{change_text(figure.low)} to {change_text(figure.high)}"


def share_text(value: float | None) -> str:
    """A share as a percentage with one decimal; a dash where it is unknown."""
    return "–" if value is None else f"{value * 100:.1f} %"


def share_interval_text(figure: Figure) -> str:
    """The 95 % interval of a share as percentages; a dash where there is none."""
    if figure.low is None or figure.high is None:
        return "–"
    return f"{share_text(figure.low)} to {share_text(figure.high)}"


def cell_text(figure: Figure | None) -> Markup:
    """Value and interval in one table cell; "too few" where no figure can be given."""
    if figure is None:
        return Markup("too few")
    return Markup('{}<br><span class="quiet small">{}</span>').format(
        figure_text(figure), interval_text(figure)
    )


def per_thousand_text(value: float) -> str:
    """A net benefit per 1,000 rows with one decimal, with a real minus."""
    return f"{value * 1000:.1f}".replace("-", "−")


def per_thousand_interval_text(figure: Figure) -> str:
    """The 95 % interval of a net benefit per 1,000 rows."""
    if figure.low is None or figure.high is None:
        return "–"
    return f"{per_thousand_text(figure.low)} to {per_thousand_text(figure.high)}"


def signed_text(value: float) -> str:
    """A number with its sign and two decimals, with a real minus."""
    return f"{value:+.2f}".replace("-", "−")


def words(name: str) -> str:
    """A code name as words."""
    return name.replace("_", " ")


def extremes(table: ShapeTable) -> str:
    """One sentence on where the contribution is highest and lowest."""
    known = [point for point in table.points if point.rows]
    if not known:
        return ""
    high = max(known, key=lambda point: point.contribution)
    low = min(known, key=lambda point: point.contribution)
    return (
        f"Highest {signed_text(high.contribution)} at {high.value} ({high.events:,} of {high.rows:,} rows), "
        f"lowest {signed_text(low.contribution)} at {low.value} ({low.events:,} of {low.rows:,})."
    )


def picture_tag(picture: Picture) -> Markup:
    """The picture as an `img` that carries its own bytes, so that nothing in it can touch the page."""
    data = base64.b64encode(picture.svg).decode("ascii")
    return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(picture.alt, data)
