"""Whether there is enough evidence for a personal model; below it the week's list is ordered by tenure."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.dataset import TrainingData
from training.gate import Reason, ReasonCode

CODE: ReasonCode = "too_little_evidence"
INSTEAD = "Until then the week's list is ordered by tenure, and says so."


@dataclass(frozen=True)
class EvidenceNeeded:
    """How many different people must have left in the labelled rows, and how many months these must span.

    The policy decides; the defaults ask for nothing beyond what can be fitted.
    """

    min_leavers: int = 10
    min_months: int = 1


WHATEVER_CAN_BE_FITTED = EvidenceNeeded()


def too_little_evidence(data: TrainingData, needed: EvidenceNeeded) -> Iterator[Reason]:
    """Why these rows are too little to score people by; nothing where they are enough.

    One exit is an event of several person-months, so people are counted, not events. Months are asked of person-months
    only: a flat table of the past has none.
    """
    leavers = len(np.unique(data.groups[data.y == 1]))
    if leavers < needed.min_leavers:
        yield Reason(
            CODE,
            f"{leavers} different people left in the labelled rows; a personal model needs {needed.min_leavers} "
            f"(min_leavers in the outreach policy). {INSTEAD}",
        )
    if data.source == "company" and len(data.dates) < needed.min_months:
        yield Reason(
            CODE,
            f"The labelled rows span {len(data.dates)} months; a personal model needs {needed.min_months} "
            f"(min_months in the outreach policy). {INSTEAD}",
        )
