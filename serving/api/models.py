"""The model that serves now: facts for data scientists, the input schema for HR systems."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from data_contracts.errors import NotFound
from serving.api import examples
from serving.api.documentation import answers
from serving.api.guard import DataScientistKey, HrSystemKey, parts_of
from serving.api.score_request import MAX_ROWS
from serving.scores.model_facts import ModelFacts, ModelSchema, NoModel, model_facts, model_schema
from training.champion import Champion

router = APIRouter(prefix="/v1/models", tags=["models"])

_CARD: dict[str, Any] = {
    "responses": {
        **answers({}, 404)["responses"],
        200: {"description": "The card.", "content": {"text/html": {"example": "<!doctype html>…"}}},
    }
}


class NoModelCard(NotFound):
    """The home keeps no card of the model that serves."""


@router.get("/current", **answers(examples.MODEL_FACTS, 404))
def get_current_model(request: Request, caller: DataScientistKey) -> ModelFacts:
    """The model that serves now: version, training data, evidence, and what was observed in each band."""
    return model_facts(_champion(request))


@router.get("/current/schema", **answers(examples.MODEL_SCHEMA, 404))
def get_model_schema(request: Request, caller: HrSystemKey) -> ModelSchema:
    """What to send to be scored by the model that serves now."""
    return model_schema(_champion(request), MAX_ROWS)


@router.get("/current/card", response_class=HTMLResponse, **_CARD)
def get_model_card(request: Request, caller: DataScientistKey) -> Response:
    """The model card of the model that serves now: one page of HTML that carries its own styles and pictures."""
    champion = _champion(request)
    text = parts_of(request).model_card(champion)
    if text is None:
        raise NoModelCard("This home keeps no model card.", remedy="Write one with `ermine models card`.")
    name = f"{champion.name}-{champion.version}-card.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HTMLResponse(text, headers=headers)


def _champion(request: Request) -> Champion:
    champion = parts_of(request).champion()
    if champion is None:
        raise NoModel("No model has been promoted yet.", remedy="Train one with `ermine train`.")
    return champion
