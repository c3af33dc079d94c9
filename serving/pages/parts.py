"""What the pages are built from; `ermine` passes it in, and no page reads a setting or a clock by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine

from serving.access.provider_sign_in import ProviderSignIn
from serving.audit.trail import AuditTrail
from serving.feedback.concerns.desk import Desk
from serving.feedback.desk import RoundDesk
from serving.impact.trials import TrialSetting
from serving.insight.releases import Release
from serving.outreach.lead_desk import LeadDesk
from serving.subjects.parts import SubjectParts
from serving.versions.on_file import TrainedVersion, Versioned
from training.champion import Champion


@dataclass(frozen=True)
class DriftSeen:
    """What a watch found: on which day (None: an undated snapshot), by how many people, each finding as a sentence."""

    watched: date | None
    people: int
    found: bool
    lines: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ModelPapers:
    """What was written about a version when it was trained.

    `report` is `training.evaluation.report.EvaluationReport.to_dict()` or what JSON made of it; `card` is the
    self-contained model card. Either is None when the home does not keep it. `decisions` is what people recorded when
    they promoted it: `reason`, `confirm_leak` (why a suspected leak is none), `override` (why against the gate).
    `drift` is what the last watch of it found, None when nobody has looked.
    """

    report: Mapping[str, Any] | None
    card: str | None
    decisions: Mapping[str, str] = field(default_factory=dict)
    drift: DriftSeen | None = None


@dataclass(frozen=True)
class PageParts:
    """The parts of the pages.

    `champion` gives the verified model that scores now, or None before the first promotion; `papers` what is on
    file about it. `clock` (UTC) is for sessions only; `today` is the business day, and `today_is_frozen` says
    that it stands still, as in a demonstration. `secure_cookies` is on wherever pages come over TLS. `releases` gives
    the released feedback rounds, the one that closed first first. `concerns` is the desk of concern
    handlers, which nobody else comes near.
    `trial_setting` gives what the policies say of trials; `commitments_changed` shows promises on the feedback pages.
    `desk` is where an ER lead opens, closes and releases rounds. `versions` are those on file, the newest first.
    `provider` signs people in elsewhere, beside keys.
    `mlflow` is the address of MLflow's own pages, empty where the registry has none.
    """

    engine: Engine
    audit: AuditTrail
    champion: Callable[[], Champion | None]
    papers: Callable[[Versioned], ModelPapers]
    clock: Callable[[], datetime]
    today: Callable[[], date]
    today_is_frozen: bool
    secure_cookies: bool
    releases: Callable[[], tuple[Release, ...]] = field(default=lambda: ())
    desk: RoundDesk | None = None
    concerns: Desk | None = None
    trial_setting: Callable[[], TrialSetting] = TrialSetting
    commitments_changed: Callable[[], None] = field(default=lambda: None)
    subjects: SubjectParts = field(default_factory=SubjectParts)
    lead: LeadDesk = field(default_factory=LeadDesk)
    provider: ProviderSignIn | None = None
    versions: Callable[[], tuple[TrainedVersion, ...]] = field(default=lambda: ())
    mlflow: str = ""
