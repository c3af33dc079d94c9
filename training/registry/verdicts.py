"""The gate's verdict as the registry keeps it, bound by digest to one scorecard and one champion beside it."""

from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, ValidationError

from data_contracts.errors import Unavailable
from training import canonical_json
from training.gate import Reason, ReasonCode, Verdict


class VerdictUnusable(Unavailable):
    """The gate's verdict for this version cannot be read or is for another scorecard."""


class _StoredReason(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: ReasonCode
    message: str
    columns: tuple[str, ...]


class _StoredVerdict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    digest: str
    champion: str
    passed: bool
    reasons: tuple[_StoredReason, ...]


def verdict_bytes(verdict: Verdict, digest: str) -> bytes:
    """The verdict on the scorecard with this digest, as canonical JSON."""
    reasons = [asdict(reason) for reason in verdict.reasons]
    return canonical_json.dump(
        {"digest": digest, "champion": verdict.champion, "passed": verdict.passed, "reasons": reasons}
    )


def read_verdict(raw: bytes, digest: str) -> Verdict:
    """The verdict in `raw`; `VerdictUnusable` if it is malformed, contradicts itself or is about another scorecard."""
    try:
        stored = _StoredVerdict.model_validate(canonical_json.parse(raw))
    except (ValidationError, ValueError) as error:
        raise VerdictUnusable("verdict.json: not a stored verdict") from error
    reasons = tuple(Reason(r.code, r.message, r.columns) for r in stored.reasons)
    verdict = Verdict(reasons, stored.champion)
    if stored.digest != digest or stored.passed != verdict.passed:
        raise VerdictUnusable("verdict.json: not the verdict on this version's scorecard")
    return verdict
