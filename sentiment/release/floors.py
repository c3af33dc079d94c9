"""From how many respondents on something is shown: the privacy policy's floors, as the gate uses them."""

from dataclasses import dataclass

from data_contracts.policy.privacy import Floors as PolicyFloors


@dataclass(frozen=True)
class Floor:
    """`group` respondents for a group to be shown, and `remainder` for whatever is left when shown parts are
    subtracted from a shown whole."""

    group: int
    remainder: int


@dataclass(frozen=True)
class Floors:
    """The floors of one round, frozen with it; `quotes_eligible` people must be in a unit that is quoted."""

    scores: Floor
    enps: Floor
    comments: Floor
    topic_writers: Floor
    quotes_eligible: int = 50

    @classmethod
    def of(cls, policy: PolicyFloors) -> "Floors":
        """The floors of a policy; only the eNPS has a floor for remainders that differs from its own."""
        return cls(
            scores=Floor(policy.scores, policy.scores),
            enps=Floor(policy.enps, policy.enps_remainder),
            comments=Floor(policy.comments, policy.comments),
            topic_writers=Floor(policy.topic_writers, policy.topic_writers),
        )
