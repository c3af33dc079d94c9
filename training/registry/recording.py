"""One training as MLflow keeps it: a parent run with its files, a child run per candidate, a new version.

Nothing about a person goes in: figures, shapes, pictures, the scorecard and the card, and no input example.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_contracts.progress import Tick, silent
from training import canonical_json
from training.card import CardNotes, render_card
from training.evaluation.figures import Figure, Metrics, NamedMetrics
from training.fit import Trained
from training.gate import Verdict
from training.pictures import Picture, report_pictures, shape_pictures
from training.registry.engine import Metric, MlflowException, Param, RunTag
from training.registry.packing import pack_model
from training.registry.store import Registry
from training.registry.verdicts import verdict_bytes
from training.registry.versions import (
    CARD_FILE,
    CHALLENGER,
    FAIRNESS_FILE,
    REFERENCE_FILE,
    REPORT_FILE,
    SCORECARD_FILE,
    VERDICT_FILE,
    ModelVersion,
    find_version,
)

_MAX_PARAM, _MAX_TAG = 6000, 5000
_STEPS = ("open the run", "draw the pictures", "write the card", "store the files", "register the version")


@dataclass(frozen=True)
class _Open:
    """A run that is being written; all its metrics carry the time at which it was opened, in milliseconds."""

    run_id: str
    opened: int


def register_training(
    registry: Registry,
    trained: Trained,
    *,
    notes: CardNotes,
    tick: Tick = silent,
) -> ModelVersion:
    """Record a training and register its scorecard as the next version, under the alias `challenger`.

    The name is the scorecard's own. A training that is interrupted leaves its run marked KILLED or FAILED and no
    version.
    """
    name = trained.scorecard.name
    tick(0, len(_STEPS), _STEPS[0])
    with _run(registry, registry.experiment(name), name, _parent_tags(trained, notes)) as run:
        _log_figures(registry, run, _params(trained), trained.report.model)
        _log_candidates(registry, registry.experiment(name), run, trained)
        with tempfile.TemporaryDirectory() as folder:
            _stage(Path(folder), trained, notes, run.run_id, tick)
            tick(3, len(_STEPS), _STEPS[3])
            registry.client.log_artifacts(run.run_id, folder)
        tick(4, len(_STEPS), _STEPS[4])
        version = _register(registry, run, trained)
    tick(len(_STEPS), len(_STEPS), "registered")
    return version


@contextmanager
def _run(registry: Registry, experiment: str, title: str, tags: dict[str, str]) -> Iterator[_Open]:
    short = {key: value[:_MAX_TAG] for key, value in tags.items()}
    info = registry.client.create_run(experiment, run_name=title, tags=short).info
    try:
        yield _Open(info.run_id, info.start_time)
    except BaseException as error:
        status = "FAILED" if isinstance(error, Exception) else "KILLED"
        registry.client.set_terminated(info.run_id, status)
        raise
    registry.client.set_terminated(info.run_id, "FINISHED")


def _parent_tags(trained: Trained, notes: CardNotes) -> dict[str, str]:
    return {
        "mlflow.source.name": "ermine train",
        "mlflow.source.git.commit": notes.commit,
        "mlflow.note.content": notes.data_note,
        **_version_tags(trained),
    }


def _version_tags(trained: Trained) -> dict[str, str]:
    scorecard, verdict = trained.scorecard, trained.verdict
    return {
        "digest": scorecard.digest,
        "candidate": trained.candidate,
        "data_hash": scorecard.trained.data_hash,
        "feature_set": scorecard.feature_set,
        "evidence": scorecard.evidence,
        **verdict_tags(verdict),
    }


def verdict_tags(verdict: Verdict) -> dict[str, str]:
    """The verdict as a version's tags show it."""
    codes = dict.fromkeys(reason.code for reason in verdict.reasons)
    return {"gate": "passed" if verdict.passed else "stopped", "stopped_by": ",".join(codes)}


def _params(trained: Trained) -> dict[str, Any]:
    scorecard = trained.scorecard
    period = scorecard.trained
    return {
        "candidate": trained.candidate,
        "task": scorecard.task,
        "horizon_days": scorecard.horizon_days,
        "feature_set": scorecard.feature_set,
        "features": len(scorecard.features),
        "evidence": scorecard.evidence,
        "rows": period.rows,
        "events": period.events,
        "data_from": period.first,
        "data_until": period.last,
        "data_hash": period.data_hash,
        **trained.settings,
    }


def _log_candidates(registry: Registry, experiment: str, parent: _Open, trained: Trained) -> None:
    report = trained.report
    ceiling = () if report.ceiling is None else (report.ceiling,)
    roles = (("candidate", report.candidates), ("baseline", report.baselines), ("ceiling", ceiling))
    for role, entries in roles:
        for entry in entries:
            _log_child(registry, experiment, parent, role, entry)


def _log_child(registry: Registry, experiment: str, parent: _Open, role: str, entry: NamedMetrics) -> None:
    tags = {"mlflow.parentRunId": parent.run_id, "role": role}
    with _run(registry, experiment, entry.name, tags) as run:
        _log_figures(registry, run, {"candidate": entry.name, **entry.settings}, entry.metrics)


def _log_figures(registry: Registry, run: _Open, params: dict[str, Any], metrics: Metrics) -> None:
    registry.client.log_batch(
        run.run_id,
        metrics=[Metric(key, value, run.opened, 0) for key, value in flat_metrics(metrics).items()],
        params=[Param(key, str(value)[:_MAX_PARAM]) for key, value in params.items() if value is not None],
        tags=[RunTag("mlflow.user", "ermine")],
    )


def flat_metrics(metrics: Metrics) -> dict[str, float]:
    """Every figure under one name, its interval as `<name>_low` and `<name>_high`; unknown ones are left out."""
    flat: dict[str, float] = {}
    for name, figure in vars(metrics).items():
        if isinstance(figure, Figure):
            ends = {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}
            flat |= {key: value for key, value in ends.items() if value is not None}
    for at in metrics.at_capacity:
        suffix = f"at_{at.share * 100:g}_percent"
        flat |= {
            f"precision_{suffix}": at.precision.value,
            f"recall_{suffix}": at.recall.value,
            f"lift_{suffix}": at.lift.value,
        }
    return flat


def _stage(folder: Path, trained: Trained, notes: CardNotes, run_id: str, tick: Tick) -> None:
    scorecard = trained.scorecard
    (folder / SCORECARD_FILE).write_bytes(scorecard.to_json())
    (folder / REPORT_FILE).write_bytes(canonical_json.dump(trained.report.to_dict()))
    (folder / VERDICT_FILE).write_bytes(verdict_bytes(trained.verdict, scorecard.digest))
    (folder / REFERENCE_FILE).write_bytes(trained.reference.to_json())
    if trained.fairness is not None:
        (folder / FAIRNESS_FILE).write_bytes(canonical_json.dump(trained.fairness.to_dict()))
    if trained.cold_start is not None:
        (folder / "cold_start.json").write_bytes(trained.cold_start.to_json())
    pack_model(scorecard, folder / SCORECARD_FILE, folder / "model")
    tick(1, len(_STEPS), _STEPS[1])
    curves, shapes = report_pictures(trained.report), shape_pictures(scorecard, trained.report.shapes)
    _write_pictures(folder / "pictures", (*curves, *shapes))
    tick(2, len(_STEPS), _STEPS[2])
    page = render_card(trained, notes, run_id=run_id, curves=curves, shapes=shapes)
    (folder / CARD_FILE).write_text(page, "utf-8")


def _write_pictures(folder: Path, pictures: tuple[Picture, ...]) -> None:
    folder.mkdir()
    for picture in pictures:
        (folder / f"{picture.name}.svg").write_bytes(picture.svg)


def _register(registry: Registry, run: _Open, trained: Trained) -> ModelVersion:
    name = trained.scorecard.name
    try:
        registry.client.create_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    source = f"{registry.client.get_run(run.run_id).info.artifact_uri}/model"
    entry = registry.client.create_model_version(name, source, run_id=run.run_id, tags=_version_tags(trained))
    registry.client.set_registered_model_alias(name, CHALLENGER, str(entry.version))
    return find_version(registry, name, int(entry.version))
