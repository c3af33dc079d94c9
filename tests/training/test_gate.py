"""The gate stops what has no skill, what looks like a leak and what is worse than the champion, and says why."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from training.additive import AdditiveBoosting
from training.candidate import GlassCandidate
from training.dataset import TrainingData
from training.evaluation.against_champion import against_champion
from training.evaluation.backtest import MODEL
from training.evaluation.figures import AgainstChampion, Difference, Figure
from training.evaluation.predictions import Predictions
from training.evaluation.ranking import Ranking
from training.fit import Trained, train
from training.gate import Verdict, judge
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix
from training.scorecard import Calibration, Scorecard


def test_a_model_with_skill_passes(trained: Trained) -> None:
    """Planted drivers, no leak, no champion: nothing stands in the way."""
    assert trained.verdict == Verdict(())
    assert trained.verdict.passed
    assert not trained.verdict.confirmable


def test_permuted_outcomes_are_refused_for_lack_of_skill(rows: TrainingData) -> None:
    """Nobody may confirm that away."""
    permuted = replace(rows, y=np.random.default_rng(5).permutation(rows.y))
    tried = train(permuted, name="permuted")
    assert {reason.code for reason in tried.verdict.reasons} == {"no_skill"}
    assert not tried.verdict.passed
    assert not tried.verdict.confirmable


@pytest.mark.parametrize("candidate", [AdditiveBoosting(8), LogisticCandidate()], ids=lambda c: c.name)
def test_permuted_outcomes_give_an_auc_of_a_half(candidate: GlassCandidate, rows: TrainingData) -> None:
    """On rows not fitted on, over ten permutations: nothing leaks from a row's outcome into its score."""
    matrix = FeatureMatrix.of(rows.frame, rows.specs)
    train_rows, test_rows = np.arange(0, rows.rows, 2), np.arange(1, rows.rows, 2)
    reached = []
    for seed in range(10):
        y = np.random.default_rng(seed).permutation(rows.y)
        raw = candidate.fit(matrix.take(train_rows), y[train_rows], 3).raw(matrix.take(test_rows))[:, 3]
        reached.append(Ranking.of(y[test_rows], raw).auc(np.ones(len(test_rows))))
    assert np.mean(reached) == pytest.approx(0.5, abs=0.03)


def test_a_column_written_after_the_fact_is_named(make_rows: Callable[..., TrainingData]) -> None:
    """A payout that only leavers have reaches .85 alone; a person may confirm, the gate does not pass."""
    tried = train(make_rows(300, 3, seed=2, leak=True), name="leaky")
    reasons = tried.verdict.reasons
    assert {reason.code for reason in reasons} == {"suspected_leak"}
    assert reasons[0].columns == ("payout",)
    assert "payout" in reasons[0].message
    assert reasons[1].message.startswith("payout of ")
    assert "rows left" in reasons[1].message
    assert "AUC" in reasons[2].message
    assert tried.verdict.confirmable
    assert not tried.verdict.passed


def test_the_leak_limits_are_the_policy_s(trained: Trained) -> None:
    """The same report passes or not as the limits say."""
    auc = trained.report.model.auc.value
    assert judge(trained.report, auc + 0.01, 0.99).passed
    stopped = judge(trained.report, auc - 0.01, 0.99)
    assert [reason.code for reason in stopped.reasons] == ["suspected_leak"]
    single = trained.report.single_features[0]
    named = judge(trained.report, 0.99, single.auc - 0.01)
    assert named.reasons[0].columns[0] == single.name


EVEN, WORSE, BETTER = Figure(0.0, -0.01, 0.01), Figure(0.02, 0.01, 0.03), Figure(-0.02, -0.03, -0.01)


def beside(trained: Trained, other: str, **figures: Figure) -> Verdict:
    """The verdict if these had been the model's differences to one baseline."""
    gaps = [replace(gap, **figures) if gap.other == other else gap for gap in trained.report.differences]
    return judge(replace(trained.report, differences=tuple(gaps)), 0.99, 0.99)


def test_a_model_that_only_equals_a_baseline_is_refused(trained: Trained) -> None:
    """Better than three columns neither in log-loss nor in average precision: not worth a model."""
    verdict = beside(trained, "three columns", log_loss=EVEN, average_precision=EVEN)
    assert [reason.code for reason in verdict.reasons] == ["no_skill"]
    assert "no better than the baseline 'three columns'" in verdict.reasons[0].message


@pytest.mark.parametrize("other", ["tenure hazard", "last year's rate by unit"])
def test_what_would_serve_instead_must_be_beaten_by_an_interval(trained: Trained, other: str) -> None:
    """A point estimate on the right side is not enough beside a rule that needs no model; one interval is."""
    gain = replace(EVEN, value=-0.001)
    verdict = beside(trained, other, log_loss=gain, average_precision=EVEN)
    assert [reason.code for reason in verdict.reasons] == ["no_skill"]
    assert f"not told apart from the baseline {other!r}" in verdict.reasons[0].message
    assert beside(trained, other, log_loss=BETTER, average_precision=EVEN).passed


def test_three_columns_need_not_be_told_apart_but_may_not_be_clearly_better(trained: Trained) -> None:
    """Refused for the baseline's sake would be a list by tenure, which is worse than both."""
    gain = replace(EVEN, value=-0.001)
    assert beside(trained, "three columns", log_loss=gain, average_precision=EVEN).passed
    for figures in (
        {"log_loss": WORSE, "average_precision": EVEN},
        {"log_loss": gain, "average_precision": BETTER},
    ):
        verdict = beside(trained, "three columns", **figures)
        assert "clearly worse than the baseline 'three columns'" in verdict.reasons[0].message


@pytest.mark.parametrize(
    ("log_loss", "precision", "stopped"),
    [(0.01, -0.02, True), (-0.01, 0.02, False), (0.01, 0.02, False), (0.0, 0.0, False)],
)
def test_worse_than_the_champion_means_worse_in_both_figures(
    trained: Trained, log_loss: float, precision: float, stopped: bool
) -> None:
    """Log-loss higher and average precision lower on the same rows."""
    gap = Difference("champion", Figure(0), Figure(precision), Figure(0), Figure(log_loss))
    report = replace(trained.report, champion=AgainstChampion("ab" * 32, 900, 80, gap))
    verdict = judge(report, 0.99, 0.99, champion="ab" * 32)
    assert [reason.code for reason in verdict.reasons] == ["worse_than_champion"] * stopped
    assert verdict.champion == "ab" * 32


def fresh(rows: TrainingData, champion: Scorecard, upside_down: bool) -> Predictions:
    """The champion's own scores of the last year, or those turned round, as a challenger's predictions."""
    assert rows.as_of is not None
    row = np.flatnonzero(rows.as_of == rows.dates[-1])
    score = champion.score(rows.frame[row.tolist()].to_arrow()).log_odds
    zero = np.zeros(len(row), dtype=np.int64)
    said = -score if upside_down else score
    return Predictions(row, rows.y[row], rows.groups[row], zero, zero, zero, {MODEL: said})


def earlier(card: Scorecard, rows: TrainingData) -> Scorecard:
    """The same scorecard, as if trained on the years before the last one."""
    last = rows.dates[-2].astype("datetime64[D]").item()
    return card.model_copy(update={"trained": card.trained.model_copy(update={"last": last})})


def test_a_challenger_that_orders_people_the_wrong_way_round_is_stopped(
    trained: Trained, rows: TrainingData
) -> None:
    """The champion is scored on the same later rows; equal models differ by nothing."""
    champion = earlier(trained.scorecard, rows)
    same = against_champion(champion, rows, fresh(rows, champion, False), seed=0)
    assert same is not None
    assert same.difference.auc == Figure(0.0, 0.0, 0.0)
    assert (same.digest, same.rows) == (champion.digest, 300)
    worse = against_champion(champion, rows, fresh(rows, champion, True), seed=0)
    verdict = judge(replace(trained.report, champion=worse), 0.99, 0.99)
    assert [reason.code for reason in verdict.reasons] == ["worse_than_champion"]


def test_there_is_no_comparison_on_rows_that_the_champion_was_fitted_on(
    trained: Trained, rows: TrainingData
) -> None:
    """Neither for its own training period nor for other features; what stands in the way is said."""
    card = trained.scorecard
    said = fresh(rows, card, False)
    assert "events were tested after" in str(against_champion(card, rows, said, seed=0))
    other = earlier(card, rows).model_copy(update={"feature_set": "other/1"})
    assert against_champion(other, rows, said, seed=0) == (
        f"The champion reads other/1, these data are {rows.feature_set}."
    )
    later = earlier(card, rows).model_copy(update={"horizon_days": 7})
    assert "looks 7 days ahead" in str(against_champion(later, rows, said, seed=0))
    flat = card.model_copy(update={"calibration": Calibration(a=1e-3, b=0.0)})
    assert "no dates" in str(against_champion(flat, replace(rows, as_of=None), said, seed=0))
    assert against_champion(None, rows, said, seed=0) == ""


def test_a_champion_whose_column_is_gone_is_named_with_it(trained: Trained, rows: TrainingData) -> None:
    """It could not go on serving on these data either; a column that only the challenger lacks is still there."""
    champion = earlier(trained.scorecard, rows)
    first = champion.specs[0].name
    rest = tuple(spec for spec in rows.specs if spec.name != first)
    gone = replace(rows, frame=rows.frame.drop(first), specs=rest)
    said = fresh(rows, champion, False)
    assert str(against_champion(champion, gone, said, seed=0)).startswith(
        f"The champion reads {first}, which"
    )
