"""How a waiting list is drawn, where one is: who waits, and how long."""

from typing import Annotated

from pydantic import Field, field_validator

from data_contracts.policy.policy_file import PolicyPart

SHARES = (0.25, 0.5)
"""Shares of those drawn who may be asked to wait: lots are drawn in fours."""


class TrialRules(PolicyPart):
    """`waiting_share` of those drawn wait for `wait_days`, 90 at most; the others are talked to now.

    Lots are drawn only after `ermine trial start`, which asks the planner and the privacy policy first.
    """

    waiting_share: float = 0.5
    wait_days: Annotated[int, Field(ge=14, le=90)] = 90

    @field_validator("waiting_share")
    @classmethod
    def _in_fours(cls, share: float) -> float:
        if share not in SHARES:
            raise ValueError("waiting_share must be 0.25 or 0.5")
        return share
