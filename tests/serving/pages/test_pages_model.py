"""Model: the champion's own numbers, its evaluation where the home keeps it, and the card."""

import re
from dataclasses import asdict
from datetime import date

import pytest

from serving.access.roles import Role
from serving.pages.parts import DriftSeen, ModelPapers
from training.evaluation.figures import Figure, Metrics, NamedMetrics
from training.evaluation.report import EvaluationReport


def metrics(auc):
    """Figures of which only the AUC matters here."""
    plain = Figure(0.1)
    return Metrics(Figure(auc, auc - 0.02, auc + 0.02), plain, plain, plain, plain, plain, Figure(1.01), ())


@pytest.fixture
def report():
    """A small evaluation report in its real form."""
    return EvaluationReport(
        evidence="out_of_time", method="Tested on later months.", rows=5000, events=300, base_rate=0.06,
        tested_rows=2100, tested_events=120, model=metrics(0.741),
        candidates=(NamedMetrics("logistic", {}, metrics(0.73)),),
        baselines=(NamedMetrics("tenure_hazard", {}, metrics(0.61)),),
        ceiling=NamedMetrics("unrestricted_boosting", {}, metrics(0.738)),
        differences=(), folds=(), single_features=(), by_month=(), by_group=(), calibration=(), curve=(),
        shapes=(), excluded={},
    )  # fmt: skip


PLAIN = {"value": 0.1, "low": None, "high": None}
NAMES = ("auc", "average_precision", "brier_skill", "calibration_error", "observed_over_expected")
PAPER = {
    "method": "Tested later.", "tested_rows": 10, "tested_events": 2, "model": dict.fromkeys(NAMES, PLAIN),
    "candidates": [], "baselines": [], "ceiling": None, "by_month": [],
}  # fmt: skip
"""A report as JSON has it, with what the page cannot do without."""


@pytest.fixture
def scientist(world):
    """A browser in which a data scientist is signed in."""
    return world.signed_in(Role.DATA_SCIENTIST)


def test_the_page_shows_what_each_band_saw(scientist, scorecard):
    """Rows, leavers and the interval of every band are those of the scorecard."""
    text = scientist.get("/model").text
    for band in scorecard.bands:
        assert f'<td class="figure">{band.n:,}</td><td class="figure">{band.events:,}</td>' in text
        assert f"{100 * band.low:.1f} to {100 * band.high:.1f}" in text


def test_the_page_says_what_people_decided_about_the_model(world, scientist):
    """A confirmed leak and an overridden gate stand with their reasons, as text; without any, nothing is said."""
    assert "against the gate" not in scientist.get("/model").text
    said = {"confirm_leak": "payout is planned", "override": "pilot in <two> sites"}
    world.papers = ModelPapers(None, None, said)
    text = scientist.get("/model").text
    assert "payout is planned" in text
    assert "Promoted against the gate" in text
    assert "pilot in &lt;two&gt; sites" in text


def test_shape_tables_hold_the_served_points(scientist, scorecard):
    """The tables behind the curves are the shapes times the calibration slope, missing values included."""
    text = scientist.get("/model").text
    a = scorecard.calibration.a
    for where, value in {
        "below 6": -0.5,
        "6 to 12": 0.0,
        "12 to 24": 0.6,
        "24 or more": 1.4,
        "missing": 0.1,
    }.items():
        shown = f"{a * value:+.2f}".replace("-", "−").replace("+0.00", "0.00")
        assert f'<tr><th scope="row">{where}</th><td>{shown}</td></tr>' in text


def test_a_curve_rises_where_the_points_rise(scientist):
    """In the drawing of a rising step shape the height never goes down from left to right."""
    text = scientist.get("/model").text
    [path] = re.findall(r'Points by Months since the last raise.*?class="line" d="M([^"]+)"', text, re.DOTALL)
    corners = [tuple(map(float, corner.split())) for corner in path.split(" L")]
    assert corners == sorted(corners, key=lambda corner: (corner[0], -corner[1]))
    assert (corners[0][0], corners[-1][0]) == (0.0, 100.0)
    assert all(0 <= y <= 100 for _, y in corners)


def test_the_evaluation_is_shown_with_its_rivals_when_the_home_keeps_it(world, scientist, report):
    """Value, interval, baseline and ceiling come from the report, also after a trip through JSON."""
    assert "The evaluation report is not kept in this home" in scientist.get("/model").text
    for form in (asdict(report), report.to_dict()):
        world.papers = ModelPapers(form, None)
        text = scientist.get("/model").text
        for said in (
            "0.741",
            "0.721 to 0.761",
            "Tested on later months.",
            "tenure hazard",
            "unrestricted boosting",
        ):
            assert said in text


def test_the_card_is_a_file_to_keep(world, scientist):
    """The card is sent as a download, for it carries styles that a page here may not."""
    assert scientist.get("/model/card").status_code == 404
    world.papers = ModelPapers(None, "<html><style>p{}</style></html>")
    answer = scientist.get("/model/card")
    assert answer.text == world.papers.card
    assert answer.headers["content-disposition"] == 'attachment; filename="attrition-3-card.html"'
    assert "/model/card" in scientist.get("/model").text


def test_without_a_champion_the_page_names_the_commands(world, scientist):
    """Before the first promotion the page says what is served instead and how to change it."""
    world.champion = None
    answer = scientist.get("/model")
    assert answer.status_code == 200
    assert "ermine models promote" in answer.text


def test_calibration_lift_and_decisions_are_drawn_with_their_tables(world, scientist):
    """What the report has of the three is a drawing and, behind it, the same numbers; without them nothing is drawn."""
    figure = {"value": 0.02, "low": 0.01, "high": 0.03}
    world.papers = ModelPapers(PAPER, None)
    assert "Of what use it is" not in scientist.get("/model").text
    seen = {"n": 132, "predicted": 0.1, "observed": 0.125, "low": 0.075, "high": 0.2}
    top = {"share": 0.05, "precision": 0.417, "recall": 0.25, "lift": 5.04}
    choice = {"threshold": 0.05, "share": 0.3, "model": figure, "everyone": -0.011, "gain": figure}
    report = {**PAPER, "calibration": [seen], "curve": [top], "decisions": [choice]}
    world.papers = ModelPapers(report, None)
    text = scientist.get("/model").text
    assert text.count('class="line model" d="M') == 2 * 3  # the drawing and its legend
    assert "M50.00 37.5" in text
    for said in ("<td>12.5</td>", "<td>7.5 to 20.0</td>", "<td>5.0</td>", "<td>25 %</td>", "<td>−1.1</td>"):
        assert said in text, said


def test_the_page_keeps_what_the_last_look_at_drift_found(world, scientist):
    """Before anybody looked it names the command; afterwards it has the day, the people and each finding as text."""
    assert "Nobody has looked" in scientist.get("/model").text
    found = DriftSeen(
        date(2026, 7, 1), 1597, True, ("Overtime: values. <check> units",), ("No month has matured.",)
    )
    world.papers = ModelPapers(None, None, drift=found)
    text = scientist.get("/model").text
    for said in (
        "Something has drifted",
        "1 July 2026",
        "1,597",
        "&lt;check&gt; units",
        "No month has matured.",
    ):
        assert said in text, said


def test_the_mlflow_run_is_a_link_where_mlflow_has_pages(world, scientist):
    """Only an address of a server is linked to."""
    run = world.champion.run_id
    assert f"/#/runs/{run}" not in scientist.get("/model").text
    world.mlflow = "https://mlflow.example"
    linked = world.signed_in(Role.DATA_SCIENTIST).get("/model").text
    assert f'href="https://mlflow.example/#/runs/{run}"' in linked
