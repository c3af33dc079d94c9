"""Scores for HR systems."""

import hashlib
from dataclasses import dataclass
from datetime import date

import msgspec
from fastapi import APIRouter, Request, Response

from data_contracts.errors import Conflict
from serving.access.roles import Principal
from serving.api import examples
from serving.api.body_limit import body_of
from serving.api.documentation import answers
from serving.api.guard import HrSystemKey, parts_of
from serving.api.parts import AppParts
from serving.api.quick_route import QuickRoute
from serving.api.score_request import BODY, Asked, read_request
from serving.scores.answering import Answered, answer_columns, answer_known, answer_rows
from serving.scores.arrow_guard import STREAM
from serving.scores.arrow_results import stream_of
from serving.scores.batch import ScoredRow
from serving.scores.model_facts import ModelRef, model_ref, takes_rows
from serving.store.engine import reading
from training.champion import Champion

router = APIRouter(prefix="/v1", tags=["scores"], route_class=QuickRoute)


class RowsNotTaken(Conflict):
    """The model now serving scores known employees only; it takes no rows."""


@dataclass(frozen=True)
class ScoreResponse:
    """One result per id or row, in the order sent. `model` is null while there is none (cold start).

    `as_of` is the day whose data the scores are about: the run's for known employees (`run_id`), else the
    business day. `purpose` and `unit_scope` are those that the key was issued for; null is the whole company.
    """

    model: ModelRef | None
    run_id: str | None
    as_of: date
    purpose: str
    unit_scope: str | None
    results: tuple[ScoredRow, ...]


_DOCUMENTED = answers(examples.SCORES, 400, 409, 413, 415)
_DOCUMENTED["responses"][200]["content"][STREAM] = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "/scores",
    response_model=ScoreResponse,
    openapi_extra={"requestBody": BODY},
    **_DOCUMENTED,
)
def post_scores(request: Request, caller: HrSystemKey) -> Response:
    """Score up to 1,000 employees or rows; a row that cannot be scored says why, the others are scored.

    Each scored result has every reason: `base` plus all contributions is `log_odds`, whose sigmoid is
    `probability`. An id outside the key's unit scope is answered like an unknown one. The body may be an Arrow
    stream, and with `Accept: application/vnd.apache.arrow.stream` so is the answer.
    """
    body = body_of(request.scope)
    asked = read_request(body, request.headers.get("content-type", ""))
    as_arrow = STREAM in request.headers.get("accept", "")
    parts = parts_of(request)
    champion = parts.champion()
    answered = answer(parts, champion, caller, asked, as_arrow)
    _record(parts, caller, body, answered, champion)
    if as_arrow:
        return Response(stream_of([answered.table], facts_of(champion, caller, answered)), media_type=STREAM)
    return Response(_json(champion, caller, answered), media_type="application/json")


def answer(
    parts: AppParts, champion: Champion | None, caller: Principal, asked: Asked, as_arrow: bool
) -> Answered:
    """The results of what was asked, in the form that was asked for."""
    scorecard = champion.scorecard if champion else None
    if asked.employee_ids is not None:
        with reading(parts.engine) as conn:
            return answer_known(
                conn,
                scorecard,
                asked.employee_ids,
                caller.unit_scope,
                parts.today(),
                parts.stale_days,
                as_arrow,
            )
    if champion is not None and not takes_rows(champion.scorecard):
        raise RowsNotTaken(
            f"{champion.name} scores people from the company's tables and takes no rows.",
            remedy="Send employee_ids.",
        )
    if asked.columns is not None:
        return answer_columns(scorecard, asked.columns, parts.today(), as_arrow)
    return answer_rows(scorecard, asked.rows or [], parts.today(), as_arrow)


def facts_of(champion: Champion | None, caller: Principal, answered: Answered) -> dict[str, str]:
    """What an Arrow answer says about itself, as the schema's metadata; each value is JSON."""
    facts = _head(champion, caller, answered)
    return {name: msgspec.json.encode(value).decode() for name, value in facts.items()}


def _head(champion: Champion | None, caller: Principal, answered: Answered) -> dict[str, object]:
    return {
        "model": model_ref(champion) if champion else None,
        "run_id": answered.run_id,
        "as_of": answered.as_of,
        "purpose": caller.purpose,
        "unit_scope": caller.unit_scope,
    }


def _json(champion: Champion | None, caller: Principal, answered: Answered) -> bytes:
    head = msgspec.json.encode(_head(champion, caller, answered))
    results = list(answered.json)
    results[0] = head[:-1] + b',"results":[' + results[0]
    results[-1] += b"]}"
    return b",".join(results)  # megabytes, so they are put together once


def _record(
    parts: AppParts, caller: Principal, body: bytes, answered: Answered, champion: Champion | None
) -> None:
    """Who asked, for what purpose and units, about whom, on what input and by which model.

    Rows are what the caller sent, not people whom this home knows: the input's hash stands for them.
    """
    parts.audit.seen(
        parts.engine,
        caller,
        "scores.given",
        subjects=answered.people,
        purpose=caller.purpose,
        unit_scope=caller.unit_scope,
        rows=answered.rows,
        scored=answered.scored,
        input_sha256=hashlib.sha256(body).hexdigest(),
        run=answered.run_id,
        model=champion.name if champion else None,
        version=champion.version if champion else None,
    )
