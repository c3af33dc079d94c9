"""The model that serves now: facts for data scientists, the input schema for HR systems."""

from fastapi import APIRouter, Request

from serving.api import examples
from serving.api.documentation import answers
from serving.api.guard import DataScientistKey, HrSystemKey, parts_of
from serving.api.score_request import MAX_ROWS
from serving.scores.model_facts import ModelFacts, ModelSchema, NoModel, model_facts, model_schema
from training.champion import Champion

router = APIRouter(prefix="/v1/models", tags=["models"])


@router.get("/current", **answers(examples.MODEL_FACTS, 404))
def get_current_model(request: Request, caller: DataScientistKey) -> ModelFacts:
    """The model that serves now: version, training data, evidence, and what was observed in each band."""
    return model_facts(_champion(request))


@router.get("/current/schema", **answers(examples.MODEL_SCHEMA, 404))
def get_model_schema(request: Request, caller: HrSystemKey) -> ModelSchema:
    """What to send to be scored by the model that serves now."""
    return model_schema(_champion(request), MAX_ROWS)


def _champion(request: Request) -> Champion:
    champion = parts_of(request).champion()
    if champion is None:
        raise NoModel("No model has been promoted yet.", remedy="Train one with `ermine train`.")
    return champion
