"""What is in the registry: versions of a model with their figures, aliases and verdicts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from data_contracts.errors import NotFound, Unavailable
from training import canonical_json
from training.champion import check_name
from training.gate import Verdict
from training.registry.decisions import with_decisions
from training.registry.engine import MlflowException
from training.registry.store import Registry
from training.registry.verdicts import read_verdict
from training.scorecard import Scorecard

SCORECARD_FILE, REPORT_FILE, VERDICT_FILE, CARD_FILE = (
    "scorecard.json",
    "report.json",
    "verdict.json",
    "card.html",
)
FAIRNESS_FILE, REFERENCE_FILE = "fairness.json", "drift_reference.json"
CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"

HEADLINES = (
    "auc",
    "average_precision",
    "brier",
    "brier_skill",
    "calibration_error",
    "observed_over_expected",
)


DECISIONS = ("promoted_at", "reason", "confirm_leak", "override")
"""What people record at a promotion, as tags of the version."""


class VersionAbsent(NotFound):
    """The registry has no such model, version or alias."""


class ScorecardChanged(Unavailable):
    """The scorecard in the registry is not the one that was registered."""


@dataclass(frozen=True)
class ModelVersion:
    """One registered version; `figures` are the headline metrics, `notes` what people recorded at promotion.

    `horizon_days` is how far ahead it looks (0 where the training run does not say).
    """

    name: str
    version: int
    run_id: str
    aliases: tuple[str, ...]
    registered_at: datetime
    digest: str
    candidate: str
    data_hash: str
    passed: bool
    stopped_by: tuple[str, ...]
    figures: dict[str, float]
    notes: dict[str, str]
    horizon_days: int = 0


def list_versions(registry: Registry, name: str) -> tuple[ModelVersion, ...]:
    """Every version of the model, newest first; empty when nothing was registered under this name."""
    found = registry.client.search_model_versions(f"name = '{check_name(name)}'", max_results=10_000)
    aliases = _aliases(registry, name) if found else {}
    versions = [_version(registry, entry, aliases) for entry in found]
    return tuple(sorted(versions, key=lambda version: -version.version))


def find_version(registry: Registry, name: str, which: str | int) -> ModelVersion:
    """The version with this number or alias; `VersionAbsent` says what there is instead."""
    check_name(name)
    try:
        if str(which).isdecimal():
            entry = registry.client.get_model_version(name, str(which))
        else:
            entry = registry.client.get_model_version_by_alias(name, str(which))
    except MlflowException:
        raise VersionAbsent(
            f"{name}@{which}: not in the registry", remedy=_what_there_is(registry, name)
        ) from None
    return _version(registry, entry, _aliases(registry, name))


def version_or_none(registry: Registry, name: str, alias: str) -> ModelVersion | None:
    """The version that an alias points to; None when it points nowhere."""
    try:
        return find_version(registry, name, alias)
    except VersionAbsent:
        return None


def scorecard_of(registry: Registry, version: ModelVersion) -> Scorecard:
    """The version's scorecard, strictly read; `ScorecardChanged` if it is not the one that was registered."""
    scorecard = Scorecard.from_json(registry.read(version.run_id, SCORECARD_FILE))
    if scorecard.digest != version.digest:
        raise ScorecardChanged(
            f"{version.name} version {version.version}: the stored scorecard has digest {scorecard.digest[:12]}, "
            f"{version.digest[:12]} was registered",
            remedy="Train again; somebody or something has changed the registry's files.",
        )
    return scorecard


def verdict_of(registry: Registry, version: ModelVersion) -> Verdict:
    """The gate's verdict that was stored with the version."""
    return read_verdict(registry.read(version.run_id, VERDICT_FILE), version.digest)


def card(registry: Registry, name: str, which: str | int) -> str:
    """The model card of a version, with what people decided about it: one self-contained HTML page."""
    version = find_version(registry, name, which)
    return with_decisions(registry.read(version.run_id, CARD_FILE).decode("utf-8"), version.notes)


def report_of(registry: Registry, version: ModelVersion) -> dict[str, Any]:
    """The evaluation report of a version, as `EvaluationReport.to_dict` wrote it."""
    content = canonical_json.parse(registry.read(version.run_id, REPORT_FILE))
    return dict(content)


def _aliases(registry: Registry, name: str) -> dict[int, tuple[str, ...]]:
    by_version: dict[int, tuple[str, ...]] = {}
    for alias, version in sorted(registry.client.get_registered_model(name).aliases.items()):
        by_version[int(version)] = (*by_version.get(int(version), ()), alias)
    return by_version


def _version(registry: Registry, entry: Any, aliases: dict[int, tuple[str, ...]]) -> ModelVersion:
    tags = entry.tags
    run = registry.client.get_run(entry.run_id).data
    metrics = run.metrics
    return ModelVersion(
        name=entry.name,
        version=int(entry.version),
        run_id=entry.run_id,
        aliases=aliases.get(int(entry.version), ()),
        registered_at=datetime.fromtimestamp(entry.creation_timestamp / 1000, tz=UTC),
        digest=tags.get("digest", ""),
        candidate=tags.get("candidate", ""),
        data_hash=tags.get("data_hash", ""),
        passed=tags.get("gate") == "passed",
        stopped_by=tuple(code for code in tags.get("stopped_by", "").split(",") if code),
        figures={metric: metrics[metric] for metric in HEADLINES if metric in metrics},
        notes={key: tags[key] for key in DECISIONS if tags.get(key)},
        horizon_days=int(run.params.get("horizon_days", 0)),
    )


def _what_there_is(registry: Registry, name: str) -> str:
    known = [" ".join((str(found.version), *found.aliases)) for found in list_versions(registry, name)]
    return (
        f"There is: {', '.join(known[:20])}."
        if known
        else "Nothing is registered under this name: train first."
    )
