"""The worker that scores jobs in the background of the service: one part at a time, each in one transaction."""

import json
import logging
import secrets
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

import msgspec
import pyarrow as pa
from sqlalchemy import Row, select
from sqlalchemy.exc import DatabaseError

from data_contracts.errors import ErmineError
from serving.access.roles import Principal, Role
from serving.api.parts import AppParts
from serving.api.score_request import Asked
from serving.api.scores import answer
from serving.scores.answering import Answered
from serving.scores.arrow_results import stream_of
from serving.scores.arrow_rows import ArrowRows
from serving.scores.jobs import Part, change, claim, cut, end, keep_answers, next_part, start_again
from serving.store.engine import reading, writing
from serving.store.tables import api_keys
from training.champion import Champion

_PAUSE_S = 1.0
_LOG = logging.getLogger("ermine.jobs")


class ScoreWorker:
    """Scores the jobs of a service. Several may work on one store: a job is one worker's until it is silent."""

    def __init__(self, parts: AppParts) -> None:
        self._parts, self._name, self._over = parts, secrets.token_hex(8), Event()
        self._thread = Thread(target=self._work, name="score-jobs", daemon=True)

    def __enter__(self) -> "ScoreWorker":
        """Begin in a thread of its own."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End after the part under way."""
        self._over.set()
        self._thread.join(10)

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                busy = self.work_once()
            except DatabaseError as error:
                _LOG.warning("score jobs wait: the database does not answer (%s)", type(error).__name__)
                busy = False
            if not busy:
                self._over.wait(_PAUSE_S)

    def work_once(self) -> bool:
        """Score the next part of the oldest job; False when there is nothing to do."""
        parts = self._parts
        with writing(parts.engine) as conn:
            job = claim(conn, self._name, parts.clock())
        if job is None:
            return False
        try:
            self._advance(job)
        except ErmineError as error:
            self._end(job, f"{error.message} {error.remedy}".strip())
        except DatabaseError:
            raise
        except Exception as error:
            _LOG.exception("score job %s failed", job.job_id)
            self._end(job, f"Something went wrong on our side ({type(error).__name__}).")
        return True

    def _end(self, job: Row[Any], problem: str = "") -> None:
        with writing(self._parts.engine) as conn:
            end(conn, job.job_id, self._parts.clock(), problem)

    def _advance(self, job: Row[Any]) -> None:
        parts, champion, who = self._parts, self._parts.champion(), _maker(job)
        with reading(parts.engine) as conn:
            part = next_part(conn, job.job_id)
            if _revoked(conn, job):
                return self._end(job, "The key that made the job was revoked.")
        if part is None:
            return self._end(job)
        answered = answer(parts, champion, who, asked_in(part), as_arrow=True)
        answering = _answering(champion, answered)
        stored = stream_of([answered.table], {}, "zstd") if answered.table is not None else b""
        with writing(parts.engine) as conn:
            if job.model_digest is not None and any(
                getattr(job, name) != answering[name] for name in answering
            ):
                return start_again(conn, job.job_id, answering)
            change(conn, job.job_id, **answering)
            keep_answers(conn, job, part.part, stored, answered.scored)
            parts.audit.record(
                conn,
                who,
                "scores.given",
                subjects=answered.people,
                purpose=job.purpose,
                unit_scope=job.unit_scope,
                rows=answered.rows,
                scored=answered.scored,
                job=job.job_id,
                part=part.part,
                input_sha256=job.input_sha256,
                run=answered.run_id,
                model=champion.name if champion else None,
                version=champion.version if champion else None,
            )
        return None


def parts_to_score(asked: Asked) -> tuple[list[Part], int]:
    """What was asked, cut into parts as they are stored, and the number of rows."""
    if asked.employee_ids is not None:
        return _as_json("employee_ids", asked.employee_ids)
    if asked.rows is not None:
        return _as_json("rows", asked.rows)
    if asked.columns is None or asked.columns.columns is None:
        raise TypeError("nothing was asked")
    ids, table = asked.columns.ids, asked.columns.columns
    found = []
    for start, some in zip(range(0, len(ids), 1_000), cut(ids), strict=True):
        piece = table.slice(start, len(some)).append_column("\0id", pa.array(some, pa.string()))
        found.append(Part("columns", _stream(piece)))
    return found, len(ids)


def asked_in(part: Row[Any]) -> Asked:
    """A stored part as it was asked."""
    sent = bytes(part.sent)
    if part.kind == "employee_ids":
        return Asked(employee_ids=msgspec.json.decode(sent, type=list[str]))
    if part.kind == "rows":
        return Asked(rows=[(row_id, values) for row_id, values in json.loads(sent)])
    table = pa.ipc.open_stream(sent).read_all()
    return Asked(columns=ArrowRows(table.column("\0id").to_pylist(), table.drop_columns(["\0id"])))


def _as_json(kind: str, rows: Sequence[Any]) -> tuple[list[Part], int]:
    """By the writer that keeps NaN and numbers of any length, so that a row is refused for what was sent."""
    return [Part(kind, json.dumps(some).encode()) for some in cut(rows)], len(rows)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _maker(job: Row[Any]) -> Principal:
    return Principal(job.key_id, Role.HR_SYSTEM, job.purpose, None, job.unit_scope)


def _revoked(conn: Any, job: Row[Any]) -> bool:
    found = select(api_keys.c.revoked_at).where(api_keys.c.key_id == job.key_id)
    return conn.execute(found).scalar() is not None


def _answering(champion: Champion | None, answered: Answered) -> dict[str, Any]:
    return {
        "model_digest": champion.digest if champion else "",
        "model_name": champion.name if champion else None,
        "model_version": champion.version if champion else None,
        "run_id": answered.run_id,
        "as_of": answered.as_of,
    }
