"""What was written about versions when they were trained, kept in the home so that pages need no registry."""

import json
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data_contracts.errors import NotFound
from ermine.home import Home
from serving.pages.parts import DriftSeen, ModelPapers
from serving.versions.on_file import GateReason, TrainedVersion, Versioned
from training.atomic_file import replace_file
from training.champion import Champion

if TYPE_CHECKING:
    from training.drift.report import DriftReport
    from training.registry.store import Registry
    from training.registry.versions import ModelVersion

_FILES = ("report.json", "card.html", "decisions.json")
VERSION, DRIFT = "version.json", "drift.json"
FAIRNESS, REFERENCE = "fairness.json", "drift_reference.json"
_NOT_ALWAYS = (FAIRNESS, REFERENCE)


def keep_papers(home: Home, registry: "Registry", champion: "Champion | ModelVersion") -> None:
    """Copy report, card and recorded decisions of a version from the registry into the home."""
    folder = home.papers_folder(champion.name, champion.version)
    folder.mkdir(parents=True, exist_ok=True)
    from training.registry.versions import card, find_version

    version = find_version(registry, champion.name, champion.version)
    replace_file(folder / "report.json", registry.read(champion.run_id, "report.json"))
    replace_file(folder / "card.html", card(registry, champion.name, champion.version).encode())
    replace_file(folder / "decisions.json", json.dumps(version.notes, ensure_ascii=False).encode())
    for name in _NOT_ALWAYS:
        with suppress(NotFound):  # no protected columns, or a training of an earlier version
            replace_file(folder / name, registry.read(champion.run_id, name))


def keep_version(home: Home, registry: "Registry", version: "ModelVersion") -> None:
    """Keep a version's papers and what the gate said of it, so that the model page can show it beside the champion."""
    from training.registry.versions import verdict_of

    verdict = verdict_of(registry, version)
    keep_papers(home, registry, version)
    said = {
        "name": version.name,
        "version": version.version,
        "run_id": version.run_id,
        "candidate": version.candidate,
        "registered_at": version.registered_at.isoformat(),
        "horizon_days": version.horizon_days,
        "passed": verdict.passed,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in verdict.reasons],
    }
    file = home.papers_folder(version.name, version.version) / VERSION
    replace_file(file, json.dumps(said, ensure_ascii=False).encode())


def has_papers(home: Home, version: Versioned) -> bool:
    """Whether the home keeps what `keep_version` writes of this version."""
    return (home.papers_folder(version.name, version.version) / VERSION).exists()


def versions_on_file(home: Home, name: str) -> tuple[TrainedVersion, ...]:
    """The versions of a model whose papers and verdicts the home keeps, the newest first."""
    files = (home.models / name / "papers").glob(f"*/{VERSION}")
    return tuple(sorted(map(_on_file, files), key=lambda one: -one.version))


def _on_file(file: Path) -> TrainedVersion:
    said = json.loads(file.read_text("utf-8"))
    decisions = file.with_name("decisions.json")
    return TrainedVersion(
        **{
            **said,
            "registered_at": datetime.fromisoformat(said["registered_at"]),
            "reasons": tuple(GateReason(**reason) for reason in said["reasons"]),
            "served": decisions.exists() and "promoted_at" in json.loads(decisions.read_text("utf-8")),
        }
    )


def papers_of(home: Home, champion: Versioned) -> ModelPapers:
    """Report, card and decisions of a version; None for what the home does not keep."""
    folder = home.papers_folder(champion.name, champion.version)
    report, card, decisions = (
        file.read_text("utf-8") if (file := folder / name).exists() else None for name in _FILES
    )
    return ModelPapers(
        report=json.loads(report) if report else None,
        card=card,
        decisions=json.loads(decisions) if decisions else {},
        drift=_drift_seen(folder / DRIFT),
    )


def keep_drift(home: Home, report: "DriftReport") -> None:
    """Keep what a watch found beside the papers of the version that it watched, for the model page."""
    from training.drift.words import sentences

    folder = home.papers_folder(report.model, report.version)
    folder.mkdir(parents=True, exist_ok=True)
    seen = {
        "watched": report.watched.isoformat() if report.watched else None,
        "people": report.people,
        "found": report.found,
        "lines": sentences(report),
        "notes": report.notes,
    }
    replace_file(folder / DRIFT, json.dumps(seen, ensure_ascii=False).encode())


def _drift_seen(file: Path) -> DriftSeen | None:
    if not file.exists():
        return None
    said = json.loads(file.read_text("utf-8"))
    watched = date.fromisoformat(said["watched"]) if said["watched"] else None
    return DriftSeen(watched, said["people"], said["found"], tuple(said["lines"]), tuple(said["notes"]))


def paper_of(home: Home, champion: Champion, name: str) -> bytes | None:
    """One paper of the champion as it was written; None when the home does not keep it."""
    file = home.papers_folder(champion.name, champion.version) / name
    return file.read_bytes() if file.exists() else None
