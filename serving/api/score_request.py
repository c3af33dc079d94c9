"""What an HR system sends to be scored: JSON or an Arrow stream, read by a quick path when nothing is wrong with it."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from pydantic_core import from_json

from data_contracts.errors import InputRefused
from serving.api.examples import SCORE_REQUESTS
from serving.scores.arrow_guard import STREAM
from serving.scores.arrow_rows import ArrowRows, read_stream

MAX_ROWS = 1000
_MAX_VALUES = 2000


class WrongContentType(InputRefused):
    """The body is of a kind that this route does not read."""

    status = 415


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


class SentRow(BaseModel):
    """One row to score; `values` has exactly the model's columns, null where a value is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    values: Annotated[dict[Text, Scalar], Field(max_length=_MAX_VALUES)]


class ScoreRequest(BaseModel):
    """Either ids of known employees or rows, at most 1,000 (200,000 for a job)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employee_ids: Annotated[list[Id], Field(min_length=1)] | None = None
    rows: Annotated[list[SentRow], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "ScoreRequest":
        if (self.employee_ids is None) == (self.rows is None):
            raise ValueError("send either employee_ids or rows")
        return self


@dataclass(frozen=True)
class Asked:
    """What is to be scored: `employee_ids`, or `rows` as (id, values), or the `columns` of an Arrow stream."""

    employee_ids: list[str] | None = None
    rows: list[tuple[str, dict[str, Any]]] | None = None
    columns: ArrowRows | None = None


def read_request(body: bytes, content_type: str, max_rows: int = MAX_ROWS) -> Asked:
    """What was sent, at most `max_rows`; malformed JSON is a `RequestValidationError` that names each place."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == STREAM:
        return _of_stream(body, max_rows)
    if kind not in ("application/json", ""):
        raise WrongContentType(
            f"The body is of a kind that is not read here: {kind[:60]!r}.",
            remedy=f"Send application/json or {STREAM}.",
        )
    asked = _quick(body) or _careful(body)
    if len(asked.employee_ids or asked.rows or ()) > max_rows:
        place = "employee_ids" if asked.employee_ids is not None else "rows"
        said = f"at most {max_rows:,} of them are read"
        raise RequestValidationError([{"loc": ("body", place), "msg": said, "type": "too_long"}])
    return asked


def _of_stream(body: bytes, max_rows: int) -> Asked:
    sent = read_stream(body, max_rows)
    return Asked(employee_ids=sent.ids) if sent.columns is None else Asked(columns=sent)


_QuickId = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class _QuickRow(msgspec.Struct, forbid_unknown_fields=True):
    id: _QuickId
    values: Annotated[dict[str, bool | int | float | str | None], msgspec.Meta(max_length=_MAX_VALUES)]


class _Quick(msgspec.Struct, forbid_unknown_fields=True):
    employee_ids: Annotated[list[_QuickId], msgspec.Meta(min_length=1)] | None = None
    rows: Annotated[list[_QuickRow], msgspec.Meta(min_length=1)] | None = None


_DECODER = msgspec.json.Decoder(_Quick)


def _quick(body: bytes) -> Asked | None:
    """Typed decoding in one step; None when anything is unusual, which the careful path then names."""
    try:
        found = _DECODER.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if found.rows is not None and found.employee_ids is None:
        return Asked(rows=[(row.id, row.values) for row in found.rows])
    if found.employee_ids is not None and found.rows is None:
        return Asked(employee_ids=found.employee_ids)
    return None


def _careful(body: bytes) -> Asked:
    try:
        wanted = ScoreRequest.model_validate(from_json(body))
    except ValidationError as error:
        places = error.errors(include_input=False, include_url=False, include_context=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in places]) from None
    except (ValueError, RecursionError):
        raise RequestValidationError([{"loc": ("body",), "msg": "no JSON", "type": "json_invalid"}]) from None
    rows = None if wanted.rows is None else [(row.id, dict(row.values)) for row in wanted.rows]
    return Asked(wanted.employee_ids, rows)


BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/ScoreRequest"},
            "examples": SCORE_REQUESTS,
        },
        STREAM: {
            "schema": {
                "type": "string",
                "format": "binary",
                "description": "An uncompressed stream: column employee_id, or id and the model's columns.",
            }
        },
    },
}
"""The request's body, for OpenAPI."""
