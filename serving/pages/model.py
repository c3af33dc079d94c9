"""Model: what serves now, what stands beside it, how it was judged, of what use it is, and every shape it uses."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from data_contracts.errors import NotFound
from serving.access.roles import Role
from serving.pages.contenders import contenders
from serving.pages.curves import band_chart, shape_drawings
from serving.pages.figures import months, skill
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.pages.usefulness import drawings
from serving.versions.requests import MAX_REASON

SHAPES_SHOWN = 9
"""So many shapes stand open on the page; those that move scores less are one click away."""


def model_router(parts: PageParts) -> APIRouter:
    """The routes `/model` and `/model/card`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/model")
    def model(request: Request, done: str = "") -> Response:
        """The champion, or what to do when none has been promoted."""
        session = session_for(parts, request, Role.DATA_SCIENTIST)
        champion = parts.champion()
        beside = contenders(parts, champion)
        shown: dict[str, Any] = {
            "here": "/model",
            "beside": beside,
            "done": done == "filed",
            "most": MAX_REASON,
            "mlflow": parts.mlflow,
        }
        if champion is None:
            return page("no_model.html", session, **shown)
        papers = parts.papers(champion)
        return page(
            "model.html",
            session,
            **shown,
            champion=champion,
            card=champion.scorecard,
            decisions=papers.decisions,
            has_card=papers.card is not None,
            skill=skill(papers.report) if papers.report is not None else None,
            months=months(papers.report),
            drawings=drawings(papers.report),
            drift=papers.drift,
            most_shapes=SHAPES_SHOWN,
            chart=band_chart(champion.scorecard),
            shapes=shape_drawings(champion.scorecard),
        )

    @router.get("/model/card")
    def card(request: Request) -> Response:
        """The champion's model card to keep or print; a file, because it carries its own styles and pictures."""
        session_for(parts, request, Role.DATA_SCIENTIST)
        champion = parts.champion()
        text = parts.papers(champion).card if champion is not None else None
        if champion is None or text is None:
            raise NotFound("This home keeps no model card.", remedy="Write one with `ermine models card`.")
        name = f"{champion.name}-{champion.version}-card.html"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(text, media_type="text/html", headers=headers)

    return router
