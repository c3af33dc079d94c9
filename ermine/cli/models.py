"""Commands of the data scientist: train, look, compare, promote, roll back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson, Engine, MapFile, SparkMaster

AskedFor = Annotated[
    str | None,
    typer.Option(
        "--request", metavar="ID", help="Carry out this request (`ermine models requests`) and mark it done."
    ),
]

models = typer.Typer(
    help="The registry: champion, challenger and previous of this home's model.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(train)
    app.add_typer(models, name="models")


def train(
    map_file: MapFile = None,
    data: Annotated[
        Path | None, typer.Option(help="Snapshot file; overrides the one that the mapping names.")
    ] = None,
    horizon: Annotated[
        list[int] | None,
        typer.Option(min=1, max=3660, help="Days ahead; default: policy or mapping. More: on the card too."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name in the registry; default: attrition, or the mapping's.")
    ] = None,
    features: Annotated[
        str | None,
        typer.Option(
            help="Feature set (HR tables only): company or company-core; default: the champion's, at first company."
        ),
    ] = None,
    no_promote: Annotated[bool, typer.Option("--no-promote", help="Register as challenger only.")] = False,
    engine: Engine = "duckdb",
    spark_master: SparkMaster = None,
    as_json: AsJson = False,
) -> None:
    """Fit the candidates, test them honestly, log to MLflow, register, and promote if the gate lets it pass."""
    from ermine.cli.reports import tell_import, tell_training
    from ermine.clock import calendar_day
    from ermine.jobs.engines import chosen_engine
    from ermine.jobs.importing import import_snapshot
    from ermine.jobs.training import train_home
    from ermine.settings import load_settings

    talk, settings, choice = Talk(as_json), load_settings(), chosen_engine(engine, spark_master)
    if map_file is not None:
        with talk.progress("import") as tick:
            report = import_snapshot(settings, map_file, data, False, calendar_day(settings), tick)
        tell_import(talk, report, last=False)
    elif data is not None:
        from data_contracts.errors import InputRefused

        raise InputRefused("--data needs --map.", remedy="Give the mapping that says what its columns mean.")
    with talk.progress("train") as tick:
        asked = horizon or []
        outcome = train_home(
            settings,
            horizon_days=asked[0] if asked else None,
            other_horizons=tuple(days for days in dict.fromkeys(asked) if days != asked[0]),
            name=name,
            promote_it=not no_promote,
            tick=tick,
            engine=choice,
            features=features,
        )
    tell_training(talk, outcome)


@models.command("list")
def list_(as_json: AsJson = False) -> None:
    """Every version, newest first, with its figures and what the gate said."""
    from ermine.cli.reports import tell_versions
    from ermine.jobs.versions import versions_of
    from ermine.settings import load_settings

    tell_versions(Talk(as_json), versions_of(load_settings()))


@models.command()
def compare(
    a: Annotated[str, typer.Argument(help="Version or alias.")] = "champion",
    b: Annotated[
        str | None, typer.Argument(help="Version or alias; default: challenger, else previous.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Two versions side by side: figures, paired changes, inputs that came or went, shapes that changed most."""
    from ermine.cli.reports import tell_comparison
    from ermine.jobs.versions import comparison_of
    from ermine.settings import load_settings

    tell_comparison(Talk(as_json), comparison_of(load_settings(), a, b))


@models.command()
def promote(
    version: Annotated[str | None, typer.Argument(help="Version or alias; default: the challenger.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; recorded with the version.")] = None,
    confirm_leak: Annotated[
        str | None, typer.Option(help="Why a suspected leak is none; recorded with the version.")
    ] = None,
    override: Annotated[
        str | None,
        typer.Option(help="Why to serve it against the gate; recorded and shown with the version."),
    ] = None,
    request: AskedFor = None,
    as_json: AsJson = False,
) -> None:
    """Make a version the champion: the gate lets it pass, it is signed, and serving takes it over."""
    from ermine.cli.reports import tell_promotion
    from ermine.jobs.model_requests import promote_requested
    from ermine.jobs.promotion import promote_version
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    if request is None:
        promotion = promote_version(settings, version, reason, confirm_leak, override)
    else:
        promotion = promote_requested(settings, request, version, reason, confirm_leak, override)
    tell_promotion(talk, promotion, "ermine run")


@models.command()
def rollback(
    reason: Annotated[str | None, typer.Option(help="Why; recorded with the version.")] = None,
    request: AskedFor = None,
    as_json: AsJson = False,
) -> None:
    """Let the previous champion serve again."""
    from ermine.cli.reports import tell_promotion
    from ermine.jobs.model_requests import roll_back_requested
    from ermine.jobs.promotion import roll_back
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    promotion = (
        roll_back(settings, reason) if request is None else roll_back_requested(settings, request, reason)
    )
    tell_promotion(talk, promotion, "ermine run")


@models.command()
def requests(
    decline: Annotated[
        str | None, typer.Option(metavar="ID", help="Close this request without carrying it out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What data scientists asked for on the model page or by the API, and is still open."""
    from ermine.cli.model_requests import tell_declined, tell_requests
    from ermine.jobs.model_requests import decline as decline_request
    from ermine.jobs.model_requests import requests_of
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    if decline is not None:
        tell_declined(talk, decline_request(settings, decline))
    else:
        tell_requests(talk, requests_of(settings))


@models.command()
def sync(as_json: AsJson = False) -> None:
    """Bring the served file in line with the registry; needs no private key."""
    import os

    from ermine.jobs.promotion import reconcile
    from ermine.settings import load_settings

    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    talk, champion = Talk(as_json), reconcile(load_settings())
    talk.say(
        f"{champion.name} version {champion.version} serves." if champion else "The registry has no champion."
    )
    talk.finish({"champion": champion and {"name": champion.name, "version": champion.version}})


@models.command()
def verify(as_json: AsJson = False) -> None:
    """Check the served file as serving does: size, schema, digest, signature, golden batch."""
    from ermine.jobs.versions import verified_champion
    from ermine.settings import load_settings

    talk, champion = Talk(as_json), verified_champion(load_settings())
    talk.say(
        f"{champion.name} version {champion.version} is sound: signed, digest {champion.digest[:12]}, "
        "and it answers the golden batch as it did at its promotion."
    )
    talk.finish({"name": champion.name, "version": champion.version, "digest": champion.digest})


@models.command("what-if")
def what_if(
    subject: Annotated[str, typer.Argument(metavar="ID", help="Employee id, or id of a snapshot's row.")],
    changes: Annotated[
        list[str], typer.Option("--set", help="input=value, any number of times; input= alone: not known.")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day to score for; default: the day after the data end.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What the champion would say if inputs were different: the model's response, not an effect."""
    from ermine.cli.options import iso_day
    from ermine.cli.what_if import tell_what_if
    from ermine.jobs.what_if import asked_what_if
    from ermine.settings import load_settings

    talk, day = Talk(as_json), iso_day(as_of, "--as-of") if as_of else None
    with talk.progress("what if") as tick:
        answer = asked_what_if(load_settings(), subject, changes, day, tick)
    tell_what_if(talk, answer)


@models.command()
def card(
    version: Annotated[
        str | None, typer.Argument(help="Version or alias; default: the champion, else the latest.")
    ] = None,
    out: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("model-card.html"),
    as_json: AsJson = False,
) -> None:
    """Write the model card: one printable page with every figure, its interval and its limits."""
    from ermine.jobs.versions import write_card
    from ermine.settings import load_settings

    talk, written = Talk(as_json), write_card(load_settings(), version, out)
    talk.say(f"Wrote the card of {written.name} version {written.version} to {escape(str(out))}.")
    talk.finish({"out": str(out), "name": written.name, "version": written.version})
