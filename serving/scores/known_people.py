"""Scores of known employees, from the feature rows stored with the latest run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from data_contracts.errors import Conflict, NotFound
from serving.access.population import in_unit_scope
from serving.scores.batch import ScoredRow, score_batch
from serving.scores.inputs import inputs_of, with_own_peers
from serving.scores.reasons import Value
from serving.store.runs import latest_run_row
from serving.store.tables import run_people
from training.scorecard import Scorecard


class NoRunYet(NotFound):
    """No outreach run has been made, so no features of employees are stored."""


class RunOutdated(Conflict):
    """The latest run was made for another model and lacks inputs that this one needs."""


@dataclass(frozen=True)
class KnownPeople:
    """What is known about the people asked for, in that order, and the run that stored it.

    Each is an id with the features to score, or an answer without a score.
    """

    run_id: str
    as_of: date
    rows: tuple[ScoredRow | tuple[str, dict[str, Value]], ...]


@dataclass(frozen=True)
class KnownScores:
    """The answers in the order asked, and the run whose stored features they came from."""

    run_id: str
    as_of: date
    rows: tuple[ScoredRow, ...]


def known_people(
    conn: Connection,
    scorecard: Scorecard | None,
    employee_ids: Sequence[str],
    *,
    unit_scope: str | None,
    today: date,
    stale_days: int,
) -> KnownPeople:
    """What to score for each employee. One outside `unit_scope` is answered exactly like an unknown one.

    Everybody is `not_scored: stale` when the run is more than `stale_days` old on the business day `today`,
    and `not_scored: cold_start` while there is no model. Raises `NoRunYet` and `RunOutdated`.
    """
    run = latest_run_row(conn)
    if run is None:
        raise NoRunYet("No outreach run has been made yet.", remedy="Make one with `ermine run`.")
    people = _people(conn, run["run_id"], employee_ids, unit_scope)
    stale = (today - run["as_of"]).days > stale_days
    unscored = {who: _without_score(who, people.get(who), stale, scorecard) for who in employee_ids}
    wanted = [
        (who, _features(scorecard, people[who])) for who in people if unscored[who] is None and scorecard
    ]
    ready = dict(with_own_peers(scorecard, wanted)) if scorecard else {}
    rows = tuple(unscored[who] or (who, ready[who]) for who in employee_ids)
    return KnownPeople(run["run_id"], run["as_of"], rows)


def score_known(
    conn: Connection,
    scorecard: Scorecard | None,
    employee_ids: Sequence[str],
    *,
    unit_scope: str | None,
    today: date,
    stale_days: int,
) -> KnownScores:
    """The same with everybody scored who can be."""
    known = known_people(
        conn, scorecard, employee_ids, unit_scope=unit_scope, today=today, stale_days=stale_days
    )
    wanted = [row for row in known.rows if not isinstance(row, ScoredRow)]
    scored = iter(score_batch(scorecard, wanted) if scorecard else ())
    rows = tuple(row if isinstance(row, ScoredRow) else next(scored) for row in known.rows)
    return KnownScores(known.run_id, known.as_of, rows)


def _people(
    conn: Connection, run_id: str, employee_ids: Sequence[str], unit_scope: str | None
) -> dict[str, RowMapping]:
    rows = conn.execute(
        select(run_people.c.employee_id, run_people.c.status, run_people.c.features).where(
            run_people.c.run_id == run_id,
            run_people.c.employee_id.in_(set(employee_ids)),
            in_unit_scope(unit_scope),
        )
    )
    return {row["employee_id"]: row for row in rows.mappings()}


def _without_score(
    who: str, person: RowMapping | None, stale: bool, scorecard: Scorecard | None
) -> ScoredRow | None:
    """The answer for somebody who gets no score; None for somebody who gets one."""
    if person is None:
        return ScoredRow(who, "refused", "unknown_id")
    if person["status"] not in ("scored", "cold_start"):
        return ScoredRow(who, "not_scored", person["status"])
    if scorecard is None or person["status"] == "cold_start":
        return ScoredRow(who, "not_scored", "cold_start")
    return ScoredRow(who, "not_scored", "stale") if stale else None


def _features(scorecard: Scorecard | None, person: RowMapping) -> dict[str, Value]:
    stored: Mapping[str, Value] = person["features"]
    absent = [spec.name for spec in inputs_of(scorecard) if spec.name not in stored] if scorecard else []
    if absent:
        raise RunOutdated(
            f"The latest run lacks {len(absent)} inputs of the model now serving, first {absent[0]!r}.",
            remedy="Make a new run with `ermine run`.",
        )
    return dict(stored)
