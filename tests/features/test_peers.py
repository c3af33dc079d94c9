"""Pay and time in level against peers: what is learned of whom, what is said of nobody, and how it is given back."""

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from features.peers import FEWEST_PEERS, MAX_GROUPS, GroupMedian, PeerMedians, learn_peers, peer_values

TinyLake = Any

DAY = pl.date(2026, 1, 1)


def people(family: str, level: str | None, pay: list[float | None], first: int = 0) -> pl.DataFrame:
    """One row each, all on one day, in the group; months in level are the pay times ten."""
    rows = [(f"{family}{level}{first + n}", family, level, value) for n, value in enumerate(pay)]
    schema = {
        "employee_id": pl.String,
        "job_family": pl.String,
        "job_level": pl.String,
        "pay_against_company": pl.Float64,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(as_of=DAY, months_in_level=pl.col("pay_against_company") * 10)


def learned(rows: pl.DataFrame) -> dict[tuple[str, str | None], float]:
    """The medians of pay by group."""
    medians = learn_peers(rows)
    groups = medians.medians.get("pay_against_peers", ()) if medians else ()
    return {(group.job_family, group.job_level): group.median for group in groups}


def test_a_group_below_the_floor_has_no_median_of_its_own() -> None:
    """Nine people have none and count for their family only; ten have one."""
    few = people("Sales", "1", [1.0] * (FEWEST_PEERS - 1))
    assert learned(few) == {}
    more = pl.concat([few, people("Sales", "2", [2.0] * FEWEST_PEERS)])
    assert learned(more) == {("Sales", "2"): 2.0, ("Sales", None): 2.0}


def test_people_without_a_value_do_not_lift_a_group_over_the_floor() -> None:
    """Ten colleagues of whom one has no salary on record are nine values."""
    assert learned(people("Sales", "1", [None, *[1.0] * (FEWEST_PEERS - 1)])) == {}


def test_whoever_stays_longest_does_not_become_the_median() -> None:
    """Nine hundred months of one person are one value: the newest."""
    ten = people("Sales", "1", [1.0] * FEWEST_PEERS)
    months = [
        people("Sales", "1", [5.0], first=0).with_columns(as_of=DAY - pl.duration(days=n))
        for n in range(1, 900)
    ]
    assert learned(pl.concat([ten, *months])) == {("Sales", "1"): 1.0, ("Sales", None): 1.0}
    assert learned(pl.concat(months)) == {}


def test_a_median_is_rounded_so_that_it_is_nobodys_salary() -> None:
    """The middle person earns 1.23456 times the company's median; what is stored says 1.23."""
    pay = [1.0, 1.1, 1.12, 1.2, 1.21, 1.23456, 1.3, 1.31, 1.4, 1.5, 1.6]
    assert learned(people("Sales", "1", pay))["Sales", "1"] == 1.23


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**31))
def test_learning_equals_a_slow_count_by_hand(seed: int) -> None:
    """Random months of random people: groups, floor, newest row and median as plain Python finds them."""
    import random
    import statistics

    draw = random.Random(seed)
    rows = [
        {
            "employee_id": str(draw.randrange(60)),
            "as_of": day,
            "job_family": draw.choice(("Sales", "Sales", "Care", None)),
            "job_level": draw.choice(("1", "2", None)),
            "pay_against_company": draw.choice((None, round(draw.uniform(0.5, 2), 3))),
            "months_in_level": draw.randrange(40),
        }
        for day in range(4)
        for _ in range(40)
    ]  # fmt: skip
    once = {(row["employee_id"], row["as_of"]): row for row in rows}
    newest = {who: row for (who, _), row in sorted(once.items(), key=lambda item: item[0][1])}
    groups: dict[tuple[str, str | None], list[float]] = {}
    for row in newest.values():
        for level in {row["job_level"], None}:
            if row["job_family"] is not None and row["pay_against_company"] is not None:
                groups.setdefault((row["job_family"], level), []).append(row["pay_against_company"])
    slow = {g: statistics.median(v) for g, v in groups.items() if len(v) >= FEWEST_PEERS}
    found = learned(pl.DataFrame(list(once.values())))
    assert set(found) == set(slow)
    assert all(abs(found[group] - slow[group]) <= 0.005 + 1e-9 for group in slow)


def test_pay_is_set_against_the_level_else_the_family_else_nobody() -> None:
    """1.2 against a level's 1.2, against the family's 0.6 where the level has no median, and against nothing."""
    medians = PeerMedians(medians={"pay_against_peers": (
        GroupMedian(job_family="Sales", job_level="1", people=10, median=1.2),
        GroupMedian(job_family="Sales", job_level=None, people=30, median=0.6),
    )})  # fmt: skip
    rows = pl.concat(
        [people(*who, [1.2]) for who in (("Sales", "1"), ("Sales", "9"), ("Sales", None), ("Care", "1"))]
    )
    values = peer_values(rows, medians)
    assert values["pay_against_peers"].to_list() == [1.0, 2.0, 2.0, None]
    assert values["level_time_against_peers"].to_list() == [None] * 4


def test_groups_with_names_or_in_numbers_beyond_bounds_are_left_out() -> None:
    """A name of 201 letters gets no median; of more groups than a file may hold the largest are kept."""
    assert learned(people("x" * 201, "1", [1.0] * 10)) == {}
    many = pl.concat([people("Sales", str(level), [1.0] * 10) for level in range(MAX_GROUPS)])
    found = learned(pl.concat([many, people("Care", "1", [1.0] * 11)]))
    assert len(found) == MAX_GROUPS
    assert {("Sales", None), ("Care", "1"), ("Care", None)} <= set(found)


@pytest.fixture
def staff(lake: TinyLake) -> TinyLake:
    """Ann and eleven others in engineering, level 2, paid 40, 41, ... thousand since their hire."""
    for number in range(11):
        lake.person(f"p{number:02d}", "2024-01-15")
    for number, who in enumerate(["ann", *(f"p{number:02d}" for number in range(11))]):
        lake.add("compensation", who, valid_from="2024-01-15", annual_salary=40_000.0 + 1_000 * number)
    return lake


def test_pay_against_company_is_a_multiple_of_the_days_median(staff: TinyLake) -> None:
    """Twelve salaries from 40,000 to 51,000: the median is 45,500; somebody without a salary has no figure."""
    staff.person("new", "2024-02-01")
    rows = {row["employee_id"]: row["pay_against_company"] for row in staff.build("2024-06-01").to_pylist()}
    assert rows["ann"] == pytest.approx(40 / 45.5)
    assert rows["p10"] == pytest.approx(51 / 45.5)
    assert rows["new"] is None


def test_pay_against_company_needs_five_salaries(lake: TinyLake) -> None:
    """The median of four people is told to nobody."""
    for number, who in enumerate(["ann", "bob", "cid", "dan", "eve"]):
        if who != "ann":
            lake.person(who, "2024-01-15")
        lake.add(
            "compensation",
            who,
            valid_from="2024-01-15" if number < 4 else "2024-09-01",
            annual_salary=10.0 + number,
        )
    four, five = lake.over("ann", "2024-06-01", "2024-09-02").values()
    assert (four["pay_against_company"], five["pay_against_company"]) == (None, pytest.approx(10 / 12))


def test_a_general_rise_of_wages_moves_nobody(staff: TinyLake) -> None:
    """Everybody earns 7 % more a year after the medians were learned: nobody's pay against peers has moved."""
    medians = learn_peers(pl.DataFrame(pl.from_arrow(staff.build("2024-06-01"))))
    for row in list(staff.rows["compensation"]):
        later = {"valid_from": "2025-03-01", "annual_salary": row["annual_salary"] * 1.07}
        staff.add("compensation", row["employee_id"], **later)
    before, after = (
        [row["pay_against_peers"] for row in staff.build(day, peers=medians).to_pylist()]
        for day in ("2024-06-01", "2025-06-01")
    )
    assert before == pytest.approx(after)
    assert before[0] == pytest.approx(40 / 45.5, rel=1e-3)


def test_without_medians_nobody_has_peers(staff: TinyLake) -> None:
    """A build for no model leaves the figures against peers missing, and `only` others leaves the company's out."""
    row = staff.of("ann", "2024-06-01")
    assert (row["pay_against_peers"], row["level_time_against_peers"]) == (None, None)
    assert row["pay_against_company"] is not None
    (alone, *_) = staff.build("2024-06-01", only=["tenure_months"]).to_pylist()
    assert (alone["tenure_months"], alone["pay_against_company"], alone["months_in_level"]) == (4, None, None)


def test_what_a_figure_is_made_from_is_built_with_it(staff: TinyLake) -> None:
    """Asked for pay against peers alone, the build makes pay, family and level too, and nothing else."""
    medians = learn_peers(pl.DataFrame(pl.from_arrow(staff.build("2024-06-01"))))
    full = staff.build("2024-06-01", peers=medians).to_pylist()
    part = staff.build("2024-06-01", peers=medians, only=["pay_against_peers"]).to_pylist()
    assert [row["pay_against_peers"] for row in part] == [row["pay_against_peers"] for row in full]
    assert {(row["job_family"], row["fte"], row["raises_24m"]) for row in part} == {
        ("Engineering", None, None)
    }


GROUP = {"job_family": "Sales", "job_level": "1", "people": 10, "median": 1.1}

MUTANTS: dict[str, Any] = {
    "a group below the floor": {"pay_against_peers": [{**GROUP, "people": 9}]},
    "a group that is not counted": {"pay_against_peers": [{k: v for k, v in GROUP.items() if k != "people"}]},
    "no group": {"pay_against_peers": []},
    "no feature": {},
    "an unknown feature": {"salary": [GROUP]},
    "a median of nothing": {"pay_against_peers": [{**GROUP, "median": 0}]},
    "a negative median": {"pay_against_peers": [{**GROUP, "median": -1.0}]},
    "a median that is text": {"pay_against_peers": [{**GROUP, "median": "1.1"}]},
    "a median without bound": {"pay_against_peers": [{**GROUP, "median": 1e9}]},
    "two medians of one group": {"pay_against_peers": [GROUP, {**GROUP, "median": 1.2}]},
    "a person beside the group": {"pay_against_peers": [{**GROUP, "employee_id": "ann"}]},
    "a name without end": {"pay_against_peers": [{**GROUP, "job_family": "x" * 201}]},
    "more groups than there can be": {
        "pay_against_peers": [{**GROUP, "job_level": str(number)} for number in range(4097)]
    },
    "a number for a family": {"pay_against_peers": [{**GROUP, "job_family": 7}]},
    "no family": {"pay_against_peers": [{**GROUP, "job_family": None}]},
}


@pytest.mark.parametrize("what", MUTANTS)
def test_medians_that_break_a_rule_are_not_read(what: str) -> None:
    """What a hostile file could hold is refused by the schema; the rule's own example is read."""
    good = PeerMedians.model_validate_json(json.dumps({"medians": {"pay_against_peers": [GROUP]}}))
    assert good.table("pay_against_peers").rows() == [("Sales", "1", 1.1)]
    with pytest.raises(ValidationError):
        PeerMedians.model_validate_json(json.dumps({"medians": MUTANTS[what]}))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_medians_are_finite(text: str) -> None:
    """A number without end or that is none is refused."""
    raw = json.dumps({"medians": {"pay_against_peers": [GROUP]}}).replace("1.1", text)
    with pytest.raises(ValidationError):
        PeerMedians.model_validate_json(raw)
