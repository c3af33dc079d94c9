"""Every table that a company may bring, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from data_contracts.contract import TableContract
from data_contracts.tables.absences import Absences
from data_contracts.tables.assignments import Assignments
from data_contracts.tables.comments import Comments
from data_contracts.tables.compensation import Compensation
from data_contracts.tables.employees import Employees
from data_contracts.tables.engagement_events import EngagementEvents
from data_contracts.tables.er_managers import ErManagers
from data_contracts.tables.exits import Exits
from data_contracts.tables.journey_events import JourneyEvents
from data_contracts.tables.one_on_ones import OneOnOnes
from data_contracts.tables.open_cases import OpenCases
from data_contracts.tables.outreach_history import OutreachHistory
from data_contracts.tables.populations import Populations
from data_contracts.tables.preferences import Preferences
from data_contracts.tables.recognition import Recognition
from data_contracts.tables.requests import Requests
from data_contracts.tables.reviews import Reviews
from data_contracts.tables.surveys import Surveys
from data_contracts.tables.units import Units
from data_contracts.tables.worked_hours import WorkedHours

REQUIRED = ("employees", "exits")
"""Without these there is nothing to learn from."""

_IN_ORDER = (
    # Tables come after those that they refer to.
    TableContract("employees", Employees, "hire_date", ("hire_date",), known_once=True),
    TableContract("units", Units, "valid_from", ("valid_from",)),
    TableContract(
        "exits",
        Exits,
        "last_day",
        ("known_at", "notice_date", "last_day"),
        ("notice_date", "known_at"),
        keeps_versions=True,
    ),
    TableContract(
        "assignments",
        Assignments,
        "valid_from",
        ("known_at", "valid_from"),
        ("known_at",),
        about_work=True,
        keeps_versions=True,
        from_hire=True,
    ),
    TableContract(
        "compensation",
        Compensation,
        "valid_from",
        ("known_at", "valid_from"),
        ("known_at",),
        about_work=True,
        keeps_versions=True,
        from_hire=True,
    ),
    TableContract("absences", Absences, "start_date", ("start_date",), about_work=True, keeps_versions=True),
    TableContract(
        "engagement_events", EngagementEvents, "event_date", ("event_date",), ("event_date",), about_work=True
    ),
    TableContract(
        "recognition", Recognition, "event_date", ("event_date",), ("event_date",), about_work=True
    ),
    TableContract("one_on_ones", OneOnOnes, "event_date", ("event_date",), ("event_date",), about_work=True),
    TableContract(
        "reviews", Reviews, "period_end", ("known_at",), ("known_at",), about_work=True, keeps_versions=True
    ),
    TableContract(
        "worked_hours", WorkedHours, "month", ("month",), ("month",), about_work=True, keeps_versions=True
    ),
    TableContract("er_managers", ErManagers),
    TableContract("populations", Populations, "valid_from", ("valid_from",)),
    TableContract("preferences", Preferences, "valid_from", ("valid_from",)),
    TableContract("requests", Requests, "date", ("date",), ("date",), about_work=True),
    TableContract("open_cases", OpenCases, "opened", ("opened",)),
    TableContract("journey_events", JourneyEvents, "date", ("date",), about_work=True),
    TableContract("outreach_history", OutreachHistory, "date", ("date",), ("date",)),
)

TABLES: Mapping[str, TableContract] = MappingProxyType({contract.name: contract for contract in _IN_ORDER})

_FEEDBACK = (
    TableContract("surveys", Surveys, repeats=True),
    TableContract("comments", Comments, repeats=True),
)

FEEDBACK: Mapping[str, TableContract] = MappingProxyType({contract.name: contract for contract in _FEEDBACK})
"""What people said: never admitted to the lake, where names are, but to the feedback database."""
