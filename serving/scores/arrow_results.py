"""Answers as Arrow: one row each, the reasons as a list, scored column by column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from serving.scores.batch import ScoredRow
from serving.scores.feature_table import feature_table
from serving.scores.reasons import Value
from training.scorecard import Scorecard, Scores

RESULTS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("problems", pa.list_(pa.string())),
        pa.field("probability", pa.float64()),
        pa.field("log_odds", pa.float64()),
        pa.field("base", pa.float64()),
        pa.field("band", pa.string()),
        pa.field(
            "reasons",
            pa.list_(
                pa.struct([("feature", pa.string()), ("label", pa.string()), ("contribution", pa.float64())])
            ),
        ),
    ]
)
"""The columns of an answer; reasons come strongest first, and an answer without a score has none."""


def results_of(
    scorecard: Scorecard | None, ids: Sequence[str], table: pa.Table | None, others: Mapping[int, ScoredRow]
) -> pa.RecordBatch:
    """The answers in order: `table` has one row for each id; those in `others` are not scored."""
    if scorecard is None or table is None or len(others) == len(ids):
        return pa.RecordBatch.from_pylist(
            [_without_score(others[i]) for i in range(len(ids))], schema=RESULTS
        )
    scores = scorecard.score(table)
    scored = np.array([i not in others for i in range(len(ids))])
    bands = [scorecard.bands[int(band)].name for band in scores.band]
    status = ["scored" if s else others[i].status for i, s in enumerate(scored)]
    return pa.record_batch(
        [
            pa.array(ids, pa.string()),
            pa.array(status, pa.string()),
            pa.array([None if s else others[i].reason for i, s in enumerate(scored)], pa.string()),
            pa.array([[] if s else others[i].problems for i, s in enumerate(scored)], pa.list_(pa.string())),
            pa.array(scores.probability, mask=~scored),
            pa.array(scores.log_odds, mask=~scored),
            pa.array(np.full(len(ids), scores.base), mask=~scored),
            pa.array(bands, pa.string(), mask=~scored),
            _reasons(scorecard, scores, scored),
        ],
        schema=RESULTS,
    )


def mixed_results(
    scorecard: Scorecard | None, rows: Sequence[ScoredRow | tuple[str, dict[str, Value]]]
) -> pa.RecordBatch:
    """The answers to known employees: features to score, or answers without a score."""
    others = {i: row for i, row in enumerate(rows) if isinstance(row, ScoredRow)}
    ids = [row.id if isinstance(row, ScoredRow) else row[0] for row in rows]
    if scorecard is None or len(others) == len(rows):
        return results_of(None, ids, None, others)
    empty: dict[str, Value] = dict.fromkeys(scorecard.names)
    values = [empty if isinstance(row, ScoredRow) else row[1] for row in rows]
    return results_of(scorecard, ids, feature_table(scorecard.specs, values), others)


def _reasons(scorecard: Scorecard, scores: Scores, scored: npt.NDArray[np.bool_]) -> pa.Array:
    """Every reason of each scored row, the strongest first; ties keep the order of the inputs."""
    width = len(scorecard.names)
    order = np.argsort(-np.abs(scores.contributions), axis=1, kind="stable")[scored]
    worth = np.take_along_axis(scores.contributions[scored], order, axis=1).ravel()
    which = pa.array(order.ravel().astype(np.int32))
    names, labels = pa.array(scorecard.names), pa.array([feature.label for feature in scorecard.features])
    values = pa.StructArray.from_arrays(
        [names.take(which), labels.take(which), pa.array(worth)], ["feature", "label", "contribution"]
    )
    ends = np.cumsum(np.where(scored, width, 0)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(np.concatenate(([0], ends)).astype(np.int32)), values)


def stream_of(
    batches: Iterable[pa.RecordBatch], facts: Mapping[str, str], compression: str | None = None
) -> bytes:
    """Answers as one stream; `facts` (model, run, purpose and the like) are the schema's metadata."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(sink, RESULTS.with_metadata(dict(facts)), options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return bytes(sink.getvalue())


def stream_pieces(tables: Iterable[pa.Table], facts: Mapping[str, str]) -> Iterator[bytes]:
    """The same stream in pieces, one table after the other, so that it is never in memory as a whole."""
    pipe = _Pipe()
    with pa.ipc.new_stream(pa.PythonFile(pipe, "w"), RESULTS.with_metadata(dict(facts))) as writer:
        for table in tables:
            writer.write_table(table)
            yield pipe.take()
    yield pipe.take()


class _Pipe(BytesIO):
    """What has been written since it was last taken."""

    def take(self) -> bytes:
        """Give it and forget it."""
        taken = self.getvalue()
        self.seek(0)
        self.truncate()
        return taken


def _without_score(row: ScoredRow) -> dict[str, object]:
    said = {"status": row.status, "reason": row.reason, "problems": list(row.problems)}
    return {"id": row.id, **said, "reasons": []}
