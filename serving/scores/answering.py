"""Answers in the form in which they leave: finished JSON for each row, or one Arrow batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from sqlalchemy import Connection

from serving.scores.arrow_results import mixed_results, results_of
from serving.scores.arrow_rows import ArrowRows, checked_columns
from serving.scores.batch import ScoredRow
from serving.scores.feature_table import plain_values, problems_of
from serving.scores.known_people import known_people
from serving.scores.reason_book import ReasonBook, book_of, encoded
from serving.scores.reasons import Value
from training.scorecard import Scorecard

Ready = ScoredRow | tuple[str, dict[str, Value]]


@dataclass(frozen=True)
class Answered:
    """Results in the order asked, as `json` or as `table`, never both; `people` are known employees among them."""

    as_of: date
    rows: int
    scored: int
    json: Sequence[bytes] = ()
    table: pa.RecordBatch | None = None
    run_id: str | None = None
    people: Sequence[str] = ()


def answer_known(
    conn: Connection,
    scorecard: Scorecard | None,
    employee_ids: Sequence[str],
    unit_scope: str | None,
    today: date,
    stale_days: int,
    as_arrow: bool,
) -> Answered:
    """Known employees, from the features stored with the latest run; raises `NoRunYet` and `RunOutdated`."""
    known = known_people(
        conn, scorecard, employee_ids, unit_scope=unit_scope, today=today, stale_days=stale_days
    )
    people = [row.id if isinstance(row, ScoredRow) else row[0] for row in known.rows if _found(row)]
    scored = sum(not isinstance(row, ScoredRow) for row in known.rows)
    form = _formed(scorecard, known.rows, as_arrow)
    return Answered(known.as_of, len(known.rows), scored, *form, run_id=known.run_id, people=people)


def answer_rows(
    scorecard: Scorecard | None, rows: Sequence[tuple[str, Mapping[str, object]]], today: date, as_arrow: bool
) -> Answered:
    """Rows that were sent; `cold_start` for all of them while there is no model."""
    if scorecard is None:
        return _cold(rows, today, as_arrow)
    if as_arrow:
        ready = [_ready(scorecard, *row) for row in rows]
        scored = sum(not isinstance(row, ScoredRow) for row in ready)
        return Answered(today, len(rows), scored, *_formed(scorecard, ready, as_arrow))
    book = book_of(scorecard)
    found = [book.answer(row_id, values) for row_id, values in rows]
    return Answered(today, len(rows), sum(good for _, good in found), [said for said, _ in found])


def answer_columns(scorecard: Scorecard | None, sent: ArrowRows, today: date, as_arrow: bool) -> Answered:
    """The same for the columns of a stream."""
    if scorecard is None:
        return _cold([(one, {}) for one in sent.ids], today, as_arrow)
    table, refused = checked_columns(scorecard, sent)
    n, scored = len(sent.ids), len(sent.ids) - len(refused)
    if as_arrow:
        return Answered(today, n, scored, table=results_of(scorecard, sent.ids, table, refused))
    book, values = book_of(scorecard), table.to_pylist()
    said = [
        encoded(refused[i]) if i in refused else book.score(one, values[i]) for i, one in enumerate(sent.ids)
    ]
    return Answered(today, n, scored, said)


def _cold(rows: Sequence[tuple[str, Mapping[str, object]]], today: date, as_arrow: bool) -> Answered:
    ready = [ScoredRow(row_id, "not_scored", "cold_start") for row_id, _ in rows]
    return Answered(today, len(rows), 0, *_formed(None, ready, as_arrow))


def _ready(scorecard: Scorecard, row_id: str, values: Mapping[str, object]) -> Ready:
    if wrong := problems_of(scorecard.specs, values):
        return ScoredRow(row_id, "refused", "bad_values", wrong)
    return row_id, plain_values(scorecard.specs, values)


def _formed(
    scorecard: Scorecard | None, rows: Sequence[Ready], as_arrow: bool
) -> tuple[Sequence[bytes], pa.RecordBatch | None]:
    if as_arrow:
        return (), mixed_results(scorecard, rows)
    book = book_of(scorecard) if scorecard else None
    return [_said(book, row) for row in rows], None


def _said(book: ReasonBook | None, row: Ready) -> bytes:
    if isinstance(row, ScoredRow):
        return encoded(row)
    if book is None:
        raise TypeError("nobody can be scored without a model")
    return book.score(*row)


def _found(row: Ready) -> bool:
    return not isinstance(row, ScoredRow) or row.reason != "unknown_id"
