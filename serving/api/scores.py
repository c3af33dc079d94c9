"""Scores for HR systems."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from data_contracts.errors import Conflict
from serving.access.roles import Principal
from serving.api import examples
from serving.api.body_limit import body_of
from serving.api.documentation import answers
from serving.api.guard import HrSystemKey, parts_of
from serving.api.parts import AppParts
from serving.scores.batch import ScoredRow
from serving.scores.known_people import score_known
from serving.scores.model_facts import ModelRef, model_ref, takes_rows
from serving.scores.sent_rows import score_sent
from serving.store.engine import reading
from training.champion import Champion

MAX_ROWS = 1000

router = APIRouter(prefix="/v1", tags=["scores"])


def encodable(text: str) -> str:
    """The text itself; half a surrogate pair is no character and could be neither stored nor answered."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a surrogate pair, which is no character") from None
    return text


Text = Annotated[str, AfterValidator(encodable)]
Id = Annotated[Text, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
Scalar = StrictBool | StrictInt | StrictFloat | Annotated[StrictStr, AfterValidator(encodable)] | None


class RowsNotTaken(Conflict):
    """The model now serving scores known employees only; it takes no rows."""


class SentRow(BaseModel):
    """One row to score; `values` has exactly the model's columns, null where a value is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    values: Annotated[dict[Text, Scalar], Field(max_length=2000)]


class ScoreRequest(BaseModel):
    """Either ids of known employees or rows, at most 1,000."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employee_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_ROWS)] | None = None
    rows: Annotated[list[SentRow], Field(min_length=1, max_length=MAX_ROWS)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "ScoreRequest":
        if (self.employee_ids is None) == (self.rows is None):
            raise ValueError("send either employee_ids or rows")
        return self


@dataclass(frozen=True)
class ScoreResponse:
    """One result per id or row, in the order sent. `model` is null while there is none (cold start).

    `as_of` is the day whose data the scores are about: the run's for known employees (`run_id`), else the
    business day. `purpose` is the one that the key was issued for.
    """

    model: ModelRef | None
    run_id: str | None
    as_of: date
    purpose: str
    results: tuple[ScoredRow, ...]


@router.post("/scores", **answers(examples.SCORES, 409, 413))
def post_scores(
    request: Request,
    caller: HrSystemKey,
    wanted: Annotated[ScoreRequest, Body(openapi_examples=examples.SCORE_REQUESTS)],
) -> ScoreResponse:
    """Score up to 1,000 employees or rows; a row that cannot be scored says why, the others are scored.

    Each scored result has every reason: `base` plus all contributions is `log_odds`, whose sigmoid is
    `probability`. An id outside the key's unit scope is answered like an unknown one.
    """
    parts = parts_of(request)
    champion = parts.champion()
    if wanted.rows is not None:
        answer = _sent(parts, champion, caller, wanted.rows)
    else:
        answer = _known(parts, champion, caller, wanted.employee_ids or [])
    _record(parts, caller, body_of(request.scope), answer)
    return answer


def _record(parts: AppParts, caller: Principal, body: bytes, answer: ScoreResponse) -> None:
    """Who asked, for what purpose and units, about whom, on what input and by which model.

    Rows are what the caller sent, not people whom this home knows: the input's hash stands for them.
    """
    known = answer.run_id is not None
    people = [row.id for row in answer.results if known and row.reason != "unknown_id"]
    parts.audit.seen(
        parts.engine,
        caller,
        "scores.given",
        subjects=people,
        purpose=caller.purpose,
        unit_scope=caller.unit_scope,
        rows=len(answer.results),
        scored=sum(row.status == "scored" for row in answer.results),
        input_sha256=hashlib.sha256(body).hexdigest(),
        run=answer.run_id,
        model=answer.model.name if answer.model else None,
        version=answer.model.version if answer.model else None,
    )


def _known(parts: AppParts, champion: Champion | None, caller: Principal, ids: list[str]) -> ScoreResponse:
    with reading(parts.engine) as conn:
        known = score_known(
            conn,
            champion.scorecard if champion else None,
            ids,
            unit_scope=caller.unit_scope,
            today=parts.today(),
            stale_days=parts.stale_days,
        )
    ref = model_ref(champion) if champion else None
    return ScoreResponse(ref, known.run_id, known.as_of, caller.purpose, known.rows)


def _sent(
    parts: AppParts, champion: Champion | None, caller: Principal, rows: list[SentRow]
) -> ScoreResponse:
    if champion is not None and not takes_rows(champion.scorecard):
        raise RowsNotTaken(
            f"{champion.name} scores people from the company's tables and takes no rows.",
            remedy="Send employee_ids.",
        )
    results = score_sent(champion.scorecard if champion else None, [(row.id, row.values) for row in rows])
    ref = model_ref(champion) if champion else None
    return ScoreResponse(ref, None, parts.today(), caller.purpose, results)
