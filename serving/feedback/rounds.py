"""Rounds: who may answer which questions, frozen when the round opens."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from data_contracts.errors import Conflict, InputRefused, NotFound
from data_contracts.org import OrgTree
from sentiment.release.answers import Question
from sentiment.release.coarsening import coarsening
from sentiment.release.floors import Floor, Floors
from serving.feedback.tables import rounds

SMALLEST_GROUP = 10
"""Nobody's answer is kept under a unit of fewer eligible people than this."""


class RoundUnknown(NotFound):
    """There is no round of that name."""


class RoundExists(Conflict):
    """There is a round of that name already."""


class RoundState(Conflict):
    """The round is not in the state that this needs."""


class FloorsFrozen(Conflict):
    """Somebody has answered under these floors: they may rise, never fall."""


class QuestionsRefused(InputRefused):
    """A round needs at least one question, each with an id of its own."""


@dataclass(frozen=True)
class Organisation:
    """The units of the day a round opens: the unit above each, its name, and how many people are directly in it."""

    parents: Mapping[str, str | None]
    names: Mapping[str, str]
    people: Mapping[str, int]


@dataclass(frozen=True)
class Round:
    """A round as it is stored; `homes` says under which unit a unit's answers are kept."""

    round_id: str
    state: str
    opened_on: date
    closed_on: date | None
    released_on: date | None
    questions: tuple[Question, ...]
    floors: Floors
    floors_frozen: bool
    parents: Mapping[str, str | None]
    names: Mapping[str, str]
    homes: Mapping[str, str]
    eligible: Mapping[str, int]
    tokens_issued: int
    historic: bool

    @property
    def tree(self) -> OrgTree:
        """The units under which answers are kept."""
        return OrgTree(self.parents)


def open_round(
    conn: Connection,
    round_id: str,
    organisation: Organisation,
    questions: Sequence[Question],
    floors: Floors,
    opened_on: date,
    historic: bool = False,
) -> Round:
    """Open a round for everybody in the organisation (a tree with one top unit).

    A `historic` one takes imported answers instead of tokens. Raises `RoundExists`, `QuestionsRefused`, and
    `TooFewForFeedback` for fewer than ten people.
    """
    _check(conn, round_id, questions, historic)
    homes = coarsening(OrgTree(organisation.parents), organisation.people, SMALLEST_GROUP)
    parents = {home: _home_above(organisation.parents, homes, home) for home in set(homes.values())}
    conn.execute(
        insert(rounds).values(
            round_id=round_id,
            state="open",
            opened_on=opened_on,
            questions=[asdict(question) for question in questions],
            floors=asdict(floors),
            floors_frozen=False,
            parents=parents,
            names=dict(organisation.names),
            homes=homes,
            eligible=_eligible(organisation, homes, OrgTree(parents)),
            tokens_issued=0,
            historic=historic,
        )
    )
    return find_round(conn, round_id)


def find_round(conn: Connection, round_id: str) -> Round:
    """The round of that name; raises `RoundUnknown`."""
    row = conn.execute(select(rounds).where(rounds.c.round_id == round_id)).mappings().first()
    if row is None:
        raise RoundUnknown(f"There is no round {round_id!r}.", remedy="`ermine round show` lists them.")
    return _round(row)


def all_rounds(conn: Connection) -> tuple[Round, ...]:
    """Every round, the newest first."""
    newest = select(rounds).order_by(rounds.c.opened_on.desc(), rounds.c.round_id.desc())
    return tuple(_round(row) for row in conn.execute(newest).mappings())


def required(found: Round, *states: str) -> Round:
    """The round itself, if it is in one of the states; raises `RoundState`."""
    if found.state not in states:
        raise RoundState(
            f"Round {found.round_id} is {found.state}; this needs one that is {' or '.join(states)}."
        )
    return found


def move(conn: Connection, round_id: str, **changes: Any) -> None:
    """Change the state of a round, with the day on which that happened."""
    conn.execute(update(rounds).where(rounds.c.round_id == round_id).values(**changes))


def raise_floors(conn: Connection, found: Round, floors: Floors) -> None:
    """Set other floors; after the first answer none of them may be lower than before (`FloorsFrozen`)."""
    if found.floors_frozen and highest(found.floors, floors) != floors:
        raise FloorsFrozen(f"Round {found.round_id} has answers: its floors may rise, never fall.")
    move(conn, found.round_id, floors=asdict(floors))


FLOORS = ("scores", "enps", "comments", "topic_writers")


def highest(first: Floors, second: Floors) -> Floors:
    """The stricter of two sets of floors, floor by floor."""
    stricter = {name: _stricter(getattr(first, name), getattr(second, name)) for name in FLOORS}
    return Floors(**stricter, quotes_eligible=max(first.quotes_eligible, second.quotes_eligible))


def _stricter(one: Floor, other: Floor) -> Floor:
    return Floor(max(one.group, other.group), max(one.remainder, other.remainder))


def _check(conn: Connection, round_id: str, questions: Sequence[Question], historic: bool) -> None:
    if conn.execute(select(rounds.c.state).where(rounds.c.round_id == round_id)).first() is not None:
        raise RoundExists(f"There is a round {round_id!r} already.", remedy="Give the new one another name.")
    none_needed = historic and not questions
    if not (questions or none_needed) or len({question.id for question in questions}) < len(questions):
        raise QuestionsRefused("A round needs at least one question, each with an id of its own.")


def _home_above(parents: Mapping[str, str | None], homes: Mapping[str, str], home: str) -> str | None:
    above = parents[home]
    return None if above is None else homes[above]


def _eligible(organisation: Organisation, homes: Mapping[str, str], tree: OrgTree) -> dict[str, int]:
    eligible = dict.fromkeys(tree.parents, 0)
    for unit, people in organisation.people.items():
        for above in tree.path(homes[unit]):
            eligible[above] += people
    return eligible


def _round(row: RowMapping) -> Round:
    stored = row["floors"]
    floors = Floors(
        **{name: Floor(**stored[name]) for name in FLOORS}, quotes_eligible=stored["quotes_eligible"]
    )
    questions = tuple(Question(**question) for question in row["questions"])
    return Round(**{**row, "questions": questions, "floors": floors})
