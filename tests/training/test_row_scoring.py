"""One row is scored in plain Python and many rows in arrays: the two must be the same score, to the last bit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.columns import InputsRefused
from training.fit import Trained
from training.golden_batch import golden_rows, golden_table
from training.scorecard import Calibration, Feature, Scorecard
from training.shapes import LineShape, Shape, StepShape, TableShape

points = st.floats(-5, 5)
values = st.floats(-1e6, 1e6)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Any of the three shapes."""
    kind = draw(st.sampled_from(["step", "line", "table"]))
    if kind == "table":
        levels = draw(st.dictionaries(st.sampled_from("abc"), points))
        return TableShape(levels=levels, missing=draw(points), unseen=draw(points))
    if kind == "line":
        low, high = sorted((draw(values), draw(values)))
        return LineShape(slope=draw(points), intercept=draw(points), low=low, high=high, missing=draw(points))
    edges = sorted(draw(st.sets(values, max_size=5)))
    steps = draw(st.lists(points, min_size=len(edges) + 1, max_size=len(edges) + 1))
    return StepShape(edges=tuple(edges), values=tuple(steps), missing=draw(points))


def with_shapes(trained: Trained, found: list[Shape], a: float) -> Scorecard:
    """The scorecard of the made-up rows with these shapes instead of its own."""
    card, first = trained.scorecard, trained.scorecard.features[0].spec
    features = tuple(
        Feature.of(
            replace(first, name=f"f{j}", kind="category" if isinstance(s, TableShape) else "number"), s
        )
        for j, s in enumerate(found)
    )
    return card.model_copy(update={"features": features, "calibration": Calibration(a=a, b=-0.2)})


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_row_is_scored_as_in_a_batch_to_the_last_bit(trained: Trained, data: st.DataObject) -> None:
    """For every shape and every value: the same log-odds and the same reasons, bit by bit."""
    found = data.draw(st.lists(shapes(), min_size=1, max_size=9))
    card = with_shapes(trained, found, data.draw(st.floats(0.01, 4)))
    row: dict[str, float | str | None] = {}
    for feature in card.features:
        edges = feature.shape.edges if isinstance(feature.shape, StepShape) else ()
        numbers = st.one_of(
            values, st.just(float("nan")), st.integers(-99, 99), st.sampled_from(edges or (0.5,))
        )
        names = st.sampled_from(["a", "b", "c", "never seen", ""])
        kind = names if isinstance(feature.shape, TableShape) else numbers
        row[feature.name] = data.draw(st.one_of(st.none(), kind))
    kinds = {f.name: pa.string() if f.kind == "category" else pa.float64() for f in card.features}
    table = pa.table({name: pa.array([row[name]] * 3, kinds[name]) for name in kinds})
    many, one = card.score(table), card.score_row(row)
    assert (one.log_odds, one.probability) == (many.log_odds[1], many.probability[1])
    assert card.band_name(one.log_odds) == card.bands[many.band[1]].name
    assert list(one.contributions) == many.contributions[1].tolist()


def test_every_corner_of_a_trained_scorecard_agrees(trained: Trained) -> None:
    """Edges, categories, missing and unseen values of a fitted model: bit by bit the batch's answers."""
    card = trained.scorecard
    rows = golden_rows(card)
    many = card.score(golden_table(card, rows))
    assert [card.score_row(row).log_odds for row in rows] == many.log_odds.tolist()


def test_a_batch_adds_in_the_order_of_the_features(trained: Trained) -> None:
    """Splitting a batch changes no bit of any score, which a sum in pairs would."""
    card = trained.scorecard
    table = golden_table(card, golden_rows(card))
    whole = card.score(table).log_odds
    parts = [card.score(table.slice(k, 1)).log_odds[0] for k in range(table.num_rows)]
    assert np.array_equal(whole, parts)


def test_a_changed_copy_answers_for_itself(trained: Trained) -> None:
    """What a scorecard has worked out from its own fields is not carried into a copy with other fields."""
    card, row = trained.scorecard, golden_rows(trained.scorecard)[0]
    before = card.score_row(row)
    assert (len(card.specs), len(card.names)) == (5, 5)
    moved = card.model_copy(update={"base": card.base + 1.0, "features": card.features[:2]})
    assert (len(moved.specs), moved.names) == (2, card.names[:2])
    assert moved.score_row(row).log_odds == moved.score(golden_table(moved, [row])).log_odds[0]
    assert card.score_row(row) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.pop("tenure"), "'tenure' is missing"),
        (lambda row: row.update(tenure="long"), "'tenure' needs a finite number"),
        (lambda row: row.update(tenure=True), "'tenure' needs a finite number"),
        (lambda row: row.update(tenure=float("inf")), "'tenure' needs a finite number"),
        (lambda row: row.update(tenure=10**400), "'tenure' needs a finite number"),
        (lambda row: row.update(job=3.0), "'job' needs text"),
    ],
)
def test_a_row_that_a_batch_would_refuse_is_refused_by_name(
    trained: Trained, change: Callable[[dict[str, float | str | None]], object], said: str
) -> None:
    """Absent, of the wrong kind or infinite: nothing is filled in or coerced."""
    row: dict[str, float | str | None] = dict(golden_rows(trained.scorecard)[0])
    change(row)
    with pytest.raises(InputsRefused, match=said):
        trained.scorecard.score_row(row)
