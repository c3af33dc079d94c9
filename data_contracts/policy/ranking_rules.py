"""What the ranking keeps room for: moments of working life, people long unspoken to, units, and what each is worth."""

from typing import Annotated, Literal

from pydantic import Field

from data_contracts.policy.policy_file import PolicyPart

Worth = Annotated[float, Field(ge=0, le=10_000_000)]
JourneyEvent = Literal["start", "return", "anniversary", "move"]


class Worths(PolicyPart):
    """What a conversation is worth beside what it may save, in money: this orders moments against scores.

    `coverage` is what each conversation that the coverage floor still lacks is worth.
    """

    request: Worth = 5000.0
    follow_up: Worth = 4000.0
    first_days: Worth = 600.0
    journey_event: Worth = 300.0
    coverage: Worth = 200.0
    unit: Worth = 4000.0


class RankingRules(PolicyPart):
    """Rules of the list beyond value and hours.

    `journey_reserve` is the share of a week's hours that risk, coverage and units leave to requests, follow-ups and
    journey moments, as far as those need it. `coverage_floor` conversations a week, at least, should be with people
    to whom nobody has spoken for `coverage_days`: it is soft, and what is missing is shown. `first_days` are days
    after the start on which a check-in is due; a moment stays due for `moment_days`. `journey_events` lists which
    kinds call for a conversation: `return` only when named here. At most `units_per_week` units are on a list. The
    solver stops after `solver_seconds` and then states how far from the best it may be.
    """

    journey_reserve: Annotated[float, Field(ge=0, le=1)] = 0.25
    coverage_days: Annotated[int, Field(ge=1, le=3660)] = 365
    coverage_floor: Annotated[int, Field(ge=0, le=200)] = 1
    first_days: tuple[Annotated[int, Field(ge=1, le=366)], ...] = (30, 60, 90)
    moment_days: Annotated[int, Field(ge=1, le=60)] = 14
    journey_events: tuple[JourneyEvent, ...] = ("start", "anniversary", "move")
    units_per_week: Annotated[int, Field(ge=0, le=50)] = 1
    solver_seconds: Annotated[float, Field(gt=0, le=600)] = 10.0
    worth: Worths = Worths()
