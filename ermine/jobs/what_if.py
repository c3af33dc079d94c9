"""Ask the champion about one person (or one row of the snapshot) as they are, and with inputs changed."""

from datetime import date

import polars as pl

from data_contracts.errors import InputRefused, NotFound
from data_contracts.lake import Lake
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from ermine.clock import as_of_day
from ermine.home import Home
from ermine.jobs.engines import DEFAULT_ENGINE, engine_of
from ermine.jobs.scoring import champion_or_refusal
from ermine.jobs.served_features import features_on
from ermine.jobs.team_mood import bands_for
from ermine.settings import Settings
from features.engine import Engine
from serving.outreach.company import company_inputs
from serving.outreach.eligibility import why_not_scored
from serving.scores.reasons import Value
from serving.scores.what_if import WhatIf, parsed_changes, what_if
from training.scorecard import Scorecard


class NobodyByThisId(NotFound):
    """Nobody with this id can be asked about."""


def asked_what_if(
    settings: Settings, subject: str, changes: list[str], as_of: date | None, tick: Tick
) -> WhatIf:
    """The champion's answer for `subject` as they are and with the `changes` (texts `input=value`)."""
    home = Home(settings.home)
    record = home.required_record()
    scorecard = champion_or_refusal(home, record.model).scorecard
    asked = parsed_changes(scorecard.specs, changes)
    if record.is_company:
        engine = engine_of(DEFAULT_ENGINE, home, settings)
        return what_if(scorecard, _person(settings, home, scorecard, subject, as_of, engine, tick), asked)
    if as_of is not None:
        raise InputRefused("--as-of is for HR tables; rows of a snapshot carry their own day.")
    return what_if(scorecard, _row(home, scorecard, subject), asked)


def _person(
    settings: Settings,
    home: Home,
    scorecard: Scorecard,
    who: str,
    as_of: date | None,
    engine: Engine,
    tick: Tick,
) -> dict[str, Value]:
    """The features of a person who may be scored on the day."""
    lake = Lake(home.path).current()
    day = as_of_day(lake, as_of)
    privacy = load_privacy_policy(home.privacy_file)
    bands = bands_for(settings, home, scorecard, privacy)
    features = features_on(lake, [day], scorecard, privacy, engine, tick, bands)
    inputs = company_inputs(lake, features, day, default_hours=1.0)
    for place, person in enumerate(inputs.people):
        if person.employee_id == who:
            if rule := why_not_scored(person):
                raise NobodyByThisId(f"{who} is not scored: {rule}.")
            row = pl.DataFrame(pl.from_arrow(inputs.table.slice(place, 1)))
            return _values(row, scorecard)
    raise NobodyByThisId(f"Nobody has the id {who!r} on {day}.", remedy="Check the id, or set --as-of.")


def _row(home: Home, scorecard: Scorecard, which: str) -> dict[str, Value]:
    """The latest row of the snapshot with this id."""
    frame = Lake(home.path).current().read("snapshot").filter(pl.col("employee_id") == which)
    if frame.is_empty():
        raise NobodyByThisId(f"The snapshot has no row with the id {which!r}.")
    return _values(frame.sort("as_of", nulls_last=False).tail(1), scorecard)


def _values(row: pl.DataFrame, scorecard: Scorecard) -> dict[str, Value]:
    return {spec.name: row[spec.name][0] for spec in scorecard.specs}
