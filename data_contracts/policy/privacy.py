"""The privacy policy: what may never feed a score, and how large a group must be before it is shown."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from data_contracts.policy.playbook import Text
from data_contracts.policy.policy_file import DEFAULT_FOLDER, PolicyFile, PolicyPart, load_policy

DEFAULT_PRIVACY = DEFAULT_FOLDER / "privacy.toml"

Handler = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

_NEVER_LOWER = {"scores": 5, "comments": 10, "topic_writers": 5, "enps": 30, "enps_remainder": 10}
_NEEDS_APPROVAL = ("survey_answers_in_scores", "mood_in_scores", "trial")
_ALWAYS_BARRED = frozenset(
    {
        "protected",
        "absences.sick",
        "absences.family",
        "survey_non_response",
        "anonymous_text",
        "open_cases",
        "requests",
        "outreach_history",
    }
)


class Floors(PolicyPart):
    """How many people must have answered before a group's result is shown; they may rise, never fall."""

    scores: int
    comments: int
    topic_writers: int
    enps: int
    enps_remainder: int

    @model_validator(mode="after")
    def _not_below_the_promise(self) -> "Floors":
        floors = _NEVER_LOWER.items()
        low = [f"{name} is below {least}" for name, least in floors if getattr(self, name) < least]
        if low:
            raise ValueError(", ".join(low))
        return self


class Concerns(PolicyPart):
    """Who handles serious concerns, and within how many days of the calendar.

    `handlers` are names for their keys, in the order in which they are asked: the second one gets what the first one is
    involved in.
    """

    acknowledge_days: Annotated[int, Field(ge=1, le=7)] = 1
    answer_days: Annotated[int, Field(ge=1, le=90)] = 14
    handlers: Annotated[tuple[Handler, ...], Field(min_length=2, max_length=20)] = ("first", "second")

    @model_validator(mode="after")
    def _each_once(self) -> "Concerns":
        if len(set(self.handlers)) < len(self.handlers):
            raise ValueError("handlers: a name stands there twice")
        return self


class Retention(PolicyPart):
    """For how many days rows are kept, by what they are; the audit never for less than half a year.

    Runs count from their as-of day, the answers behind a release from that, concerns from the day they were closed, the
    rest from the clock. The latest run is kept whatever its age, and what was released for ever.
    """

    audit_days: Annotated[int, Field(ge=180, le=3650)] = 730
    run_days: Annotated[int, Field(ge=30, le=3650)] = 730
    contact_days: Annotated[int, Field(ge=30, le=3650)] = 730
    contest_days: Annotated[int, Field(ge=180, le=3650)] = 730
    key_days: Annotated[int, Field(ge=1, le=3650)] = 90
    concern_days: Annotated[int, Field(ge=30, le=3650)] = 730
    feedback_days: Annotated[int, Field(ge=30, le=3650)] = 730


class PrivacyPolicy(PolicyFile):
    """What the privacy officer has approved. Without an approval only the strictest choices are accepted.

    `answer_days` is by when a contest is answered. `help_lines` says, by name, how to reach people who help; it is
    shown to everybody who gives feedback.
    """

    approved_by: Text | None = None
    approved_on: date | None = None
    survey_answers_in_scores: bool
    mood_in_scores: bool
    trial: bool
    barred_sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    floors: Floors
    answer_days: Annotated[int, Field(ge=1, le=90)] = 30
    retention: Annotated[Retention, Field(default_factory=Retention)]
    help_lines: Annotated[dict[Text, Text], Field(default_factory=dict)]
    concerns: Annotated[Concerns, Field(default_factory=Concerns)]

    @property
    def barred_from_scores(self) -> tuple[str, ...]:
        """What may feed no score: `barred_sources`, and published team bands unless `mood_in_scores` lets them in."""
        return self.barred_sources if self.mood_in_scores else (*self.barred_sources, "team_bands")

    @model_validator(mode="after")
    def _bars_what_may_never_be_used(self) -> "PrivacyPolicy":
        if absent := sorted(_ALWAYS_BARRED - set(self.barred_sources)):
            raise ValueError(f"barred_sources: these may not be taken off the list: {', '.join(absent)}")
        return self

    @model_validator(mode="after")
    def _loosened_only_with_approval(self) -> "PrivacyPolicy":
        loose = [name for name in _NEEDS_APPROVAL if getattr(self, name)]
        if loose and (self.approved_by is None or self.approved_on is None):
            raise ValueError(f"{', '.join(loose)}: needs the privacy officer's approved_by and approved_on")
        return self


def load_privacy_policy(path: Path = DEFAULT_PRIVACY) -> PrivacyPolicy:
    """The privacy policy in the file at `path`; raises PolicyRefused that names each wrong key."""
    return load_policy(path, PrivacyPolicy)
