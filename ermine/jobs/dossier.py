"""Collect the technical dossier of a home: read everything, change and record nothing."""

import hashlib
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, func, select

from data_contracts.catalogue import TABLES
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from ermine.dossier.facts import DataFacts, Dossier, ModelFacts, Oversight
from ermine.dossier.risks import load_risks
from ermine.erasures import erasures_of
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.fairness import read_report
from ermine.jobs.papers import FAIRNESS, paper_of, papers_of
from ermine.jobs.text_models import serving_folder
from ermine.settings import Settings
from ermine.store import open_store
from serving.audit.heads import head_of
from serving.outreach.states import STATE_LABELS
from serving.store.engine import reading
from serving.store.outreach_tables import item_states
from serving.store.subject_tables import contests, objections
from serving.store.tables import run_items, runs

_MARKS = ("pii", "protected", "sensitive")


def dossier_of(settings: Settings) -> Dossier:
    """The dossier of this home as it is now."""
    home = Home(settings.home)
    record = home.required_record()
    with reading(open_store(settings, home)) as conn:
        oversight, head = _oversight(conn, home), head_of(conn)
    return Dossier(
        version=version("ermine-insight"),
        source=record.source,
        invented=bool(record.demo),
        data=_data(Lake(home.path).current()),
        model=_model(home, record.model),
        oversight=oversight,
        outreach=load_outreach_policy(home.outreach_file),
        privacy=load_privacy_policy(home.privacy_file),
        audit=head,
        risks=load_risks(),
        hashes={name: _digest(file) for name, file in _artefacts(settings, home)},
    )


def _data(lake: LakeSnapshot) -> DataFacts:
    if lake.manifest.source == "snapshot":
        mapping = tomllib.loads((lake.path / "mapping.toml").read_text("utf-8"))["snapshot"]
        marks = {"protected": tuple(f"snapshot.{name}" for name in mapping.get("protected", ()))}
    else:
        columns = [
            (name, one) for name in lake.manifest.tables if name in TABLES for one in TABLES[name].columns
        ]
        marks = {
            mark: tuple(f"{table}.{one.name}" for table, one in columns if one.mark == mark)
            for mark in _MARKS
        }
    return DataFacts(lake.hash, lake.manifest, marks)


def _model(home: Home, name: str) -> ModelFacts | None:
    champion = champion_of(home, name)
    if champion is None:
        return None
    papers, fairness = papers_of(home, champion), paper_of(home, champion, FAIRNESS)
    return ModelFacts(
        champion, papers.report or {}, papers.decisions, read_report(fairness) if fairness else None
    )


def _oversight(conn: Connection, home: Home) -> Oversight:
    latest = conn.execute(select(runs.c.as_of).order_by(runs.c.number.desc()).limit(1)).scalar()
    state = func.coalesce(item_states.c.state, "open")
    lines = select(state, func.count()).select_from(run_items.outerjoin(item_states)).group_by(state)
    asked = select(contests.c.state, func.count()).group_by(contests.c.state)
    counts = {row[0]: row[1] for row in conn.execute(lines)}
    return Oversight(
        runs=conn.execute(select(func.count()).select_from(runs)).scalar_one(),
        latest=str(latest or ""),
        lines={words: counts[state] for state, words in STATE_LABELS.items() if state in counts},
        contests={row[0]: row[1] for row in sorted(conn.execute(asked))},
        objections=conn.execute(select(func.count()).select_from(objections)).scalar_one(),
        erasures=len(erasures_of(home).erased),
    )


def _artefacts(settings: Settings, home: Home) -> Iterator[tuple[str, Path]]:
    """The files that decide what is served, and the papers about them; never a row about a person."""
    for folder in (home.models, home.policy):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.name != "heartbeat.json" and not file.name.endswith((".lock", ".new")):
                yield file.relative_to(home.path).as_posix(), file
    text = serving_folder(settings)
    if not text.is_relative_to(home.path):
        yield from ((f"text model/{file.name}", file) for file in sorted(text.iterdir()) if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
