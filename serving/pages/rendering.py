"""Turn a template and values into an HTML answer; everything shown is escaped, and a missing value is an error."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from serving.access.roles import Role
from serving.access.sessions import Session
from serving.outreach.states import PLANNED, REASON_LABELS, STATE_LABELS
from serving.outreach.views import BAND_LABELS, KIND_LABELS
from serving.pages import words
from serving.pages.assets import asset_url
from serving.relationship.contacts import CHANGES, TAGS
from training.impact.words import rough

_PAGES: Mapping[Role, tuple[tuple[str, str], ...]] = {
    Role.ER_MANAGER: (("/week", "My week"), ("/people", "Everybody"), ("/units", "Units"), ("/kpis", "KPIs")),
    Role.CONCERN_HANDLER: (("/concerns", "Concerns"), ("/concerns/not-assessed", "Not assessed")),
    Role.ADMIN: (("/rounds", "Links"),),
    Role.ER_LEAD: (
        ("/team", "Team"),
        ("/units", "Units"),
        ("/rounds", "Rounds"),
        ("/kpis", "KPIs"),
        ("/impact", "Impact"),
    ),
    Role.DATA_SCIENTIST: (("/model", "Model"),),
    Role.DPO: (("/privacy", "Privacy"),),
    Role.EMPLOYEE: (("/me", "About me"),),
}


def home_of(role: Role) -> str:
    """Address of the page that a role works on; only HR systems have none, and they cannot sign in."""
    return _PAGES[role][0][0]


def page(
    template: str, session: Session | None, *, status: int = 200, here: str = "", **values: Any
) -> HTMLResponse:
    """The rendered template; `here` is the address to mark as current in the navigation.

    Pages about people must not be kept by a browser or a proxy, so no page is.
    """
    pages = _PAGES.get(session.principal.role, ()) if session is not None else ()
    text = _ENVIRONMENT.get_template(template).render(session=session, pages=pages, here=here, **values)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def fragment(template: str, **values: Any) -> str:
    """The rendered template alone, for a report outside the pages."""
    return _ENVIRONMENT.get_template(template).render(**values)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("serving.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=words.day,
        short_day=words.short_day,
        hours=words.hours,
        playbook=words.playbook,
        signed=words.signed,
        effect=words.effect,
        told=words.told,
        figure=words.figure,
        rough=rough,
    )
    environment.globals.update(
        kpis=words.KPIS,
        count=words.count,
        asset=asset_url,
        band_labels=BAND_LABELS,
        kind_labels=KIND_LABELS,
        state_labels=STATE_LABELS,
        planned_states=PLANNED,
        dismiss_reasons=REASON_LABELS,
        contact_kinds=tuple(words.CONTACT_KINDS.items()),
        contact_words=words.CONTACT_KINDS,
        contact_tags=TAGS,
        contact_changes=CHANGES,
    )
    return environment


_ENVIRONMENT = _environment()
