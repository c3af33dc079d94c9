"""Scores from stored rows under another model than the run's: every model compares with its own peers."""

import json
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from sqlalchemy import Engine

from data_contracts.policy.outreach import OutreachPolicy
from features.catalogue import BY_NAME
from features.peers import INGREDIENTS, peer_values
from serving.outreach.inputs import RunInputs
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.scores.inputs import inputs_of
from serving.scores.known_people import KnownScores, RunOutdated, score_known
from serving.store.engine import reading
from training.scorecard import WITH_PEERS, Scorecard

Kit = Any


def peer_card(kit: Kit, median: float) -> Scorecard:
    """The usual scorecard, which also reads pay against peers of this median."""
    fields = json.loads(kit.scorecard("company/3").to_json())
    shape = {"type": "line", "slope": -2.0, "intercept": 2.0, "low": 0.2, "high": 3.0, "missing": 0.0}
    fields["features"].append({**asdict(BY_NAME["pay_against_peers"]), "shape": shape})
    group = {"job_family": "Care", "job_level": None, "people": 12, "median": median}
    fields |= {"format": WITH_PEERS, "peers": {"medians": {"pay_against_peers": [group]}}}
    return Scorecard.from_json(json.dumps(fields).encode())


def compared(table: pa.Table, card: Scorecard) -> pa.Table:
    """The table with the figures against the scorecard's peers, as a build fills them in."""
    values = peer_values(pl.DataFrame(pl.from_arrow(table.select(INGREDIENTS))), card.peers)
    return table.append_column("pay_against_peers", values["pay_against_peers"].to_arrow())


@pytest.fixture
def paid(kit: Kit) -> RunInputs:
    """Sixty people, most of them in care, with what their figures against peers are made from."""
    inputs, draw = kit.inputs(), np.random.default_rng(8)
    table = inputs.table
    columns = {
        "job_family": pa.array([None if n % 9 == 0 else "Care" for n in range(60)], pa.string()),
        "job_level": pa.array([None] * 60, pa.string()),
        "pay_against_company": pa.array(draw.uniform(0.5, 2, 60)),
        "months_in_level": pa.array(draw.integers(0, 60, 60).astype(float)),
    }
    for name, values in columns.items():
        table = table.append_column(name, values)
    return replace(inputs, table=table)


def answers(engine: Engine, card: Scorecard, inputs: RunInputs, kit: Kit) -> KnownScores:
    """What everybody is answered while `card` serves."""
    ids = [person.employee_id for person in inputs.people]
    with reading(engine) as conn:
        return score_known(conn, card, ids, unit_scope=None, today=kit.as_of, stale_days=7)


def stored(engine: Engine, card: Scorecard, inputs: RunInputs, kit: Kit, policy: OutreachPolicy) -> RunInputs:
    """A stored run of the model, and the inputs that it saw."""
    seen = replace(inputs, table=compared(inputs.table, card)) if card.peers else inputs
    store_run(engine, make_run(seen, kit.sign(card), None, policy, "ef" * 32), kit.now)
    return seen


def test_the_next_model_compares_with_its_own_peers(
    engine: Engine, paid: RunInputs, kit: Kit, policy: OutreachPolicy
) -> None:
    """Scores from rows of the model before equal, bit by bit, those of a build for the next one; so do the reasons."""
    before, after = peer_card(kit, 1.0), peer_card(kit, 1.6)
    first = before.score(stored(engine, before, paid, kit, policy).table).log_odds.tolist()
    expected = after.score(compared(paid.table, after)).log_odds.tolist()
    rows = answers(engine, after, paid, kit).rows
    assert [row.log_odds for row in rows] == expected
    assert [row.log_odds for row in answers(engine, before, paid, kit).rows] == first != expected
    own = compared(paid.table, after)["pay_against_peers"][1].as_py()
    told = {reason.feature: reason.text for reason in rows[1].reasons}
    assert told["pay_against_peers"] == BY_NAME["pay_against_peers"].words(own)


def test_rows_without_what_peers_are_made_from_need_a_new_run(
    engine: Engine, paid: RunInputs, kit: Kit, policy: OutreachPolicy
) -> None:
    """A run of a model without peers kept too little for one with: it is asked for again, not guessed."""
    stored(engine, kit.scorecard("company/3"), paid, kit, policy)
    with pytest.raises(RunOutdated, match="lacks"):
        answers(engine, peer_card(kit, 1.0), paid, kit)


def test_only_a_model_with_peers_keeps_what_they_are_made_from(kit: Kit) -> None:
    """Of others nothing is stored beyond their inputs."""
    plain = kit.scorecard("company/3")
    assert inputs_of(plain) == plain.specs
    assert {spec.name for spec in inputs_of(peer_card(kit, 1.0))} - {s.name for s in plain.specs} == {
        "pay_against_peers", *INGREDIENTS,
    }  # fmt: skip
