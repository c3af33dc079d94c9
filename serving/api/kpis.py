"""The KPIs of a unit in the caller's population."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from serving.access.roles import Principal, Role
from serving.api import kpi_examples as examples
from serving.api.documentation import answers
from serving.api.guard import Requires, parts_of
from serving.insight.company_kpis import UnitKpis, unit_kpis
from serving.insight.kpis import PublishedKpi, published_kpis
from serving.store.engine import reading

router = APIRouter(prefix="/v1/kpis", tags=["insights"])

KpiKey = Annotated[Principal, Depends(Requires(Role.ER_MANAGER, Role.ER_LEAD))]


@dataclass(frozen=True)
class Kpis:
    """KPIs counted from the company's tables, and those of released feedback rounds, round after round."""

    company: UnitKpis
    feedback: tuple[PublishedKpi, ...]


@router.get("", **answers(examples.KPIS, 404))
def get_kpis(
    request: Request,
    caller: KpiKey,
    unit: Annotated[str | None, Query(min_length=1, max_length=256, pattern=r"^[^\x00]+$")] = None,
) -> Kpis:
    """The KPIs of one unit and all below it; without `unit` those of the highest unit you look after."""
    parts = parts_of(request)
    releases = parts.releases()
    with reading(parts.engine) as conn:
        found = unit_kpis(conn, caller, unit, releases)
    return Kpis(found, published_kpis(releases, found.path) if found.path else ())
