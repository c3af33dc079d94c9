"""Keys of a home: sign-in keys for people, bearer keys for systems."""

from datetime import timedelta

from sqlalchemy import Connection

from data_contracts.errors import InputRefused, NotFound
from data_contracts.lake import Lake
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.similar import nearest
from ermine.clock import now
from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.access.keys import IssuedKey, KeyInfo, create_key, list_keys, revoke_key, shorten_key
from serving.access.roles import Role
from serving.feedback.concerns.queue import check_handler
from serving.outreach.inputs import ErManager
from serving.outreach.queries import er_managers, latest_run
from serving.store.engine import reading, writing

WITH_PAGES = (
    Role.ER_MANAGER,
    Role.ER_LEAD,
    Role.DATA_SCIENTIST,
    Role.CONCERN_HANDLER,
    Role.DPO,
    Role.ADMIN,
)
"""Roles that have a page to sign in to."""


def issue_key(
    settings: Settings,
    role: Role,
    *,
    purpose: str,
    days: int,
    er_manager_id: str | None = None,
    unit_scope: str | None = None,
    handler: str | None = None,
    sign_in: bool = False,
) -> IssuedKey:
    """Make a key; an ER manager's must be of somebody who has a list in the latest run, if there is one.

    A concern handler's must be of one that the privacy policy names; by default it is the first.
    """
    home = Home(settings.home)
    home.required_record()
    if role is Role.CONCERN_HANDLER or handler is not None:
        handlers = load_privacy_policy(home.privacy_file).concerns.handlers
        handler = handler or handlers[0]
        check_handler(handler, handlers)
    with writing(open_store(settings, home)) as conn:
        if er_manager_id is not None:
            _refuse_unknown(conn, er_manager_id)
        if unit_scope is not None:
            check_unit(home, unit_scope)
        issued = create_key(
            conn,
            role=role,
            purpose=purpose,
            now=now(),
            expires_at=now() + timedelta(days=days),
            er_manager_id=er_manager_id,
            unit_scope=unit_scope,
            handler=handler,
            sign_in=sign_in,
        )
        audit_of(settings, home).record(
            conn,
            COMMAND_LINE,
            "key.created",
            key=issued.key_id,
            for_role=role.value,
            unit_scope=unit_scope,
            sign_in=sign_in,
            days=days,
        )
        return issued


def issued_keys(settings: Settings) -> tuple[KeyInfo, ...]:
    """All keys of the home without their secrets, newest first."""
    home = Home(settings.home)
    home.required_record()
    with reading(open_store(settings, home)) as conn:
        return list_keys(conn)


def end_key(settings: Settings, key_id: str) -> None:
    """Revoke a key and end the sessions opened with it."""
    home = Home(settings.home)
    home.required_record()
    with writing(open_store(settings, home)) as conn:
        revoke_key(conn, key_id, now())
        audit_of(settings, home).record(conn, COMMAND_LINE, "key.revoked", key=key_id)


def rotate_key(settings: Settings, key_id: str, overlap_hours: int, days: int) -> IssuedKey:
    """A new bearer key like an old one, which goes on for the overlap: the holder changes over without a gap."""
    home = Home(settings.home)
    home.required_record()
    with writing(open_store(settings, home)) as conn:
        old = shorten_key(conn, key_id, now() + timedelta(hours=overlap_hours), now())
        issued = create_key(
            conn,
            role=Role(old.role),
            purpose=old.purpose,
            now=now(),
            expires_at=now() + timedelta(days=days),
            er_manager_id=old.er_manager_id,
            unit_scope=old.unit_scope,
            handler=old.handler,
        )
        audit_of(settings, home).record(
            conn,
            COMMAND_LINE,
            "key.rotated",
            key=issued.key_id,
            instead_of=key_id,
            overlap_hours=overlap_hours,
        )
        return issued


def latest_managers(settings: Settings) -> tuple[ErManager, ...]:
    """The ER managers of the latest run, by id; refused before the first run."""
    with reading(open_store(settings, Home(settings.home))) as conn:
        run = latest_run(conn)
        if run is None:
            raise NotFound("There is no run yet.", remedy="Make one with `ermine run`.")
        return er_managers(conn, run.run_id)


def check_unit(home: Home, unit_id: str) -> None:
    """A key for a unit that nobody has would answer for nobody, and its holder would not learn why."""
    lake = Lake(home.path).current()
    table = "units" if lake.has("units") else "snapshot"
    known = lake.read(table)["unit_id"].drop_nulls().unique().sort().to_list() if lake.has(table) else []
    if known and unit_id not in known:
        raise InputRefused(
            f"There is no unit {unit_id!r}{nearest(unit_id, known)}",
            remedy="Name a unit of the imported tables, as they write it.",
        )


def _refuse_unknown(conn: Connection, er_manager_id: str) -> None:
    run = latest_run(conn)
    if run is None:
        return
    known = {manager.er_manager_id: manager.name for manager in er_managers(conn, run.run_id)}
    if er_manager_id not in known:
        names = ", ".join(f"{key} ({name})" for key, name in sorted(known.items())[:10])
        raise NotFound(f"The latest run has no ER manager {er_manager_id!r}.", remedy=f"It has {names}.")


def role_named(name: str) -> Role:
    """The role of that name; refused with the list of roles."""
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(role.value for role in Role)
        raise InputRefused(f"There is no role {name!r}.", remedy=f"Roles are {known}.") from None
