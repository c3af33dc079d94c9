"""What the service is built from; `ermine` passes it in, and no route reads a setting or a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from serving.access.tokens import TokenDoor
from serving.api.buckets import Buckets
from serving.audit.trail import AuditTrail
from serving.feedback.concerns.desk import Desk
from serving.feedback.desk import RoundDesk
from serving.impact.trials import TrialSetting
from serving.insight.releases import Release
from serving.outreach.lead_desk import LeadDesk
from serving.subjects.parts import SubjectParts
from serving.versions.on_file import TrainedVersion
from training.champion import Champion


@dataclass(frozen=True)
class Beside:
    """What a part beside the service says of itself; one that is not `ok` makes the service degraded."""

    ok: bool
    said: str


@dataclass(frozen=True)
class AppParts:
    """The parts of a running service.

    `champion` gives the verified model that scores now, or None before the first promotion. `clock` (UTC)
    is for the expiry of keys and sessions only; `today` is the business day, which a demo freezes. A run
    older than `stale_days` business days is too old to score from. `secure_cookies` is on wherever pages
    come over TLS. `releases` gives the released feedback rounds, the one that closed first first.
    `concerns` is the desk of concern handlers, which nobody else comes near.
    `trial_setting` gives what the policies say of trials; `commitments_changed` shows promises on the feedback pages.
    `buckets` limit how fast each key may send requests; `subjects` is what answers to people are built from.
    `desk` is where an ER lead opens, closes and releases rounds.
    `model_problem` says why a newer champion file is refused, and is empty when none is; `registry` and `feedback` say
    how those parts are, `registry_age` the seconds since the registry was reached, -1 if never. `tokens` reads those
    of an identity provider, where one is set. `versions` are the trained ones on file, the newest first; `model_card`
    gives the champion's card, None when the home keeps none.
    """

    engine: Engine
    audit: AuditTrail
    champion: Callable[[], Champion | None]
    clock: Callable[[], datetime]
    today: Callable[[], date]
    stale_days: int
    secure_cookies: bool
    version: str
    releases: Callable[[], tuple[Release, ...]] = field(default=lambda: ())
    desk: RoundDesk | None = None
    concerns: Desk | None = None
    trial_setting: Callable[[], TrialSetting] = TrialSetting
    commitments_changed: Callable[[], None] = field(default=lambda: None)
    subjects: SubjectParts = field(default_factory=SubjectParts)
    model_problem: Callable[[], str] = field(default=lambda: "")
    registry: Callable[[], Beside] = field(default=lambda: Beside(True, "not watched"))
    registry_age: Callable[[], float] = field(default=lambda: -1.0)
    feedback: Callable[[], Beside] = field(default=lambda: Beside(True, "not served here"))
    lead: LeadDesk = field(default_factory=LeadDesk)
    buckets: Buckets = field(default_factory=Buckets)
    tokens: TokenDoor | None = None
    versions: Callable[[], tuple[TrainedVersion, ...]] = field(default=lambda: ())
    model_card: Callable[[Champion], str | None] = field(default=lambda _: None)
