"""All pages as one router."""

from fastapi import APIRouter

from serving.pages.assets import assets_router
from serving.pages.commitments import commitments_router
from serving.pages.concerns import concerns_router
from serving.pages.impact import impact_router
from serving.pages.kpis import kpis_router
from serving.pages.me import me_router
from serving.pages.model import model_router
from serving.pages.model_requests import model_requests_router
from serving.pages.parts import PageParts
from serving.pages.people import people_router
from serving.pages.person import person_router
from serving.pages.privacy import privacy_router
from serving.pages.provider import provider_router
from serving.pages.rounds import rounds_router
from serving.pages.sign_in import sign_in_router
from serving.pages.team import team_router
from serving.pages.units import units_router
from serving.pages.week import week_router


def pages_router(parts: PageParts) -> APIRouter:
    """Every page and asset; mount it beside the API with `serving.pages.notices.page_error` for its errors."""
    router = APIRouter(include_in_schema=False)
    for part in (
        sign_in_router,
        provider_router,
        week_router,
        team_router,
        people_router,
        person_router,
        model_router,
        model_requests_router,
        units_router,
        rounds_router,
        concerns_router,
        impact_router,
        commitments_router,
        me_router,
        privacy_router,
        kpis_router,
    ):
        router.include_router(part(parts))
    router.include_router(assets_router())
    return router
