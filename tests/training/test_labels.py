"""Labels, by hand-made cases: what counts as leaving, and which rows may not be learned from."""

from datetime import date, timedelta

import polars as pl
import pytest

from training.labels import REASONS, exits_observed_from, label_rows, month_starts

AS_OF = date(2024, 1, 1)
END = date(2025, 1, 1)


def one_row(
    contract: str = "permanent", contract_end: date | None = None, as_of: date = AS_OF
) -> pl.DataFrame:
    """One person on one day."""
    return pl.DataFrame(
        [("p1", as_of, contract, contract_end)],
        schema={"employee_id": pl.String, "as_of": pl.Date, "contract": pl.String, "contract_end": pl.Date},
        orient="row",
    )


def an_exit(
    last_day: date, kind: str = "voluntary", notice: date | None = None, who: str = "p1"
) -> pl.DataFrame:
    """One exit, as the lake holds it."""
    return pl.DataFrame(
        [(who, notice, last_day, kind)],
        schema={"employee_id": pl.String, "notice_date": pl.Date, "last_day": pl.Date, "kind": pl.String},
        orient="row",
    )


NO_EXIT = an_exit(END).clear()


def labelled(rows: pl.DataFrame, exits: pl.DataFrame, until: date = END) -> int | str:
    """0, 1 or the reason for which the row is left out."""
    labels = label_rows(rows, exits, covers_until=until, horizon_days=180, notice_days=30)
    if labels.keep[0]:
        assert sum(labels.excluded.values()) == 0
        return int(labels.y[0])
    (reason,) = [reason for reason, count in labels.excluded.items() if count]
    return reason


AT_HORIZON = AS_OF + timedelta(days=180)
LATER = date(2024, 12, 1)


@pytest.mark.parametrize(
    ("exits", "expected"),
    [
        (NO_EXIT, 0),
        (an_exit(LATER, notice=AS_OF + timedelta(days=1)), 1),
        (an_exit(LATER, notice=AT_HORIZON), 1),
        (an_exit(LATER, notice=AT_HORIZON + timedelta(days=1)), 0),
        (an_exit(LATER, notice=AS_OF), REASONS["in_notice"]),
        (an_exit(LATER, notice=AS_OF - timedelta(days=9)), REASONS["in_notice"]),
        (an_exit(AS_OF + timedelta(days=60)), 1),
        (an_exit(AS_OF + timedelta(days=30)), REASONS["in_notice"]),
        (an_exit(AT_HORIZON + timedelta(days=30)), 1),
        (an_exit(AT_HORIZON + timedelta(days=31)), 0),
        (an_exit(AS_OF + timedelta(days=60), "involuntary"), 0),
        (an_exit(AS_OF + timedelta(days=60), "retirement"), 0),
        (an_exit(AS_OF + timedelta(days=60), "end_of_contract"), 0),
        (an_exit(LATER, "retirement", notice=AS_OF - timedelta(days=1)), REASONS["in_notice"]),
        (an_exit(LATER, "retirement", notice=AS_OF + timedelta(days=1)), 0),
        (an_exit(AS_OF + timedelta(days=60), "transfer"), REASONS["transferred"]),
        (an_exit(AT_HORIZON + timedelta(days=60), "transfer"), 0),
        (an_exit(AS_OF + timedelta(days=60), notice=AS_OF + timedelta(days=9), who="another"), 0),
        (an_exit(AS_OF - timedelta(days=900), notice=AS_OF - timedelta(days=930)), 0),
    ],
)
def test_only_voluntary_notice_inside_the_horizon_counts_as_leaving(
    exits: pl.DataFrame, expected: object
) -> None:
    """(t, t+h]; a notice day that is not known is the last day minus 30; other exits are 0."""
    assert labelled(one_row(), exits) == expected


def test_notice_before_a_competing_exit_in_the_same_horizon_counts() -> None:
    """Someone who gave notice and was then let go at once had given notice."""
    both = pl.concat([an_exit(LATER, notice=AS_OF + timedelta(days=5)), an_exit(LATER, "involuntary")])
    assert labelled(one_row(), both) == 1


@pytest.mark.parametrize(
    ("contract", "ends", "expected"),
    [
        ("fixed_term", AS_OF, REASONS["contract_ends"]),
        ("fixed_term", AT_HORIZON, REASONS["contract_ends"]),
        ("fixed_term", AT_HORIZON + timedelta(days=1), 0),
        ("fixed_term", None, 0),
        ("permanent", AT_HORIZON, 0),
    ],
)
def test_fixed_term_people_whose_contract_ends_in_the_horizon_are_left_out(
    contract: str, ends: date | None, expected: object
) -> None:
    """They are not free to stay."""
    assert labelled(one_row(contract, ends), NO_EXIT) == expected


def test_a_row_exists_only_if_its_horizon_lies_inside_the_data() -> None:
    """t + h = last covered day is in, one day more is out."""
    assert labelled(one_row(), NO_EXIT, until=AT_HORIZON) == 0
    assert labelled(one_row(), NO_EXIT, until=AT_HORIZON - timedelta(days=1)) == REASONS["unfinished"]


def test_labels_keep_the_order_of_the_rows() -> None:
    """Each row gets its own label, whatever the exits' order."""
    days = [AS_OF, date(2024, 3, 1), date(2024, 5, 1)]
    rows = pl.concat([one_row(as_of=day) for day in days])
    exits = pl.concat([an_exit(date(2024, 9, 1), notice=date(2024, 8, 1)), an_exit(LATER, who="p0")])
    labels = label_rows(rows, exits, covers_until=END, horizon_days=180, notice_days=30)
    assert labels.y.tolist() == [0, 1, 1]
    assert labels.imputed_notices == 1


def test_month_starts_leave_room_for_history_and_horizon() -> None:
    """180 days of history before the first, the horizon inside the data after the last."""
    days = month_starts(date(2023, 1, 1), date(2024, 12, 31), horizon_days=180, history_days=180)
    assert (days[0], days[-1], len(days)) == (date(2023, 7, 1), date(2024, 7, 1), 13)
    assert month_starts(date(2023, 1, 1), date(2023, 6, 1), horizon_days=180) == ()


def test_nothing_may_be_labelled_before_exits_were_recorded() -> None:
    """The first last day on record, or nothing."""
    assert exits_observed_from(pl.concat([an_exit(LATER), an_exit(END)])) == LATER
    assert exits_observed_from(NO_EXIT) is None
