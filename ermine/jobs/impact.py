"""Whether talking helped: bring outcomes up to date from the lake, and read the impact from the store."""

from collections import defaultdict
from datetime import date

import polars as pl
from sqlalchemy import Connection, Engine

from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.outreach_history import arms_without_lots, lots_in
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from ermine.home import Home
from ermine.jobs.contacts import all_contacts
from ermine.settings import Settings
from ermine.store import open_store
from serving.impact.outcomes import Facts, PastLot, record_outcomes, take_history
from serving.impact.reading import Impact, impact_of
from serving.impact.trials import TrialSetting
from serving.store.engine import reading, writing
from training.labels import notices_of


def impact_of_home(settings: Settings) -> Impact:
    """The impact on the data as they are now imported."""
    home = Home(settings.home)
    home.required_record()
    engine = open_store(settings, home)
    lake = Lake(home.path).current()
    update_outcomes(engine, lake, load_outreach_policy(home.outreach_file))
    with reading(engine) as conn:
        return impact_of(conn, trial_setting(home))


def trial_setting(home: Home) -> TrialSetting:
    """What this home's policies say of trials."""
    rules = load_outreach_policy(home.outreach_file).trial
    return TrialSetting(load_privacy_policy(home.privacy_file).trial, rules.waiting_share, rules.wait_days)


def update_outcomes(engine: Engine, lake: LakeSnapshot, policy: OutreachPolicy) -> None:
    """Take in the lots of the imported history, and what followed for everybody who was drawn.

    A flat snapshot has neither days nor exits: nothing changes.
    """
    if lake.manifest.source != "company":
        return
    with writing(engine) as conn:
        outcomes_from(conn, lake, policy)


def outcomes_from(conn: Connection, lake: LakeSnapshot, policy: OutreachPolicy) -> None:
    """The same in the caller's transaction."""
    take_history(conn, past_lots(lake), policy.trial.wait_days)
    record_outcomes(conn, facts_of(lake, policy.notice_days, all_contacts(conn, lake)))


def past_lots(lake: LakeSnapshot) -> list[PastLot]:
    """Everybody for whom a lot was drawn before Ermine."""
    lots = lots_in(lake)
    return [] if lots is None else [PastLot(who, arm, on) for who, on, arm in lots.iter_rows()]


def facts_of(lake: LakeSnapshot, notice_days: int, contacts: pl.DataFrame | None) -> Facts:
    """Notices, other exits and `contacts` (employee_id, date) by person; a transfer inside the group is no exit."""
    exits = lake.read("exits").filter(pl.col("kind") != "transfer")
    given = notices_of(exits, notice_days).filter(pl.col("voluntary"))
    others = exits.filter(pl.col("kind") != "voluntary")
    return Facts(
        until=lake.manifest.covers_until,
        notices=_first(given, "notice"),
        other_exits=_first(others, "last_day"),
        contacts=_by_person(contacts),
    )


def _first(rows: pl.DataFrame, day: str) -> dict[str, date]:
    return dict(rows.group_by("employee_id").agg(pl.col(day).min()).iter_rows())


def _by_person(contacts: pl.DataFrame | None) -> dict[str, tuple[date, ...]]:
    days: dict[str, list[date]] = defaultdict(list)
    if contacts is not None:
        for who, day in contacts.select("employee_id", "date").drop_nulls().iter_rows():
            days[who].append(day)
    return {who: tuple(found) for who, found in days.items()}


def history_note(settings: Settings) -> str:
    """What is to be said of an imported history whose arms cannot be compared; "" otherwise."""
    lake = Lake(Home(settings.home).path).current()
    if lake.manifest.source != "company" or not arms_without_lots(lake):
        return ""
    return (
        "outreach_history names arms, but only of people who were contacted: whoever left before their turn is "
        "missing, so the arms cannot be compared. Add a row with outcome assigned and the arm for everybody for whom a "
        "lot was drawn."
    )
