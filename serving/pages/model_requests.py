"""Model: file a request to promote or to roll back; whoever has the signing key carries it out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import Conflict
from serving.access.roles import Role
from serving.access.sessions import check_csrf
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.store.engine import writing
from serving.versions.requests import ACTIONS, MAX_REASON, Kind, Wanted, file_request


class ChampionMoved(Conflict):
    """Another model serves than the one that the form was about."""


def model_requests_router(parts: PageParts) -> APIRouter:
    """The route `/model/requests`."""
    router = APIRouter(include_in_schema=False)

    @router.post("/model/requests")
    def ask(
        request: Request,
        kind: Annotated[Kind, Form()],
        reason: Annotated[str, Form(max_length=4 * MAX_REASON)],
        version: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
        serving: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
        csrf: Annotated[str, Form(max_length=128)] = "",
    ) -> Response:
        """File the request; `serving` is the champion that the person saw when asking for a roll-back."""
        session = session_for(parts, request, Role.DATA_SCIENTIST)
        check_csrf(session, csrf)
        champion = parts.champion()
        if serving is not None and (champion is None or champion.version != serving):
            raise ChampionMoved(
                f"Version {serving} does not serve any more.", remedy="Look at the model page again."
            )
        with writing(parts.engine) as conn:
            wanted = Wanted(kind, version, reason)
            made = file_request(conn, wanted, champion, parts.versions(), session.principal, parts.clock())
            detail = {"request": made.request_id, "model": made.model, "version": made.version}
            parts.audit.write(conn, session.principal, ACTIONS[made.kind], detail)
        return RedirectResponse("/model?done=filed#contenders", 303)

    return router
