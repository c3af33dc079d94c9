"""The outreach policy: capacity, costs, bands and playbooks, as the ER lead decides them."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from data_contracts.errors import PolicyRefused
from data_contracts.policy.playbook import Playbook, Text
from data_contracts.policy.policy_file import (
    DEFAULT_FOLDER,
    PolicyFile,
    PolicyPart,
    checked_policy,
    read_toml,
)
from data_contracts.policy.ranking_rules import RankingRules
from data_contracts.policy.replacement_rules import ReplacementRules
from data_contracts.policy.trial_rules import TrialRules

DEFAULT_OUTREACH = DEFAULT_FOLDER / "outreach.toml"

Days = Annotated[int, Field(ge=1, le=3660)]
Money = Annotated[float, Field(ge=0)]


class FollowUp(PolicyPart):
    """What must follow for a person in each band."""

    steady: Text
    watch: Text
    talk_soon: Text


class Bands(PolicyPart):
    """Where the bands begin, as multiples of the base rate, and what each one requires."""

    watch_at: Annotated[float, Field(gt=0)]
    talk_soon_at: Annotated[float, Field(gt=0)]
    follow_up: FollowUp

    @model_validator(mode="after")
    def _rises(self) -> "Bands":
        if self.talk_soon_at <= self.watch_at:
            raise ValueError("talk_soon_at must be above watch_at")
        return self


class LeakLimits(PolicyPart):
    """Skill above which a model is suspected of seeing the answer; both are areas under the ROC curve."""

    auc: Annotated[float, Field(gt=0.5, le=1)]
    single_feature_auc: Annotated[float, Field(gt=0.5, le=1)]


class TrainingRules(PolicyPart):
    """What a personal model may learn from, and how much evidence it needs before it serves.

    A conversation is taken to work for `contact_effect_days`: person-months that it touches are left out.
    `min_leavers` different people must have left in the labelled months and these must span `min_months`.
    `half_life_months` makes a month that old count half in the fit; absent: all months count the same.
    """

    contact_effect_days: Annotated[int, Field(ge=0, le=3660)] = 180
    min_leavers: Annotated[int, Field(ge=10)] = 50
    min_months: Annotated[int, Field(ge=1)] = 6
    half_life_months: Annotated[float, Field(gt=0)] | None = None


class OutreachPolicy(PolicyFile):
    """What outreach may cost, whom it may reach how often, and with which conversations.

    Money is in `currency` (ISO 4217). `assumed_effect` is the share of notices that one conversation
    prevents: an assumption until an impact trial has measured it. `replacement_cost` is the same for everybody unless
    `replacement` says otherwise, and always that of the business case. `put_off_days` is how long nobody is suggested
    again whose line was dismissed.
    """

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    weekly_hours_default: Annotated[float, Field(gt=0, le=60)]
    cool_down_days: Days
    valid_days: Days
    stale_days: Days
    default_horizon_days: Days
    notice_days: Annotated[int, Field(ge=0, le=366)]
    replacement_cost: Money
    hourly_cost: Money
    assumed_effect: Annotated[float, Field(ge=0, le=1)]
    bands: Bands
    leak: LeakLimits
    training: TrainingRules = TrainingRules()
    put_off_days: Annotated[int, Field(ge=0, le=3660)] = 28
    replacement: ReplacementRules = ReplacementRules()
    ranking: RankingRules = RankingRules()
    trial: TrialRules = TrialRules()
    playbooks: Annotated[tuple[Playbook, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "OutreachPolicy":
        ids = [playbook.id for playbook in self.playbooks]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"playbooks: these ids are used twice: {', '.join(twice)}")
        if all(playbook.for_unit for playbook in self.playbooks):
            raise ValueError("playbooks: none of them is for one person")
        return self

    @property
    def person_playbooks(self) -> tuple[Playbook, ...]:
        """The playbooks for one person, in the order in which they are tried."""
        return tuple(playbook for playbook in self.playbooks if not playbook.for_unit)

    @property
    def unit_playbooks(self) -> tuple[Playbook, ...]:
        """The playbooks for a unit, in the order in which they are tried; a home of before may have none."""
        return tuple(playbook for playbook in self.playbooks if playbook.for_unit)

    def replacement_of(self, job_family: str, annual_salary: float | None) -> float:
        """What it costs to replace somebody of this family and pay (None: not known), in `currency`."""
        return self.replacement.cost(self.replacement_cost, job_family, annual_salary)

    def playbook(self, playbook_id: str) -> Playbook:
        """The playbook with this id; raises KeyError if the policy has none."""
        return {playbook.id: playbook for playbook in self.playbooks}[playbook_id]


def load_outreach_policy(path: Path = DEFAULT_OUTREACH) -> OutreachPolicy:
    """The outreach policy in the file at `path`; raises PolicyRefused that names each wrong key.

    Each file `*.toml` in a folder `playbooks` beside it holds one playbook more, or another version of one: by its id
    it takes the place of that in the policy.
    """
    content = read_toml(path, PolicyRefused)
    more = [read_toml(file, PolicyRefused) for file in sorted((path.parent / "playbooks").glob("*.toml"))]
    if more and isinstance(listed := content.get("playbooks", []), list):
        ids = [playbook.get("id") for playbook in more]
        kept = [one for one in listed if not isinstance(one, dict) or one.get("id") not in ids]
        content = {**content, "playbooks": [*kept, *more]}
    return checked_policy(content, OutreachPolicy, path)
