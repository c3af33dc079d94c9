"""The page of a watch: what was found, what to do, and pictures, loading nothing from anywhere."""

from datetime import date
from pathlib import Path

from training.drift.page import drift_page
from training.drift.pictures import drift_pictures
from training.drift.report import DriftReport, InputDrift, MonthCalibration
from training.evaluation.figures import Figure


def moved(name: str, *found: str, todo: str = "Look at the feed.") -> InputDrift:
    """One input of which something is told."""
    return InputDrift(
        name, name.upper(), "number", 0.5, 0.4, date(2026, 1, 1), 0.2, 0.7, 0.1, (0.0, 0.02), 0.0, (),
        (0.3, 0.7), (0.6, 0.4), ("below 3", "3 and more"), found, (todo,) * len(found),  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_page_names_every_finding_and_draws_what_moved(tmp_path: Path) -> None:
    """Names and remedies are written out and escaped; what moved is drawn, beside score and months."""
    month = MonthCalibration(date(2026, 2, 1), 400, 40, 20.0, Figure(2.0, 1.4, 2.7), 1.3, 2.9, found=True)
    report = DriftReport(
        "attrition", 3, date(2026, 7, 1), 400, date(2024, 1, 1), date(2026, 1, 1), moved("score"),
        (moved("pay", "shape", todo="Ask <payroll>."), moved("hours", "missing"), moved("quiet")), (month,), (),
    )  # fmt: skip
    page = drift_page(report, "Drift")
    assert "PAY: values" in page
    assert "Ask &lt;payroll&gt;." in page
    assert "HOURS: missing" in page
    assert "probabilities no longer hold, retrain" in page
    assert [picture.title for picture in drift_pictures(report)] == [
        "SCORE",
        "PAY",
        "Do the probabilities still hold?",
    ]
    assert page.count("<img") == 3
    assert "http" not in page.replace("data:image/svg+xml", "")
