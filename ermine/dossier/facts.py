"""What a dossier says of one home. The same home gives the same dossier: no moment of writing, nothing random."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data_contracts.lake import Manifest
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.policy.privacy import PrivacyPolicy
from ermine.dossier.risks import Risk
from serving.audit.heads import Head
from training.champion import Champion
from training.fairness.report import FairnessReport


@dataclass(frozen=True)
class DataFacts:
    """The imported data: hash and extent, and which columns are marked `pii`, `protected` or `sensitive`."""

    hash: str
    manifest: Manifest
    marks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ModelFacts:
    """The model that serves: its signed file, the report of its training, people's decisions about it, its lists."""

    champion: Champion
    report: Mapping[str, Any]
    decisions: Mapping[str, str]
    fairness: FairnessReport | None


@dataclass(frozen=True)
class Oversight:
    """What people did: runs made, lines by state, contests by state, how many objected or were erased."""

    runs: int
    latest: str
    lines: Mapping[str, int]
    contests: Mapping[str, int]
    objections: int
    erasures: int


@dataclass(frozen=True)
class Dossier:
    """Everything that the dossier says; `hashes` are SHA-256 by path in the home or by name."""

    version: str
    source: str
    invented: bool
    data: DataFacts
    model: ModelFacts | None
    oversight: Oversight
    outreach: OutreachPolicy
    privacy: PrivacyPolicy
    audit: Head
    risks: tuple[Risk, ...]
    hashes: Mapping[str, str]
