"""What released feedback rounds say of the units in the caller's population."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from serving.access.roles import Principal, Role
from serving.api import insight_examples as examples
from serving.api.cursor import CursorRefused
from serving.api.documentation import answers
from serving.api.guard import Requires, parts_of
from serving.insight.unit_view import UnitInsight, UnitSummary, unit_insight, unit_summary
from serving.insight.units import visible_unit, visible_units
from serving.store.engine import reading

router = APIRouter(prefix="/v1/insights", tags=["insights"])

InsightKey = Annotated[Principal, Depends(Requires(Role.ER_MANAGER, Role.ER_LEAD))]


@dataclass(frozen=True)
class Units:
    """Units of the caller's population, each after the one above it; `next` is the cursor of the rest, or None."""

    units: tuple[UnitSummary, ...]
    next: str | None


@router.get("/units", **answers(examples.UNITS))
def get_units(
    request: Request,
    caller: InsightKey,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> Units:
    """The units you may look at, with the main figures of their last released round."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        units = visible_units(conn, caller)
    start = _start(cursor, [unit.unit_id for unit in units])
    page, releases = units[start : start + limit], parts.releases()
    more = start + limit < len(units)
    return Units(
        tuple(unit_summary(unit, releases) for unit in page), _cursor(page[-1].unit_id) if more else None
    )


@router.get("/units/{unit_id:path}", **answers(examples.UNIT, 404))
def get_unit(
    request: Request,
    caller: InsightKey,
    unit_id: Annotated[str, Path(min_length=1, max_length=256, pattern=r"^[^\x00]+$")],
) -> UnitInsight:
    """One unit: its last released round, clear changes, and the rounds before. What is not shown says where to look."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        unit = visible_unit(conn, caller, unit_id)
    return unit_insight(unit, parts.releases())


def _cursor(unit_id: str) -> str:
    return base64.urlsafe_b64encode(unit_id.encode()).decode()


def _start(cursor: str, ids: list[str]) -> int:
    """Where the page after the cursor begins."""
    if not cursor:
        return 0
    try:
        return ids.index(base64.urlsafe_b64decode(cursor.encode()).decode()) + 1
    except (ValueError, binascii.Error):
        raise CursorRefused("This cursor leads nowhere.", remedy="Begin without a cursor.") from None
