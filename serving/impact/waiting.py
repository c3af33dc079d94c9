"""Who waits, and the lots of a run: drawn once per person and trial, stored with the run, honoured by later ones."""

import secrets
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import ceil

from sqlalchemy import Connection, func, insert, select

from serving.impact.drawing import Candidate, Lot, draw
from serving.impact.trials import Trial, running_trial
from serving.store.impact_tables import trial_people
from training.impact.arms import LATER


def waiting(conn: Connection, as_of: date) -> dict[str, date]:
    """Who waits in the running trial on a day, and until which day; nobody when no trial is running."""
    trial = running_trial(conn)
    if trial is None:
        return {}
    rows = select(trial_people.c.employee_id, trial_people.c.wait_until).where(
        trial_people.c.trial_id == trial.trial_id,
        trial_people.c.arm == LATER,
        trial_people.c.employee_id.is_not(None),
        trial_people.c.assigned_on <= as_of,
        trial_people.c.wait_until > as_of,
    )
    return {row.employee_id: row.wait_until for row in conn.execute(rows)}


@dataclass(frozen=True)
class InReach:
    """Somebody whom a score could put on a list this week, best first by `log_odds`; `excluded` are those who are left
    out of the trial: they asked, were promised something, or are new."""

    candidate: Candidate
    log_odds: float
    excluded: bool = False


@dataclass(frozen=True)
class Lots:
    """The lots of one run, to be stored with it."""

    trial: Trial
    on: date
    lots: tuple[Lot, ...]

    @property
    def later(self) -> dict[str, date]:
        """Who waits from now on, and until when."""
        until = self.on + timedelta(days=self.trial.wait_days)
        return {lot.employee_id: until for lot in self.lots if lot.arm == LATER}


def lots_for(
    conn: Connection, trial: Trial, on: date, in_reach: Iterable[InReach], places: Mapping[str, int]
) -> Lots:
    """Lots for those who come into reach for the first time, drawn before a list is made.

    `places` is how many conversations each ER manager has room for. Per ER manager the first places / (1 - share) of
    those in reach are eligible: so many that the places are filled by those who need not wait. Whoever has a lot keeps
    it; whoever is waiting since an earlier day is not in reach.
    """
    drawn = _drawn(conn, trial)
    waits = {who for who, until in waiting(conn, on).items() if drawn[who] < on}
    new = [
        one.candidate
        for one in _eligible(in_reach, places, trial.waiting_share, waits)
        if one.candidate.employee_id not in drawn
    ]
    return Lots(trial, on, draw(new, _by_stratum(conn, trial), trial.key, trial.waiting_share))


def _eligible(
    in_reach: Iterable[InReach], places: Mapping[str, int], waiting_share: float, waits: Container[str]
) -> list[InReach]:
    def by_manager(one: InReach) -> str:
        return one.candidate.er_manager_id

    free = [one for one in in_reach if not one.excluded and one.candidate.employee_id not in waits]
    found: list[InReach] = []
    for manager, group in groupby(sorted(free, key=by_manager), key=by_manager):
        room = ceil(places.get(manager, 0) / (1 - waiting_share))
        found += sorted(group, key=lambda one: (-one.log_odds, one.candidate.employee_id))[:room]
    return found


def _drawn(conn: Connection, trial: Trial) -> dict[str, date]:
    """Who has a lot in this trial, and since when."""
    rows = select(trial_people.c.employee_id, trial_people.c.assigned_on).where(
        trial_people.c.trial_id == trial.trial_id, trial_people.c.employee_id.is_not(None)
    )
    return {row.employee_id: row.assigned_on for row in conn.execute(rows)}


def _by_stratum(conn: Connection, trial: Trial) -> dict[str, int]:
    rows = (
        select(trial_people.c.stratum, func.count().label("number"))
        .where(trial_people.c.trial_id == trial.trial_id)
        .group_by(trial_people.c.stratum)
    )
    return {row.stratum: row.number for row in conn.execute(rows)}


def store_lots(conn: Connection, lots: Lots | None) -> None:
    """Store the lots, in the transaction that stores the run whose lists honour them."""
    if lots is None or not lots.lots:
        return
    until = lots.on + timedelta(days=lots.trial.wait_days)
    conn.execute(insert(trial_people), [_row(lots, lot, until) for lot in lots.lots])


def _row(lots: Lots, lot: Lot, until: date) -> dict[str, object]:
    return {
        "assignment_id": secrets.token_hex(12),
        "trial_id": lots.trial.trial_id,
        "employee_id": lot.employee_id,
        "arm": lot.arm,
        "stratum": lot.stratum,
        "assigned_on": lots.on,
        "wait_until": until,
        "known_days": 0,
    }
