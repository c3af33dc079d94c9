"""What holds for a whole run: its day, model, data and policies, and what its bands meant on the day."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from data_contracts.policy.outreach import OutreachPolicy
from serving.outreach.inputs import RunInputs
from serving.outreach.records import Header
from training.champion import Champion
from training.scorecard import Scorecard


def header_of(
    inputs: RunInputs,
    champion: Champion | None,
    cold_start: Scorecard | None,
    policy: OutreachPolicy,
    privacy_policy_hash: str,
) -> Header:
    """The header of a run of `inputs`; without a champion it is a cold start and says so."""
    scorecard = champion.scorecard if champion else None
    return Header(
        kind="risk" if champion else "cold_start",
        source=inputs.source,
        as_of=inputs.as_of,
        valid_until=inputs.as_of + timedelta(days=policy.valid_days),
        data_hash=inputs.data_hash,
        data_note=inputs.data_note,
        outreach_policy_hash=policy.hash,
        privacy_policy_hash=privacy_policy_hash,
        model_name=champion.name if champion else None,
        model_version=champion.version if champion else None,
        model_digest=champion.digest if champion else None,
        horizon_days=scorecard.horizon_days if scorecard else None,
        base=scorecard.served_base if scorecard else None,
        base_rate=scorecard.base_rate if scorecard else None,
        explanation=_explanation(inputs, champion, cold_start),
        features=tuple(asdict(spec) for spec in scorecard.specs) if scorecard else (),
        bands=_bands(scorecard, policy),
        playbooks=tuple(playbook.model_dump(mode="json") for playbook in policy.playbooks),
    )


def _explanation(inputs: RunInputs, champion: Champion | None, cold_start: Scorecard | None) -> str:
    if champion is None:
        how = "time with the company" if cold_start else "the longest time since the last recorded contact"
        return f"There is no personal model, so nobody has a score. The lists are ordered by {how}."
    return (
        f"Scored by {champion.name} version {champion.version} as of {inputs.as_of}, "
        "from what was known before that day; "
        f"the score is about {champion.scorecard.task} within {champion.scorecard.horizon_days} days."
    )


def _bands(scorecard: Scorecard | None, policy: OutreachPolicy) -> tuple[dict[str, Any], ...]:
    if scorecard is None:
        return ()
    follow_up = policy.bands.follow_up.model_dump()
    return tuple({**band.model_dump(), "follow_up": follow_up[band.name]} for band in scorecard.bands)
