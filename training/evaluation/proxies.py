"""The proxy audit: how well each protected attribute can be told from the features that never name it.

One row per person, the latest; for each value of an attribute (numbers: above the median) a regularised logistic
regression on all features, cross-validated. An AUC near .5 means that this method finds no trace, not that there is
none. A high one is no verdict either: it says where to look in the figures by group.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from training.columns import FloatArray
from training.dataset import Rows, TrainingData
from training.evaluation.figures import Figure
from training.evaluation.ranking import Ranking
from training.evaluation.tables import ProxyFigure
from training.logistic import Design
from training.matrix import FeatureMatrix

Answers = npt.NDArray[np.int64]

MAX_PEOPLE = 6000
MAX_VALUES = 6
MIN_SIDE = 30
FOLDS = 3
STRENGTH = 0.1
Z95 = 1.959964


def proxy_audit(data: TrainingData, matrix: FeatureMatrix, seed: int) -> tuple[ProxyFigure, ...]:
    """One line per value of each protected attribute that at least `MIN_SIDE` people have, and as many have not.

    Looks at the latest row of at most `MAX_PEOPLE` people, drawn by `seed`; people whose value is unknown are left
    out of that attribute. `matrix` has the rows of `data`. Empty without protected columns.
    """
    if data.protected is None:
        return ()
    rows = _one_row_each(data, seed)
    seen, found = matrix.take(rows), []
    for column in data.protected[rows.tolist()].get_columns():
        for value, known, y in _questions(column):
            auc = _auc(seen.take(known), y, seed)
            found.append(ProxyFigure(column.name, value, len(y), int(y.sum()), auc))
    return tuple(found)


def _one_row_each(data: TrainingData, seed: int) -> Rows:
    """The latest row of each person, in order; a draw of the people if there are many."""
    order = np.arange(data.rows) if data.as_of is None else np.argsort(data.as_of, kind="stable")
    people, first = np.unique(data.groups[order[::-1]], return_index=True)
    latest = order[::-1][first]
    if len(people) > MAX_PEOPLE:
        latest = np.random.default_rng(seed).choice(latest, MAX_PEOPLE, replace=False)
    return np.sort(latest).astype(np.int64)


def _questions(column: pl.Series) -> Iterator[tuple[str, Rows, Answers]]:
    """For each value: its words, the rows on which the attribute is known, and whether they have the value."""
    known = np.flatnonzero(column.is_not_null().to_numpy()).astype(np.int64)
    values = column.drop_nulls()
    for words, answers in _answers(values):
        y = answers.to_numpy().astype(np.int64)
        if min(y.sum(), len(y) - y.sum()) >= MIN_SIDE:
            yield words, known, y


def _answers(values: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    if values.dtype.is_numeric() and values.n_unique() > MAX_VALUES:
        middle = float(np.median(values.to_numpy()))
        yield f"above {middle:g}", values > middle
        return
    names = values.cast(pl.String)
    counts = names.value_counts(sort=True, name="people").sort(
        ["people", names.name], descending=[True, False]
    )
    shown = counts[names.name].to_list()[:MAX_VALUES]
    for name in shown[:1] if len(shown) == 2 else shown:
        yield name, names == name


def _auc(matrix: FeatureMatrix, y: Answers, seed: int) -> Figure:
    """AUC of out-of-fold scores with its 95 % interval (Hanley and McNeil 1982); people are independent."""
    score: FloatArray = np.empty(len(y))
    folds = StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(y, y):
        side = matrix.take(train)
        design = Design.of(side)
        model = LogisticRegression(C=STRENGTH, solver="newton-cholesky").fit(design.inputs(side), y[train])
        score[test] = model.decision_function(design.inputs(matrix.take(test)))
    auc = Ranking.of(y, score).auc(np.ones(len(y)))
    error = _standard_error(auc, int(y.sum()), int(len(y) - y.sum()))
    return Figure(auc, max(0.0, auc - Z95 * error), min(1.0, auc + Z95 * error))


def _standard_error(auc: float, with_value: int, without: int) -> float:
    """Hanley and McNeil's standard error of an AUC."""
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (with_value - 1) * (q1 - auc**2) + (without - 1) * (q2 - auc**2)
    return float(np.sqrt(max(spread, 0.0) / (with_value * without)))
