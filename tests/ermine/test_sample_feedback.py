"""What the sample company's people said without their names."""

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_contracts.catalogue import FEEDBACK
from data_contracts.intake import import_folder
from data_contracts.lake import Lake
from ermine.sample.surveys import QUESTIONS
from ermine.sample.truth import Truth, read_truth
from ermine.sample.write import SampleReport, write_sample

END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """A year and a half of a company of 900."""
    return write_sample(tmp_path_factory.mktemp("sample"), 900, months=18, seed=13, end=END)


@pytest.fixture(scope="module")
def truth(written: SampleReport) -> Truth:
    """What is true of it."""
    return read_truth(written.truth)


@pytest.fixture(scope="module")
def surveys(written: SampleReport) -> pl.DataFrame:
    """The answers."""
    return pl.read_csv(written.folder / "surveys.csv")


@pytest.fixture(scope="module")
def comments(written: SampleReport) -> pl.DataFrame:
    """The comments, each with the labels of the corpus."""
    with files("ermine.sample").joinpath("authored_comments.csv").open(encoding="utf-8") as file:
        authored = pl.DataFrame(list(csv.DictReader(file)))
    return pl.read_csv(written.folder / "comments.csv").join(authored, on="text", how="left")


def climates(truth: Truth) -> pl.DataFrame:
    """Each unit's true climate in the last month of a round."""
    day = pl.col("as_of")
    quarter = pl.format("{}-Q{}", day.dt.year(), day.dt.quarter())
    return truth.climate.filter(day.dt.month() % 3 == 0).select("unit_id", "climate", round_id=quarter)


def test_neither_file_says_who_or_when(written: SampleReport) -> None:
    """The columns are those of the contract, rounds are quarters, and rows are in an order that links nothing."""
    columns = {
        "surveys": ["round_id", "unit_id", "question_id", "score"],
        "comments": ["round_id", "unit_id", "source", "text"],
    }
    for name, expected in columns.items():
        rows = pl.read_csv(written.folder / f"{name}.csv")
        assert rows.columns == expected
        assert rows["round_id"].unique().sort().to_list() == [
            "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2",
        ]  # fmt: skip
        assert rows.equals(rows.sort(pl.all()))


def test_scores_stay_within_their_questions(surveys: pl.DataFrame) -> None:
    """Every question is asked, and its scores are whole, within its ends and not all the same."""
    for name, question in QUESTIONS.items():
        scores = surveys.filter(pl.col("question_id") == name)["score"]
        assert scores.is_between(question.lowest, question.highest).all()
        assert scores.n_unique() == question.highest - question.lowest + 1


def test_people_in_a_bad_mood_answer_less_often(surveys: pl.DataFrame, truth: Truth) -> None:
    """In each round half to four fifths answer, and those who do are in a better mood than all who were asked."""
    rounds = truth.rounds
    answered = surveys.filter(pl.col("question_id") == "enps").group_by("round_id").len().sort("round_id")
    assert answered["len"].to_list() == rounds["answered"].to_list()
    assert (rounds["answered"] / rounds["asked"]).is_between(0.5, 0.8).all()
    assert (rounds["mean_mood_of_answers"] - rounds["mean_mood_of_all"] > 0.1).all()


def test_answers_fit_the_climate_of_the_unit(surveys: pl.DataFrame, truth: Truth) -> None:
    """Units with a better true climate give a clearly higher mean eNPS score."""
    scores = surveys.filter(pl.col("question_id") == "enps").group_by("round_id", "unit_id")
    means = scores.agg(pl.col("score").mean(), answers=pl.len()).filter(pl.col("answers") >= 4)
    both = means.join(climates(truth), on=["round_id", "unit_id"])
    assert both.height > 200
    assert np.corrcoef(both["score"], both["climate"])[0, 1] > 0.5


def test_comments_are_authored_and_fit_the_climate(comments: pl.DataFrame, truth: Truth) -> None:
    """All come from the corpus; where the climate is bad more are negative, and few allege something serious."""
    assert comments["sentiment"].null_count() == 0
    both = comments.join(climates(truth), on=["round_id", "unit_id"])
    bad, good = both.filter(pl.col("climate") < -0.5), both.filter(pl.col("climate") > 0.5)
    shares = [(each["sentiment"] == "negative").mean() for each in (bad, good)]
    assert shares[0] > 1.5 * shares[1]  # type: ignore[operator]
    assert 0 < (comments["serious"] != "").mean() < 0.03  # type: ignore[operator]
    assert set(comments["source"]) == {"survey", "box"}


def test_nobody_repeats_another_in_a_round(comments: pl.DataFrame) -> None:
    """While the corpus is large enough, a comment occurs once in a round."""
    assert comments.select("round_id", "text").is_unique().all()


def test_an_import_keeps_both_out_of_the_lake(written: SampleReport, tmp_path: Path) -> None:
    """Both files are set apart unopened, nothing of them is in the lake, and even a strict import goes through."""
    report = import_folder(written.folder, tmp_path, END, strict=True)
    assert set(report.feedback) == set(FEEDBACK)
    assert report.not_read == ()
    assert not set(FEEDBACK) & set(Lake(tmp_path).current().manifest.tables)
