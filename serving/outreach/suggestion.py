"""Which conversation to suggest: the playbook for the strongest reason that a conversation can change."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.playbook import Playbook


def playbook_for(spec: FeatureSpec, playbooks: Sequence[Playbook]) -> Playbook | None:
    """The first playbook that names the feature, else its theme; None when a conversation cannot change it."""
    if not spec.actionable:
        return None
    named = next((playbook for playbook in playbooks if spec.name in playbook.drivers), None)
    return named or next((playbook for playbook in playbooks if spec.theme in playbook.themes), None)


def playbook_of_kind(kind: str, playbooks: Sequence[Playbook]) -> Playbook:
    """The first playbook of the kind, else the usual one."""
    return next((playbook for playbook in playbooks if playbook.kind == kind), usual_playbook(playbooks))


def playbook_for_topic(topic: str, playbooks: Sequence[Playbook]) -> Playbook | None:
    """The first unit playbook that lists the topic, else the first listening session; None when there is neither."""
    named = next((playbook for playbook in playbooks if topic in playbook.topics), None)
    return named or next((playbook for playbook in playbooks if playbook.kind == "listening_session"), None)


def usual_playbook(playbooks: Sequence[Playbook]) -> Playbook:
    """What to suggest when no single reason stands out: the first check-in, else the first playbook."""
    return next((playbook for playbook in playbooks if playbook.kind == "check_in"), playbooks[0])


def strongest_causes(
    specs: Sequence[FeatureSpec], contributions: npt.NDArray[np.float64], playbooks: Sequence[Playbook]
) -> npt.NDArray[np.int64]:
    """For each row of `contributions` (n, m) the feature to talk about, as an index into `specs`.

    It is the feature that raises the score most among those that have a playbook; -1 when none raises it.
    """
    usable = np.array([playbook_for(spec, playbooks) is not None for spec in specs])
    raising = np.where(usable & (contributions > 0), contributions, 0.0)
    best = raising.argmax(axis=1)
    return np.where(raising.max(axis=1) > 0, best, -1).astype(np.int64)
