"""Commands about keys: who may sign in, which system may call."""

from typing import Annotated

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

keys = typer.Typer(help="Keys for people (sign-in, used once) and systems (bearer).", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(keys, name="key")


@keys.command("create")
def create(
    role: Annotated[
        str,
        typer.Option(help="er_manager, er_lead, data_scientist, hr_system, concern_handler, dpo or admin."),
    ],
    er_manager: Annotated[str | None, typer.Option(help="Which ER manager the key acts for.")] = None,
    unit: Annotated[str | None, typer.Option(help="Limit the key to this unit and all below it.")] = None,
    handler: Annotated[
        str | None,
        typer.Option(help="Which concern handler of privacy.toml it acts for; default: the first."),
    ] = None,
    purpose: Annotated[str, typer.Option(help="What the key is for; stated in every answer it gets.")] = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="A key for the sign-in page: it works once.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key; it is shown once and stored only as a hash."""
    from ermine.jobs.keys import issue_key, role_named
    from ermine.settings import load_settings

    talk = Talk(as_json)
    said = purpose or ("signing in to the pages" if sign_in else "")
    issued = issue_key(
        load_settings(),
        role_named(role),
        purpose=said,
        days=days,
        er_manager_id=er_manager,
        unit_scope=unit,
        handler=handler,
        sign_in=sign_in,
    )
    talk.say(f"Key for {role}, until {issued.expires_at:%Y-%m-%d}, shown this once:")
    talk.say(f"  [bold]{issued.text}[/bold]")
    then = (
        "open the page of `ermine serve` and paste it"
        if sign_in
        else "send it as `Authorization: Bearer KEY`"
    )
    talk.finish(
        {"key": issued.text, "key_id": issued.key_id, "expires_at": issued.expires_at.isoformat()}, then=then
    )


@keys.command("list")
def list_(as_json: AsJson = False) -> None:
    """All keys without their secrets."""
    from dataclasses import asdict

    from ermine.jobs.keys import issued_keys
    from ermine.settings import load_settings

    talk, found = Talk(as_json), issued_keys(load_settings())
    rows = [
        (
            key.key_id,
            key.role,
            "sign-in" if key.sign_in else "bearer",
            key.er_manager_id or key.unit_scope or key.handler or "",
            _state(key.revoked_at, key.used_at),
            f"{key.expires_at:%Y-%m-%d}",
        )
        for key in found
    ]
    talk.table("Keys", ("key", "role", "kind", "for", "state", "expires"), rows)
    talk.finish({"keys": [asdict(key) for key in found]}, then="ermine key revoke KEY")


@keys.command("rotate")
def rotate(
    key_id: Annotated[str, typer.Argument(help="The part before the dot.")],
    overlap: Annotated[
        int, typer.Option(min=0, max=720, help="Hours for which the old key still works.")
    ] = 24,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until the new key expires.")] = 90,
    as_json: AsJson = False,
) -> None:
    """A new bearer key for the same role, purpose and scope; the old one ends after the overlap."""
    from ermine.jobs.keys import rotate_key
    from ermine.settings import load_settings

    talk, issued = Talk(as_json), rotate_key(load_settings(), key_id, overlap, days)
    talk.say(f"Key instead of {key_id}, which works for {overlap} more hours; shown this once:")
    talk.say(f"  [bold]{issued.text}[/bold]")
    talk.finish({"key": issued.text, "key_id": issued.key_id, "instead_of": key_id, "overlap_hours": overlap})


@keys.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(help="The part before the dot.")], as_json: AsJson = False
) -> None:
    """End a key and every session opened with it, at once."""
    from ermine.jobs.keys import end_key
    from ermine.settings import load_settings

    end_key(load_settings(), key_id)
    talk = Talk(as_json)
    talk.say(f"Revoked {key_id}; its sessions are over.")
    talk.finish({"revoked": key_id})


def _state(revoked: object, used: object) -> str:
    return "revoked" if revoked else "used" if used else "valid"
