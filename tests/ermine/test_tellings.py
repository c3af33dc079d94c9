"""How findings are told on a terminal of 80 columns, and the codes that commands end with."""

from datetime import UTC, datetime

import polars as pl
import pytest
import typer

from ermine.cli.console import Talk
from ermine.cli.findings import FOUND, NOTHING_TO_SAY, tell_fairness
from ermine.cli.reports import tell_comparison, tell_versions
from training.fairness.issued_lists import IssuedLists
from training.fairness.judging import judge_lists
from training.fairness.report import FairnessReport
from training.registry.comparison import Comparison
from training.registry.versions import ModelVersion


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rich measures a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


def judged(people: int, *, women_listed: int, men_listed: int) -> FairnessReport:
    """Lists on which every second person is a woman and every tenth person gave notice."""
    place = pl.Series(range(people)).to_numpy()
    woman, notice = place % 2 == 0, (place // 2 % 10 == 0).astype(float)
    listed = (place // 2) % 20 < pl.Series([women_listed if w else men_listed for w in woman]).to_numpy()
    lists = IssuedLists(place, listed, notice, pl.Series([0.1] * people).to_numpy())
    return judge_lists(lists, pl.DataFrame({"gender": ["f" if w else "m" for w in woman]}), "lists")


def ended(report: FairnessReport) -> int:
    """The code that `ermine report fairness` ends with."""
    try:
        tell_fairness(Talk(), report)
    except typer.Exit as end:
        return end.exit_code
    return 0


def test_a_fair_list_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    """Both genders are listed at the same rate: code 0."""
    assert ended(judged(4000, women_listed=4, men_listed=4)) == 0
    assert "none fails" in capsys.readouterr().out


def test_an_unfair_list_ends_with_its_own_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Men are listed three times as often: code 3, and the group is named in words."""
    assert ended(judged(4000, women_listed=2, men_listed=6)) == FOUND
    assert "gender" in capsys.readouterr().out


def test_a_list_that_nobody_can_judge_is_not_called_fair() -> None:
    """Twenty people are too few for any group: code 4, never 0."""
    assert ended(judged(20, women_listed=2, men_listed=6)) == NOTHING_TO_SAY


def version(number: int, horizon_days: int) -> ModelVersion:
    """A registered version that looks so many days ahead."""
    return ModelVersion(
        "attrition", number, f"run{number}", ("champion",) if number == 1 else (), datetime(2026, 6, 1, tzinfo=UTC),
        "0" * 64, "additive", "1" * 64, True, (), {"auc": 0.8, "average_precision": 0.3}, {}, horizon_days,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "warned"), [(180, False), (90, True)])
def test_versions_that_look_differently_far_are_not_set_side_by_side_in_silence(
    days: int, warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list and the comparison both warn where horizons differ, and only there; no line is wider than 80."""
    first, second = version(1, 180), version(2, days)
    tell_versions(Talk(), (first, second))
    listed = capsys.readouterr().out
    tell_comparison(Talk(), Comparison(first, second, False, "", (), (), (), ()))
    compared = capsys.readouterr().out
    for text in (listed, compared):
        assert ("compared" in text.replace("ermine models compare", "")) is warned
        assert max(len(line) for line in text.splitlines()) <= 80
