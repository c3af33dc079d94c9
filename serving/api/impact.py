"""Whether talking helped, and what it cost: for the ER lead, about everybody together."""

from fastapi import APIRouter, Request

from serving.api import impact_examples as examples
from serving.api.documentation import answers
from serving.api.guard import ErLeadKey, parts_of
from serving.impact.reading import Impact, impact_of
from serving.store.engine import reading

router = APIRouter(prefix="/v1/impact", tags=["impact"])


@router.get("", **answers(examples.IMPACT))
def get_impact(request: Request, caller: ErLeadKey) -> Impact:
    """The effect with its intervals, the arms as curves and the business case; money in aggregate only."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        return impact_of(conn, parts.trial_setting())
