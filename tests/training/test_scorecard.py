"""The scorecard: what it says adds up, what it cannot read it refuses, what it is written as reads back."""

import json
import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.columns import InputsRefused
from training.scorecard import Scorecard, ScorecardRefused, sigmoid

points = st.floats(-5, 5)
shape_value = st.floats(-1e6, 1e6)


@st.composite
def step_shapes(draw: st.DrawFn) -> dict[str, object]:
    """A step shape with up to six edges."""
    edges = sorted(draw(st.sets(shape_value, max_size=6)))
    values = draw(st.lists(points, min_size=len(edges) + 1, max_size=len(edges) + 1))
    return {"type": "step", "edges": edges, "values": values, "missing": draw(points)}


@st.composite
def line_shapes(draw: st.DrawFn) -> dict[str, object]:
    """A line between two ends."""
    low, high = sorted((draw(points), draw(points)))
    return {
        "type": "line", "slope": draw(points), "intercept": draw(points), "low": low, "high": high,
        "missing": draw(points),
    }  # fmt: skip


table_shapes = st.fixed_dictionaries(
    {
        "type": st.just("table"),
        "levels": st.dictionaries(st.sampled_from(["a", "b", "c", "é"]), points),
        "missing": points,
        "unseen": points,
    }
)
numbers = st.one_of(st.none(), st.floats(-1e7, 1e7), st.just(float("nan")))
names = st.one_of(st.none(), st.sampled_from(["a", "b", "c", "é", "never seen", ""]))


def document(shapes: list[dict[str, object]], a: float = 1.3, b: float = -0.4) -> dict[str, object]:
    """The JSON object of a scorecard with these shapes, features f0, f1, ..."""
    words = dict.fromkeys(("unit", "phrase", "missing_phrase", "theme", "meaning", "source"), "")
    features = [
        {"name": f"f{j}", "kind": "category" if shape["type"] == "table" else "number", "label": f"F {j}",
         "actionable": False, "direction": 0, **words, "shape": shape}
        for j, shape in enumerate(shapes)
    ]  # fmt: skip
    band = {"n": 0, "events": 0, "left": None, "low": None, "high": None}
    return {
        "format": "ermine-scorecard/1", "name": "test", "task": "notice", "horizon_days": 180,
        "feature_set": "test/1", "base": -2.0, "calibration": {"a": a, "b": b}, "features": features,
        "trained": {"rows": 10, "events": 2, "from": "2024-01-01", "until": None, "data_hash": "x"},
        "bands": [
            {"name": "steady", "from_log_odds": None, **band},
            {"name": "watch", "from_log_odds": -1.0, **band},
            {"name": "talk_soon", "from_log_odds": 0.5, **band},
        ],
        "evidence": "out_of_time", "base_rate": 0.2,
    }  # fmt: skip


def read(content: dict[str, object]) -> Scorecard:
    """The scorecard of a JSON object."""
    return Scorecard.from_json(json.dumps(content).encode())


SHAPES: list[dict[str, object]] = [
    {"type": "step", "edges": [1.0, 2.0], "values": [-1.0, 0.0, 2.0], "missing": 0.25},
    {"type": "line", "slope": 2.0, "intercept": 1.0, "low": 0.0, "high": 3.0, "missing": -0.5},
    {"type": "table", "levels": {"x": 0.5, "y": -0.5}, "missing": 0.1, "unseen": 0.0},
]
ROW = {"f0": [1.0], "f1": [9.0], "f2": ["x"]}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reasons_sum_to_the_score_for_every_shape_and_every_value(data: st.DataObject) -> None:
    """base + sum(reasons) = log_odds within 1e-9 and probability = sigmoid within 1e-12."""
    shapes = data.draw(
        st.lists(st.one_of(step_shapes(), line_shapes(), table_shapes), min_size=1, max_size=5)
    )
    card = read(document(shapes, a=data.draw(st.floats(0.01, 4)), b=data.draw(points)))
    rows = data.draw(st.integers(1, 6))
    columns = {}
    for feature in card.features:
        one = names if feature.kind == "category" else numbers
        kind = pa.string() if feature.kind == "category" else pa.float64()
        columns[feature.name] = pa.array(data.draw(st.lists(one, min_size=rows, max_size=rows)), kind)
    scores = card.score(pa.table(columns))
    for row in range(rows):
        total = scores.base + math.fsum(scores.contributions[row])
        assert abs(total - scores.log_odds[row]) <= 1e-9
        assert abs(scores.probability[row] - 1 / (1 + math.exp(-scores.log_odds[row]))) <= 1e-12


def test_each_shape_gives_the_points_worked_out_by_hand() -> None:
    """An edge belongs to the upper step, a line is held at its ends, each contribution is times a."""
    table = pa.table(
        {
            "f0": [0.9, 1.0, 2.5, None],
            "f1": [-1.0, 1.5, 9.0, None],
            "f2": ["x", "z", "y", None],
        }
    )
    scores = read(document(SHAPES, a=2.0, b=0.5)).score(table)
    expected = [[-1, 1, 0.5], [0, 4, 0.0], [2, 7, -0.5], [0.25, -0.5, 0.1]]
    np.testing.assert_allclose(scores.contributions, 2 * np.array(expected), atol=1e-12)
    assert scores.base == pytest.approx(2.0 * -2.0 + 0.5)
    assert scores.features == ("f0", "f1", "f2")


def test_a_row_is_in_the_last_band_that_starts_at_or_below_it() -> None:
    """A score on a band's start is in that band."""
    card = read(document(SHAPES))
    assert card.band_of(np.array([-9.0, -1.0, 0.49, 0.5, 9.0])).tolist() == [0, 1, 1, 2, 2]


def test_sigmoid_stays_finite_and_exact_far_out() -> None:
    """No overflow at +-800, and no rounding to 0 at -700."""
    values = sigmoid(np.array([-800.0, -700.0, 0.0, 800.0]))
    assert values[0] == 0.0
    assert values[1] == pytest.approx(math.exp(-700))
    assert values[2:].tolist() == [0.5, 1.0]


def test_what_was_written_reads_back_and_has_one_spelling() -> None:
    """Canonical bytes survive a round trip, whatever the order of the keys was."""
    card = read(document(SHAPES))
    shuffled = json.dumps(dict(reversed(document(SHAPES).items())), indent=3).encode()
    assert Scorecard.from_json(card.to_json()) == card
    assert Scorecard.from_json(shuffled).digest == card.digest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"extra": 1}, "extra"),
        ({"format": "ermine-scorecard/2"}, "format"),
        ({"base": float("inf")}, "Infinity"),
        ({"base": "0"}, "base"),
        ({"features": []}, "features"),
        ({"calibration": {"a": -1.0, "b": 0.0}}, "calibration.a"),
        ({"features": document([SHAPES[0], SHAPES[0]])["features"][:1] * 2}, "different"),
        ({"features": document([{**SHAPES[0], "edges": [2.0, 1.0]}])["features"]}, "increase"),
        ({"features": document([{**SHAPES[0], "edges": [2.0]}])["features"]}, "one value more"),
        ({"features": document([{**SHAPES[1], "low": 4.0}])["features"]}, "low <= high"),
        ({"bands": document(SHAPES)["bands"][:2]}, "bands"),
        ({"bands": document(SHAPES)["bands"][::-1]}, "bands"),
    ],
)
def test_a_scorecard_that_breaks_the_schema_is_refused_with_its_place(
    change: dict[str, object], said: str
) -> None:
    """The message names what is wrong."""
    with pytest.raises(ScorecardRefused, match=said):
        read({**document(SHAPES), **change})


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"a": 1, "a": 1}', b"[" * 100_000])
def test_bytes_that_are_no_scorecard_are_refused(data: bytes) -> None:
    """Broken, empty, repeated-key and deeply nested bytes give a typed refusal."""
    with pytest.raises(ScorecardRefused):
        Scorecard.from_json(data)


def test_a_scorecard_over_the_size_limit_is_refused_before_it_is_parsed() -> None:
    """4 MB is the limit."""
    with pytest.raises(ScorecardRefused, match="4,194,304"):
        Scorecard.from_json(read(document(SHAPES)).to_json() + b" " * 4_194_304)


def test_a_missing_column_is_refused_by_name() -> None:
    """A value may be null, a column may not be absent."""
    with pytest.raises(InputsRefused, match="'f1' is missing"):
        read(document(SHAPES)).score(pa.table({"f0": [1.0], "f2": ["x"]}))


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ({"f0": pa.array(["1.0", None])}, "'f0' needs numbers but holds string: 1 row, first at row 0"),
        ({"f0": pa.array([True, None])}, "needs numbers but holds bool"),
        ({"f0": pa.array([1.0, float("inf")])}, "infinite values: 1 row, first at row 1"),
        ({"f2": pa.array([None, 3])}, "'f2' needs category names but holds int64: 1 row, first at row 1"),
    ],
)
def test_values_of_the_wrong_kind_are_refused_with_their_rows(column: dict[str, pa.Array], said: str) -> None:
    """Nothing is converted: text for a number, a number for a category and infinity are named."""
    good = {"f0": pa.array([1.0, 2.0]), "f1": pa.array([1, None]), "f2": pa.array(["x", None])}
    with pytest.raises(InputsRefused, match=said):
        read(document(SHAPES)).score(pa.table({**good, **column}))


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_every_arrow_spelling_of_text_scores_the_same(kind: pa.DataType) -> None:
    """Large, view and dictionary strings are text too."""
    card = read(document(SHAPES))
    plain = card.score(pa.table(ROW)).log_odds
    other = card.score(pa.table({**ROW, "f2": pa.array(["x"]).cast(kind)})).log_odds
    np.testing.assert_array_equal(plain, other)
