"""How requests about versions are told on the command line."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.markup import escape

from ermine.cli.console import Talk

if TYPE_CHECKING:
    from serving.versions.requests import ModelRequest


def tell_requests(talk: Talk, requests: "Sequence[ModelRequest]") -> None:
    """Each open request: what is asked for, why, by which key, since when."""
    rows = [
        (one.request_id, what_is_asked(one), one.reason, one.filed_by, f"{one.filed_at:%Y-%m-%d %H:%M}")
        for one in requests
    ]
    if rows:
        talk.table("Open requests", ("id", "asked for", "why", "key", "filed (UTC)"), rows)
    else:
        talk.say("No request is open.")
    talk.finish({"requests": [asdict(one) for one in requests]}, then=_next(requests))


def tell_declined(talk: Talk, request: "ModelRequest") -> None:
    """Which request was closed without being carried out."""
    talk.say(f"Declined request {request.request_id}: {escape(what_is_asked(request))}. Nothing changed.")
    talk.finish({"declined": request.request_id}, then="ermine models requests")


def what_is_asked(request: "ModelRequest") -> str:
    """The request in words."""
    if request.kind == "promotion":
        return f"promote version {request.version}"
    return f"roll back from version {request.serving_version}"


def _next(requests: "Sequence[ModelRequest]") -> str:
    if not requests:
        return "ermine models list"
    command = "promote" if requests[0].kind == "promotion" else "rollback"
    return f"ermine models {command} --request {requests[0].request_id}"
