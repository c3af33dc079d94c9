"""Medians of peers in training: learned on the training side alone, kept with the model, given back at scoring."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from features.catalogue import BY_NAME
from features.feature_sets import COMPANY, CORE
from features.peers import FEWEST_PEERS, learn_peers, peer_values
from training.champion import champion_bytes, read_champion
from training.dataset import TrainingData, company_dataset
from training.evaluation.splits import plan
from training.fit import Trained, train
from training.matrix import FeatureMatrix
from training.peers import as_known_to, lacking_inputs, rows_for, same_source
from training.scorecard import FORMAT, WITH_PEERS, Scorecard, ScorecardRefused

NAMES = (
    "job_family", "job_level", "tenure_months", "pay_against_company", "pay_against_peers", "level_time_against_peers",
)  # fmt: skip
FIRST, MONTHS, PEOPLE = date(2023, 1, 1), 24, 300
END = date(2025, 6, 30)


def company_rows(seed: int = 4) -> TrainingData:
    """300 people in six groups of very different pay; who earns less than the peers gives notice more often."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 6, PEOPLE)
    gap = draw.normal(0, 0.18, PEOPLE)
    pay = np.array([0.6, 0.8, 1.0, 1.3, 1.7, 2.2])[group] * np.exp(gap)
    who = [f"p{number:03d}" for number in range(PEOPLE)]
    days = pl.date_range(FIRST, date(2024, 12, 1), interval="1mo", eager=True).to_list()
    left_in = np.where(
        draw.random(PEOPLE) < 1 / (1 + np.exp(9 * gap + 0.3)), draw.integers(1, MONTHS + 5, PEOPLE), 99
    )
    rows = [
        (who[p], day, int(group[p]), pay[p], month + p % 30)
        for month, day in enumerate(days)
        for p in range(PEOPLE)
        if month <= left_in[p]
    ]
    frame = pl.DataFrame(
        rows, schema=["employee_id", "as_of", "group", "pay_against_company", "months_in_level"], orient="row"
    )
    features = frame.select(
        "employee_id", "as_of", pl.col("pay_against_company", "months_in_level").cast(pl.Float64),
        unit_id=pl.lit("U1"), contract=pl.lit("permanent"), contract_end=pl.lit(None, dtype=pl.Date),
        job_family=pl.when(pl.col("group") < 3).then(pl.lit("Care")).otherwise(pl.lit("Sales")),
        job_level=(pl.col("group") % 3).cast(pl.String), tenure_months=pl.col("months_in_level").cast(pl.Float64),
        pay_against_peers=pl.lit(None, dtype=pl.Float64), level_time_against_peers=pl.lit(None, dtype=pl.Float64),
    )  # fmt: skip
    leavers = [p for p in range(PEOPLE) if left_in[p] < 99]
    exits = pl.DataFrame(
        [(who[p], FIRST + timedelta(days=19 + 31 * int(left_in[p]))) for p in leavers],
        schema=["employee_id", "notice_date"], orient="row",
    ).with_columns(last_day=pl.col("notice_date") + pl.duration(days=20), kind=pl.lit("voluntary"))  # fmt: skip
    return company_dataset(
        features.to_arrow(), exits, [BY_NAME[name] for name in NAMES], covers_until=END, horizon_days=90,
        notice_days=30, feature_set=COMPANY.label, data_hash="0" * 64,
    )  # fmt: skip


@pytest.fixture(scope="module")
def data() -> TrainingData:
    """The labelled rows."""
    return company_rows()


@pytest.fixture(scope="module")
def model(data: TrainingData) -> Trained:
    """A model of these rows."""
    return train(data, name="attrition")


def values(matrix: FeatureMatrix, name: str) -> np.ndarray:
    """One column of a matrix."""
    (place,) = [j for j, spec in enumerate(matrix.specs) if spec.name == name]
    return np.asarray(matrix.columns[place])


def test_what_a_test_side_is_compared_with_was_learned_on_its_training_side(data: TrainingData) -> None:
    """On every split of the plan the figures are own pay over the medians of that split's training rows."""
    matrix = FeatureMatrix.of(data.frame, data.specs)
    planned = plan(data)
    assert planned.evidence == "out_of_time"
    assert data.built is not None
    for split in planned.splits:
        known = as_known_to(split.train, data, matrix)
        taught = learn_peers(data.built[split.train.tolist()])
        expected = peer_values(data.built, taught)["pay_against_peers"].to_numpy()
        assert np.array_equal(values(known, "pay_against_peers"), expected, equal_nan=True)
        assert np.array_equal(values(known, "tenure_months"), values(matrix, "tenure_months"))


def test_poison_in_the_test_rows_moves_no_training_row(data: TrainingData) -> None:
    """Pay times seven after the training side's end: its figures stay bit by bit, and no median has moved."""
    matrix = FeatureMatrix.of(data.frame, data.specs)
    split = plan(data).splits[0]
    assert data.built is not None
    late = np.ones(data.rows, dtype=bool)
    late[split.train] = False
    sick = data.built.with_columns(
        pay_against_company=pl.col("pay_against_company") * pl.Series(np.where(late, 7.0, 1.0)),
        job_family=pl.when(pl.Series(late)).then(pl.lit("Sales")).otherwise("job_family"),
    )  # fmt: skip
    clean, poisoned = (as_known_to(split.train, rows, matrix) for rows in (data, replace(data, built=sick)))
    for name in ("pay_against_peers", "level_time_against_peers"):
        assert np.array_equal(
            values(clean, name)[split.train], values(poisoned, name)[split.train], equal_nan=True
        )
    assert not np.array_equal(
        values(clean, "pay_against_peers")[split.test], values(poisoned, "pay_against_peers")[split.test]
    )
    whole = replace(data, built=sick)
    everything = np.arange(data.rows)
    assert not np.array_equal(
        values(as_known_to(everything, whole, matrix), "pay_against_peers")[split.train],
        values(as_known_to(everything, data, matrix), "pay_against_peers")[split.train],
    ), "the proof could not fail"


@pytest.mark.slow
def test_a_model_carries_the_medians_of_what_it_reads_and_nothing_else(
    data: TrainingData, model: Trained
) -> None:
    """They are those of all its rows, above the floor, and survive the way through the signed file."""
    card = model.scorecard
    assert card.format == WITH_PEERS
    assert card.peers is not None
    assert set(card.peers.medians) <= {feature.name for feature in card.features}
    assert card.peers == data.peers
    assert all(group.people >= FEWEST_PEERS for groups in card.peers.medians.values() for group in groups)
    again = Scorecard.from_json(card.to_json())
    assert (again, again.digest) == (card, card.digest)
    key = Ed25519PrivateKey.generate()
    raw = champion_bytes(card, "attrition", 1, "ab", datetime(2026, 1, 1, tzinfo=UTC), key)
    assert read_champion(raw, key.public_key(), "attrition").scorecard == card


@pytest.mark.slow
def test_a_cold_start_list_has_no_medians(model: Trained) -> None:
    """It reads tenure alone, and is written as before there were medians."""
    assert model.cold_start is not None
    assert model.cold_start.peers is None
    assert model.cold_start.format == FORMAT
    assert b"peers" not in model.cold_start.to_json()


@pytest.mark.slow
def test_pay_against_peers_says_what_pay_alone_does_not(model: Trained) -> None:
    """Planted is the gap to the peers: alone it ranks better than pay against the company does."""
    alone = {single.name: single.auc for single in model.report.single_features}
    assert alone["pay_against_peers"] > alone["pay_against_company"] + 0.05


def _tampered(card: Scorecard, **changes: object) -> bytes:
    return json.dumps({**json.loads(card.to_json()), **changes}).encode()


@pytest.mark.slow
def test_medians_in_the_wrong_place_are_refused(model: Trained) -> None:
    """Format and medians belong together, and every median to a number that the model reads."""
    card = model.scorecard
    fields = json.loads(card.to_json())
    groups = fields["peers"]["medians"]["pay_against_peers"]
    for mutant in (
        _tampered(card, format=FORMAT),
        _tampered(card, peers=None),
        _tampered(card, peers={}),
        _tampered(card, peers={"medians": {"pay_against_peers": [{**groups[0], "people": 3}]}}),
        _tampered(card, peers={"medians": {"pay_against_peers": groups}, "salaries": [41000]}),
        _tampered(card, features=[f for f in fields["features"] if f["name"] != "pay_against_peers"]),
    ):  # fmt: skip
        with pytest.raises(ScorecardRefused):
            Scorecard.from_json(mutant)


@pytest.mark.slow
def test_a_champion_is_scored_with_its_own_medians(data: TrainingData, model: Trained) -> None:
    """Another training's rows are set against the champion's peers before it scores them."""
    card = model.scorecard
    assert data.built is not None
    other = replace(
        data,
        feature_set=CORE.label,
        frame=data.frame.with_columns(pay_against_peers=pl.lit(99.0)),
        built=data.built.with_columns(pay_against_peers=pl.lit(99.0)),
    )
    assert same_source(card, other)
    assert not lacking_inputs(card, other)
    rows = np.arange(50)
    assert rows_for(card, other, rows).equals(
        data.frame[rows.tolist()].select([s.name for s in card.specs]).to_arrow()
    )
    assert not same_source(card, replace(other, feature_set="snapshot/x"))
    gone = data.built.with_columns(pay_against_company=pl.lit(None, dtype=pl.Float64))
    assert lacking_inputs(card, replace(other, built=gone)) == ("pay_against_company",)
