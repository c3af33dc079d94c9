"""Every feature in words: name, meaning, unit, source tables; importing this loads no query engine.

How the words of `meaning` are to be read:

- A row is visible at `as_of` when `known_at < as_of`; an event must also have happened before `as_of`, a
  dated state (assignment, salary) must be valid from `as_of` or earlier.
- "in the N days before" is `as_of - N days <= event date < as_of`; months are calendar months.
- "whole months since d" is completed calendar months from d to `as_of` (2026-01-15 to 2026-03-14: 1).
- The team is everybody in the population at `as_of` with the same `unit_id` (not its descendants);
  colleagues are the team without the person. A leaver belonged to the unit of the assignment held on the
  last day.
- A figure against colleagues is missing with fewer than 4 of them: nobody's own figure can be worked out.
- Peers are people of the same job family and level as they were when the model learned (`features.peers`).
- No feature knows of a notice: only of those whose last day is past, the person's own exit never among them.
- Engagement events count when their kind is one of `EVENT_KINDS`; other kinds (resource groups, say) may
  tell about a person what is nobody's business.
- A count is 0 when its table is there and has no such row for the person; every other value is then missing.
"""

from collections.abc import Mapping
from types import MappingProxyType

from data_contracts.feature_spec import FeatureSpec
from features.specs.career import CAREER
from features.specs.engagement import ENGAGEMENT
from features.specs.manager import MANAGER
from features.specs.mood import MOOD
from features.specs.one_on_ones import ONE_ON_ONES
from features.specs.pay import PAY
from features.specs.position import POSITION
from features.specs.recognition import RECOGNITION
from features.specs.team import TEAM
from features.specs.tenure import TENURE
from features.specs.workload import WORKLOAD

FEATURES: tuple[FeatureSpec, ...] = (
    *POSITION,
    *TENURE,
    *PAY,
    *CAREER,
    *MANAGER,
    *TEAM,
    *WORKLOAD,
    *ENGAGEMENT,
    *RECOGNITION,
    *ONE_ON_ONES,
    *MOOD,
)
"""Every feature, in the column order of `features.build.build_features`."""

EVENT_KINDS = ("town_hall", "social", "training", "mentoring", "volunteering")
"""The kinds of engagement events that features may count."""

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"absences": ("holiday",), "engagement_events": EVENT_KINDS}
)
"""Tables of which only rows of these kinds are opened."""

BY_NAME: Mapping[str, FeatureSpec] = MappingProxyType({spec.name: spec for spec in FEATURES})


def sources(spec: FeatureSpec) -> tuple[str, ...]:
    """The tables (or passed-in values) that a feature is made from; all of them must be there."""
    return tuple(spec.source.split(", "))
