"""The ER lead's desk: what may be known of each round, and what can be done with it, without seeing an answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from data_contracts.errors import Conflict, InputRefused, Unavailable
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.feedback.counting import answers_at_least
from serving.feedback.releasing import released
from serving.feedback.rounds import (
    Organisation,
    QuestionsRefused,
    Round,
    all_rounds,
    find_round,
    highest,
    open_round,
    raise_floors,
    required,
)
from serving.feedback.steps import Step, StepName, last_step
from serving.store.engine import reading, writing

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"


class NoDesk(Unavailable):
    """This server keeps no feedback rounds."""


class FloorsLowered(Conflict):
    """The floors of a round may rise, never fall."""


class RoundNameRefused(InputRefused):
    """A round's name stands in links and file names."""


@dataclass(frozen=True)
class RoundDesk:
    """What the desk works with; `engine` can read no answer (`serving.feedback.blindfold`).

    `organisation` gives the units of today with the people in them (all, or of the chosen units and below), `questions`
    and `floors` those of the policy, `start` begins the process that takes a step, `links_begin_with` is the address of
    the feedback pages. `before_opening` sees to what a round needs from its first day on.
    """

    engine: Engine
    organisation: Callable[[Collection[str]], Organisation]
    questions: Callable[[], Sequence[Question]]
    floors: Callable[[], Floors]
    start: Callable[[str], None]
    links_begin_with: str
    before_opening: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class ShownCount:
    """In how many units a measure of a released round is shown, and in how many withheld."""

    measure: str
    shown: int
    withheld: int


@dataclass(frozen=True)
class RoundView:
    """A round as the ER lead may know it.

    `people` were asked in `groups` of ten and more; `links` have been handed out. `answers_at_least` is None until that
    many answered that the count says nothing about anybody; it moves in steps of ten, once a day.
    """

    round_id: str
    state: str
    opened_on: date
    closed_on: date | None
    released_on: date | None
    historic: bool
    questions: tuple[Question, ...]
    people: int
    groups: int
    links: int
    answers_at_least: int | None
    step: Step | None
    released: tuple[ShownCount, ...]


def rounds_seen(desk: RoundDesk, conn: Connection, day: date) -> tuple[RoundView, ...]:
    """Every round, the newest first; `conn` writes to the store of the lists, `day` is the day on the wall."""
    with reading(desk.engine) as feedback:
        found = [(one, _released(feedback, one)) for one in all_rounds(feedback)]
    return tuple(_view(desk, conn, one, counts, day) for one, counts in found)


def round_seen(desk: RoundDesk, conn: Connection, round_id: str, day: date) -> RoundView:
    """One round; raises `RoundUnknown`."""
    with reading(desk.engine) as feedback:
        found = find_round(feedback, round_id)
        counts = _released(feedback, found)
    return _view(desk, conn, found, counts, day)


def open_at_desk(
    desk: RoundDesk, round_id: str, units: Collection[str], questions: Collection[str], today: date
) -> Round:
    """Open a round for these units and questions (none named: all). Raises what `open_round` raises."""
    check_name(round_id)
    asked = [question for question in desk.questions() if not questions or question.id in questions]
    if unknown := set(questions) - {question.id for question in asked}:
        raise QuestionsRefused(f"There is no question {min(unknown)!r} in the policy's questions.")
    organisation = desk.organisation(units)
    desk.before_opening()
    with writing(desk.engine) as feedback:
        return open_round(feedback, round_id, organisation, asked, desk.floors(), today)


def check_name(round_id: str) -> None:
    """Raise `RoundNameRefused` for a name that cannot stand in a link."""
    import re

    if not re.fullmatch(NAME, round_id):
        raise RoundNameRefused(
            f"{round_id!r} cannot name a round.", remedy="Use letters, digits, dots and dashes: 2026-q3."
        )


def desk_given(desk: RoundDesk | None) -> RoundDesk:
    """The desk; raises `NoDesk` where the server has none."""
    if desk is None:
        raise NoDesk("This server keeps no feedback rounds.", remedy="Serve a home with HR tables.")
    return desk


def may_step(desk: RoundDesk, round_id: str, step: StepName) -> None:
    """Raise `RoundUnknown`, or `RoundState` unless the round is in the state that the step needs."""
    with reading(desk.engine) as feedback:
        found = find_round(feedback, round_id)
    required(found, *(("open", "closing") if step == "close" else ("closed",)))


def raise_floors_at_desk(desk: RoundDesk, round_id: str, floors: Floors) -> Round:
    """Set higher floors; raises `FloorsLowered` where one is lower than it is."""
    with writing(desk.engine) as feedback:
        found = required(find_round(feedback, round_id), "open", "closing", "closed")
        if highest(found.floors, floors) != floors:
            raise FloorsLowered(
                f"Round {round_id}: a floor would fall.", remedy="Give each floor as it is, or higher."
            )
        raise_floors(feedback, found, floors)
        return find_round(feedback, round_id)


def _view(
    desk: RoundDesk, conn: Connection, found: Round, counts: tuple[ShownCount, ...], day: date
) -> RoundView:
    return RoundView(
        round_id=found.round_id,
        state=found.state,
        opened_on=found.opened_on,
        closed_on=found.closed_on,
        released_on=found.released_on,
        historic=found.historic,
        questions=found.questions,
        people=max(found.eligible.values()),
        groups=len(found.eligible),
        links=found.tokens_issued,
        answers_at_least=answers_at_least(conn, desk.engine, found, day),
        step=last_step(conn, found.round_id),
        released=counts,
    )


def _released(feedback: Connection, found: Round) -> tuple[ShownCount, ...]:
    if found.state != "released":
        return ()
    units = released(feedback, found.round_id)["units"]
    shown: Mapping[str, int] = {
        measure: sum(unit["cells"][measure]["shown"] for unit in units) for measure in units[0]["cells"]
    }
    return tuple(ShownCount(measure, n, len(units) - n) for measure, n in shown.items())
