"""The proxy audit tells a feature that gives an attribute away from one that does not."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData
from training.evaluation.proxies import MAX_PEOPLE, MIN_SIDE, proxy_audit
from training.evaluation.tables import ProxyFigure
from training.fit import Trained
from training.matrix import FeatureMatrix


def audited(data: TrainingData, **protected: list[object]) -> tuple[ProxyFigure, ...]:
    """The audit of these rows with other protected columns."""
    rows = replace(data, protected=pl.DataFrame(protected, strict=False))
    return proxy_audit(rows, FeatureMatrix.of(rows.frame, rows.specs), seed=0)


def test_an_attribute_that_nothing_depends_on_is_not_told(rows: TrainingData, trained: Trained) -> None:
    """Gender and age were drawn apart from everything: their intervals hold .5, one person counted once."""
    assert [line.attribute for line in trained.report.proxies] == ["gender", "age"]
    for line in trained.report.proxies:
        assert line.people == len(set(rows.employee_id)) == 300
        assert line.auc.low is not None
        assert line.auc.high is not None
        assert line.auc.low < 0.5 < line.auc.high


def test_a_stand_in_for_an_attribute_is_found(rows: TrainingData) -> None:
    """The site is the religion in other words: the audit tells it without a doubt, though it is no input."""
    (line,) = audited(rows, religion=["old" if site == "north" else "new" for site in rows.frame["site"]])
    assert line.auc.low is not None
    assert line.auc.value > 0.99
    assert line.auc.low > 0.9


def test_every_value_of_more_than_two_is_a_question_of_its_own(rows: TrainingData) -> None:
    """Three values give three lines; unknown ones are left out; of a number it is asked who is above the median."""
    which = [("a", "b", "c", None)[k % 4] for k in range(rows.rows)]
    lines = audited(rows, origin=which, born=[float(1960 + k % 30) for k in range(rows.rows)])
    assert sorted((line.attribute, line.value) for line in lines) == [
        ("born", "above 1974.5"), ("origin", "a"), ("origin", "b"), ("origin", "c"),
    ]  # fmt: skip
    assert all(line.people == 225 for line in lines if line.attribute == "origin")


def test_few_people_are_not_audited(rows: TrainingData) -> None:
    """A value that fewer than the least number of people have is passed over: it would point at them."""
    few = set(rows.employee_id.unique(maintain_order=True)[: MIN_SIDE - 1])
    assert audited(rows, rare=["yes" if who in few else "no" for who in rows.employee_id]) == ()


@pytest.mark.slow
def test_many_people_are_drawn_from(rows: TrainingData) -> None:
    """Beyond the cap the audit looks at a draw, the same for one seed."""
    n = MAX_PEOPLE + 500
    draw = np.random.default_rng(2)
    data = TrainingData(
        frame=pl.DataFrame({"x": draw.normal(size=n)}),
        y=(draw.random(n) < 0.2).astype(np.int64),
        employee_id=pl.Series([f"p{k}" for k in range(n)]),
        as_of=None,
        unit_id=None,
        protected=pl.DataFrame({"gender": draw.choice(["f", "m"], n)}),
        specs=(FeatureSpec("x", "number", "X"),),
        horizon_days=90,
        source="snapshot",
        feature_set="made-up",
        data_hash="0" * 64,
    )
    matrix = FeatureMatrix.of(data.frame, data.specs)
    (line,) = proxy_audit(data, matrix, seed=1)
    assert line.people == MAX_PEOPLE
    assert proxy_audit(data, matrix, seed=1) == (line,)


def test_without_protected_columns_nothing_is_said(rows: TrainingData) -> None:
    """No audit columns, no audit."""
    bare = replace(rows, protected=None)
    assert proxy_audit(bare, FeatureMatrix.of(bare.frame, bare.specs), seed=0) == ()
