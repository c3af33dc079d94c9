"""What a reader of a stored outreach run sees; the API and the pages show exactly these values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from serving.outreach.states import State
from serving.scores.reasons import Reason as Reason

RunKind = Literal["risk", "cold_start"]
ItemKind = Literal["risk", "first_days", "journey_event", "follow_up", "request", "coverage", "unit"]
Subject = Literal["person", "unit"]
Band = Literal["steady", "watch", "talk_soon", "unknown"]

KIND_LABELS: dict[ItemKind, str] = {
    "risk": "by the score",
    "first_days": "first days",
    "journey_event": "a moment",
    "follow_up": "promised",
    "request": "asked for it",
    "coverage": "long unspoken to",
    "unit": "a unit",
}

BAND_LABELS: dict[Band, str] = {
    "steady": "steady",
    "watch": "watch",
    "talk_soon": "talk soon",
    "unknown": "not known",
}


@dataclass(frozen=True)
class RunInfo:
    """One stored run: when it was scored, by which model, on which data, and how far it reaches."""

    run_id: str
    kind: RunKind
    source: str
    as_of: date
    made_at: datetime
    valid_until: date
    data_hash: str
    data_note: str
    model_name: str | None
    model_version: int | None
    model_digest: str | None
    horizon_days: int | None
    base_rate: float | None
    people: int
    scored: int
    listed: int
    explanation: str


@dataclass(frozen=True)
class BandObserved:
    """What people with scores in this band did, on rows the model had not seen.

    `left` of `n` people left within `horizon_days`; `low` and `high` are the Wilson 95 % limits of the share.
    """

    n: int
    left: int
    low: float
    high: float
    horizon_days: int
    sentence: str


@dataclass(frozen=True)
class Playbook:
    """A suggested conversation: how to open it, what to leave unsaid, how long it takes, what to record."""

    id: str
    version: int
    name: str
    kind: str
    opening_questions: tuple[str, ...]
    avoid: tuple[str, ...]
    hours: float
    record: str


@dataclass(frozen=True)
class Promised:
    """Something promised to the person that is still open, and its day."""

    words: str
    due: date


@dataclass(frozen=True)
class PastBand:
    """A person's band in the last run of a day, and whether they were on a list in it."""

    as_of: date
    band: Band
    listed: bool


@dataclass(frozen=True)
class OutreachItem:
    """One line of an ER manager's week: a person or a unit, why, and what to talk about. No money, no probability.

    `kind` is what the line is there for. A unit's line has no `employee_id`, no band and no reasons, and names nobody:
    `name` is the unit's, `unit` the one above it. `state` is today's, `version` what the next decision must name;
    `due` is the day by which the conversation should be held, `overdue` whether that has passed; `state_why` says in
    words what ended the line or why it was dismissed.
    """

    item_id: str
    order: int
    kind: ItemKind
    subject: Subject
    employee_id: str | None
    unit_id: str | None
    name: str
    unit: str
    job: str
    band: Band
    band_observed: BandObserved | None
    follow_up: str
    why: str
    reasons: tuple[Reason, ...]
    playbook: Playbook
    hours: float
    last_contact: date | None
    valid_until: date
    state: State
    version: int
    due: date
    overdue: bool
    state_why: str
    aspirations: str = ""
    promises: tuple[Promised, ...] = ()


@dataclass(frozen=True)
class OutreachList:
    """An ER manager's list in one run, in the order to work through it.

    `carried` are lines of earlier lists that are planned and not held yet; they take `planned_hours`. `gap` is how
    far, at most, a better list could be, as a share of its worth: 0.0 when none is better, None when not recorded.
    Of `coverage_due` people to whom nobody has spoken for long, `coverage_short` more should have been listed.
    """

    run: RunInfo
    er_manager_id: str
    er_manager_name: str
    population: int
    hours_available: float
    planned_hours: float
    hours_used: float
    gap: float | None
    coverage_due: int
    coverage_short: int
    items: tuple[OutreachItem, ...]
    carried: tuple[OutreachItem, ...]


@dataclass(frozen=True)
class Colleague:
    """One person of a population, in brief; `order` is the place on this week's list, None for who is not on it."""

    employee_id: str
    name: str
    unit: str
    job: str
    band: Band
    order: int | None
    not_listed: str


@dataclass(frozen=True)
class Population:
    """One page of the people an ER manager looks after, the highest score first and those without one last.

    `found` people match the search; `people` are those from `start` (0 for the first) on.
    """

    run: RunInfo
    people: tuple[Colleague, ...]
    found: int
    start: int


@dataclass(frozen=True)
class Fact:
    """One line about a person in plain words, such as "Location: Leeds"."""

    label: str
    value: str


@dataclass(frozen=True)
class PersonView:
    """One person in one run: every reason, which with `base` sum to `log_odds`.

    `status` is "scored", or why there is no score ("in_notice", "open_case", "objected", "cold_start");
    then `base`, `log_odds`, `probability` and `band_observed` are None and `reasons` is empty.
    `fact_days` says of each feature when its fact was, in words.
    `not_listed` says in plain words why the person is not on the list; it is "" for a listed person.
    """

    run: RunInfo
    employee_id: str
    name: str
    unit: str
    job: str
    facts: tuple[Fact, ...]
    status: str
    band: Band
    band_observed: BandObserved | None
    base: float | None
    log_odds: float | None
    probability: float | None
    reasons: tuple[Reason, ...]
    fact_days: dict[str, str]
    last_contact: date | None
    not_listed: str
    item: OutreachItem | None
