import json
import os
import pickletools
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_contracts.progress import silent
from training.card import CardNotes
from training.champion import ChampionSignatureWrong, champion_file, load_champion
from training.dataset import TrainingData
from training.evaluation.figures import AgainstChampion, Difference, Figure
from training.fit import Trained
from training.gate import Reason, Verdict
from training.registry.comparison import compare
from training.registry.engine import load_model
from training.registry.once import register_once
from training.registry.promotion import (
    ChampionChanged,
    GateForbids,
    LeakNotConfirmed,
    promote,
    rollback,
    sync,
)
from training.registry.recording import register_training
from training.registry.store import ArtifactAbsent, Registry, RegistryUnavailable, open_registry
from training.registry.verdicts import VerdictUnusable
from training.registry.versions import (
    ModelVersion,
    ScorecardChanged,
    VersionAbsent,
    card,
    find_version,
    list_versions,
    report_of,
    scorecard_of,
    verdict_of,
    version_or_none,
)
from training.shapes import TableShape
from training.signing import KeyNotTrusted, load_public_key

NOTES = CardNotes(
    "made-up rows", "Made up for a test: fictional.", date(2026, 7, 1), "0123abc", {"protected": ("age",)}
)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PASSED = Verdict(())
NO_SKILL = Verdict((Reason("no_skill", "no better than tenure"),))
LEAK = Verdict((Reason("suspected_leak", "AUC 0.988 is above 0.90", ("payout",)),))
BOTH = Verdict((*LEAK.reasons, *NO_SKILL.reasons))


@pytest.fixture
def registry(tmp_path: Path, registry_template: Path) -> Registry:
    """An empty registry in a folder with a space and a letter beyond ASCII."""
    folder = tmp_path / "ä store"
    folder.mkdir()
    shutil.copyfile(registry_template, folder / "mlflow.db")
    return open_registry(f"sqlite:///{folder}/mlflow.db", folder / "artifacts")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The models folder of a home in which nothing was promoted yet."""
    return tmp_path / "home" / "models"


@pytest.fixture(scope="module")
def key() -> Ed25519PrivateKey:
    """The promoter's key."""
    return Ed25519PrivateKey.generate()


def registered(registry: Registry, trained: Trained, verdict: Verdict = PASSED) -> ModelVersion:
    """The training in the registry, as if the gate had said `verdict` about it beside the champion of now."""
    serving = version_or_none(registry, "made-up", "champion")
    verdict = replace(verdict, champion=serving.digest if serving else "")
    return register_training(registry, replace(trained, verdict=verdict), notes=NOTES)


def test_training_is_one_parent_run_with_a_child_per_candidate(registry: Registry, trained: Trained) -> None:
    """Parameters, metrics, data hash, commit and every file are on the parent; each rival has a run below it."""
    version = registered(registry, trained)
    runs = registry.client.search_runs([registry.experiment("made-up")])
    parent = next(run for run in runs if run.info.run_id == version.run_id)
    children = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == version.run_id]
    rivals = (*trained.report.candidates, *trained.report.baselines, trained.report.ceiling)
    assert {run.info.run_name for run in children} == {rival.name for rival in rivals if rival}
    assert {run.data.tags["role"] for run in children} == {"candidate", "baseline", "ceiling"}
    assert all(run.info.status == "FINISHED" for run in runs)
    assert len(runs) == 1 + len(children)

    assert parent.data.metrics["auc"] == trained.report.model.auc.value
    assert parent.data.metrics["auc_low"] == trained.report.model.auc.low
    assert parent.data.metrics["lift_at_10_percent"] == trained.report.model.at_capacity[1].lift.value
    assert parent.data.params["data_hash"] == trained.scorecard.trained.data_hash
    assert parent.data.tags["mlflow.source.git.commit"] == "0123abc"
    best = next(run for run in children if run.info.run_name == rivals[0].name)
    assert best.data.metrics["auc"] == trained.report.candidates[0].metrics.auc.value

    files = {entry.path for entry in registry.client.list_artifacts(version.run_id)}
    assert files >= {"scorecard.json", "report.json", "verdict.json", "card.html", "pictures", "model"}
    pictures = {entry.path for entry in registry.client.list_artifacts(version.run_id, "pictures")}
    assert {"pictures/calibration.svg", "pictures/capacity.svg", "pictures/comparison.svg"} <= pictures
    assert len([path for path in pictures if "shape_" in path]) == len(trained.scorecard.features)


def test_registered_version_says_what_it_is(registry: Registry, trained: Trained) -> None:
    """A version carries digest, data hash, verdict and figures, is the challenger and gives its scorecard back."""
    version = registered(registry, trained, BOTH)
    assert (version.version, version.aliases, version.passed) == (1, ("challenger",), False)
    assert version.stopped_by == ("suspected_leak", "no_skill")
    assert version.digest == trained.scorecard.digest
    assert version.data_hash == trained.scorecard.trained.data_hash
    assert version.figures["auc"] == trained.report.model.auc.value
    assert scorecard_of(registry, version) == trained.scorecard
    assert json.loads(canonical(report_of(registry, version))) == json.loads(
        canonical(trained.report.to_dict())
    )
    assert "made-up rows" in card(registry, "made-up", "challenger")


def canonical(content: object) -> str:
    """JSON text with sorted keys."""
    return json.dumps(content, sort_keys=True)


def test_tick_runs_to_the_end_and_never_back(registry: Registry, trained: Trained) -> None:
    """Whoever watches sees each step once, from 0 to the total."""
    seen: list[tuple[int, int]] = []
    register_training(
        registry, trained, notes=NOTES, tick=lambda done, total, what: seen.append((done, total))
    )
    assert seen == [(step, 5) for step in range(6)]


def test_interrupted_training_leaves_no_version(registry: Registry, trained: Trained) -> None:
    """Stopping while the files are stored marks the run KILLED and registers nothing."""

    def stop(done: int, total: int, what: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register_training(registry, trained, notes=NOTES, tick=stop)
    runs = registry.client.search_runs([registry.experiment("made-up")])
    assert [run.info.status for run in runs if "mlflow.parentRunId" not in run.data.tags] == ["KILLED"]
    assert list_versions(registry, "made-up") == ()


def _pickle_bytes(raw: bytes) -> bool:
    """Whether the bytes are a whole pickle program, of any protocol, to the last byte."""
    try:
        *_, last = pickletools.genops(raw)
    except Exception:  # genops raises many kinds; each means: not a pickle
        return False
    return bool(last[0].name == "STOP" and last[2] == len(raw) - 1 and len(raw) > 1)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_no_file_in_the_registry_is_a_pickle(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """Looked at byte by byte, no artifact is or holds a pickle, an archive or machine code; the probe works."""
    import pickle

    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert _pickle_bytes(pickle.dumps({"a": [1.5, os.getcwd]}, protocol))
    version = registered(registry, trained)
    promote(registry, "made-up", version.version, key=key, models_dir=models, promoted_at=NOON)
    assert registry.artifact_root is not None
    found = list(_files(registry.artifact_root))
    assert len(found) > 15
    for path in found:
        raw = path.read_bytes()
        assert not _pickle_bytes(raw), path
        assert not zipfile.is_zipfile(path), path
        assert raw.decode("utf-8"), path  # everything is text; b"\x80" (a binary pickle's start) is not
        assert b"\x00" not in raw, path


def test_nothing_about_a_person_is_in_the_registry(
    registry: Registry, trained: Trained, rows: TrainingData
) -> None:
    """Neither ids nor rows of the training data are in any artifact or in the store's database."""
    registered(registry, trained)
    assert registry.artifact_root is not None
    ids = [text.encode() for text in rows.employee_id.unique().to_list()[:50]]
    commutes = [repr(value).encode() for value in rows.frame["commute"].to_list()[:50]]
    for path in _files(registry.artifact_root.parent):
        raw = path.read_bytes()
        assert not any(canary in raw for canary in (*ids, *commutes)), path


def _frame(rows: TrainingData) -> pd.DataFrame:
    columns = {name: rows.frame[name].to_list() for name in rows.frame.columns}
    frame = pd.DataFrame(columns)
    frame.loc[frame.index[:3], "site"] = "a place that training never saw"
    return frame


def test_pyfunc_answers_with_the_numbers_of_the_scorecard(
    registry: Registry, trained: Trained, rows: TrainingData
) -> None:
    """The model loaded from the registry gives the scorecard's log-odds, probability, band and contributions."""
    import pyarrow as pa

    assert os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] == "false"
    version = registered(registry, trained)
    frame = _frame(rows)
    run = registry.client.get_run(version.run_id)
    said = load_model(f"{run.info.artifact_uri}/model").predict(frame)
    own = trained.scorecard.score(pa.Table.from_pandas(frame, preserve_index=False))
    assert np.array_equal(said["log_odds"], own.log_odds)
    assert np.array_equal(said["probability"], own.probability)
    assert said["band"].tolist() == [trained.scorecard.bands[k].name for k in own.band]
    parts = said[[f"contribution_{name}" for name in own.features]].to_numpy()
    assert np.array_equal(parts, own.contributions)
    assert np.abs(said["base"] + parts.sum(axis=1) - said["log_odds"]).max() < 1e-9


def test_model_loads_by_alias_in_a_process_of_its_own(
    registry: Registry,
    trained: Trained,
    rows: TrainingData,
    tmp_path: Path,
    models: Path,
    key: Ed25519PrivateKey,
) -> None:
    """MLflow alone, started elsewhere with pickles forbidden, loads `models:/made-up@champion` and agrees."""
    registered(registry, trained)
    promote(registry, "made-up", "challenger", key=key, models_dir=models, promoted_at=NOON)
    _frame(rows).to_json(tmp_path / "rows.json", orient="records")
    program = (
        "import sys, mlflow, pandas as pd\n"
        "mlflow.set_tracking_uri(sys.argv[1])\n"
        "frame = pd.read_json(sys.argv[2]).astype({'tenure': float, 'overtime': float, 'commute': float})\n"
        "said = mlflow.pyfunc.load_model('models:/made-up@champion').predict(frame)\n"
        "said.log_odds.to_json(sys.argv[3], orient='values', double_precision=15)\n"
        "assert 'sklearn' not in sys.modules, 'scoring needs no model library'\n"
    )
    arguments = [registry.tracking_uri, str(tmp_path / "rows.json"), str(tmp_path / "said.json")]
    quiet = {"MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    repo = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, **quiet, "PYTHONPATH": repo}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    import pyarrow as pa

    own = trained.scorecard.score(pa.Table.from_pandas(_frame(rows), preserve_index=False)).log_odds
    assert np.abs(np.array(json.loads((tmp_path / "said.json").read_text())) - own).max() < 1e-9


def test_pyfunc_refuses_what_the_scorecard_refuses(
    registry: Registry, trained: Trained, rows: TrainingData
) -> None:
    """An absent column is refused by name and text in a number's place is refused too; nothing is filled in."""
    version = registered(registry, trained)
    model = load_model(f"{registry.client.get_run(version.run_id).info.artifact_uri}/model")
    frame = _frame(rows).head(5)
    with pytest.raises(Exception, match="commute"):
        model.predict(frame.drop(columns="commute"))
    with pytest.raises(Exception, match="commute"):
        model.predict(frame.assign(commute=["far"] * 5))


def test_passing_version_becomes_the_champion_that_serves(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """Promotion moves the alias, writes the signed file and records reason and time on the version."""
    version = registered(registry, trained)
    assert version_or_none(registry, "made-up", "champion") is None
    done = promote(
        registry, "made-up", "challenger", key=key, models_dir=models, promoted_at=NOON, reason="first one"
    )
    served = load_champion(
        models / "made-up" / "champion.json", load_public_key(models / "signing.pub"), "made-up"
    )
    assert (done.champion, done.replaced, done.leak_confirmed) == (served, None, False)
    assert (served.version, served.run_id, served.digest) == (1, version.run_id, trained.scorecard.digest)
    after = find_version(registry, "made-up", 1)
    assert after.aliases == ("champion",)
    assert after.notes == {"reason": "first one", "promoted_at": "2026-07-01T12:00:00+00:00"}
    assert scorecard_of(registry, after) == trained.scorecard


@pytest.mark.parametrize("verdict", [NO_SKILL, BOTH, Verdict((Reason("worse_than_champion", "worse"),))])
def test_gate_cannot_be_talked_round(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey, verdict: Verdict
) -> None:
    """Only a suspected leak can be confirmed away; any other verdict stops the promotion and changes nothing."""
    registered(registry, trained, verdict)
    for confirmation in (None, "I am sure"):
        with pytest.raises(GateForbids, match=verdict.reasons[-1].code):
            promote(
                registry,
                "made-up",
                1,
                key=key,
                models_dir=models,
                promoted_at=NOON,
                confirm_leak=confirmation,
            )
    assert not models.exists()
    assert find_version(registry, "made-up", 1).aliases == ("challenger",)
    assert find_version(registry, "made-up", 1).notes == {}


def test_suspected_leak_needs_a_persons_reason_that_stays(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """Without a reason (or with a blank one) the leak stops it; with one it serves and the reason is kept."""
    registered(registry, trained, LEAK)
    for blank in (None, "", "  "):
        with pytest.raises(LeakNotConfirmed, match=r"0\.988 is above"):
            promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON, confirm_leak=blank)
    said = "payout is planned a year ahead"
    done = promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON, confirm_leak=said)
    assert done.leak_confirmed
    assert find_version(registry, "made-up", "champion").notes["confirm_leak"] == said
    promote(
        registry,
        "made-up",
        1,
        key=key,
        models_dir=models,
        promoted_at=NOON,
        reason="again",
        confirm_leak="other",
    )
    assert find_version(registry, "made-up", "champion").notes["confirm_leak"] == "other"


def test_a_needless_confirmation_is_not_recorded(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """A version that passes carries no leak confirmation, even if someone gave one."""
    registered(registry, trained)
    done = promote(
        registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON, confirm_leak="just in case"
    )
    assert not done.leak_confirmed
    assert "confirm_leak" not in find_version(registry, "made-up", 1).notes


def other(trained: Trained, base: float = -2.0) -> Trained:
    """The same training with another scorecard."""
    return replace(trained, scorecard=trained.scorecard.model_copy(update={"base": base}))


@pytest.mark.parametrize("verdict", [NO_SKILL, BOTH, Verdict((Reason("worse_than_champion", "worse"),))])
def test_an_override_needs_a_reason_that_is_shown_ever_after(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey, verdict: Verdict
) -> None:
    """A blank one is none; a real one lets the version serve and stands on version and card, as text."""
    registered(registry, trained, verdict)
    options: dict[str, Any] = {"key": key, "models_dir": models, "promoted_at": NOON}
    with pytest.raises(GateForbids):
        promote(registry, "made-up", 1, override="  ", **options)
    done = promote(registry, "made-up", 1, override="pilot in <two> sites", **options)
    assert (done.overridden, done.leak_confirmed) == (True, False)
    assert find_version(registry, "made-up", "champion").notes["override"] == "pilot in <two> sites"
    assert "pilot in &lt;two&gt; sites" in card(registry, "made-up", 1)


def test_a_needless_override_is_not_recorded(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """A version that passes was not let through by anybody."""
    registered(registry, trained)
    done = promote(
        registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON, override="just in case"
    )
    assert not done.overridden
    assert "override" not in find_version(registry, "made-up", 1).notes


def test_a_verdict_holds_only_beside_the_champion_it_was_given_for(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """Two challengers of one champion: when the first is promoted, the second must be judged again."""
    options: dict[str, Any] = {"key": key, "models_dir": models, "promoted_at": NOON}
    registered(registry, trained)
    promote(registry, "made-up", 1, **options)
    registered(registry, other(trained))
    registered(registry, other(trained, -2.5))
    promote(registry, "made-up", 2, **options)
    with pytest.raises(ChampionChanged, match="now version 2 does"):
        promote(registry, "made-up", 3, **options)
    assert load_champion(champion_file(models, "made-up"), key.public_key()).version == 2

    serving = find_version(registry, "made-up", "champion").digest
    again = replace(other(trained, -2.5), verdict=Verdict((), champion=serving))
    version, is_new = register_once(registry, again, notes=NOTES)
    assert (version.version, is_new) == (3, False)
    assert promote(registry, "made-up", 3, **options).replaced == 2


def test_the_same_scorecard_again_is_no_new_version_but_a_new_verdict(
    registry: Registry, trained: Trained
) -> None:
    """An identical retrain leaves one version, one parent run, and what the gate says now."""
    first, is_new = register_once(registry, replace(trained, verdict=PASSED), notes=NOTES)
    assert is_new
    again, is_new = register_once(registry, replace(trained, verdict=NO_SKILL), notes=NOTES)
    assert not is_new
    assert (again.version, again.run_id, again.aliases) == (first.version, first.run_id, ("challenger",))
    assert not again.passed
    assert again.stopped_by == ("no_skill",)
    assert verdict_of(registry, again) == NO_SKILL
    assert len(list_versions(registry, "made-up")) == 1
    _, is_new = register_once(registry, other(trained), notes=NOTES)
    assert is_new


def test_verdict_belongs_to_one_scorecard(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """A passing verdict copied over a failing one, or a scorecard exchanged in the store, is noticed."""
    good = registered(registry, trained)
    bad = registered(registry, other(trained), NO_SKILL)
    assert registry.artifact_root is not None
    place = registry.artifact_root / "made-up"
    stored = place / bad.run_id / "artifacts"
    shutil.copyfile(place / good.run_id / "artifacts" / "verdict.json", stored / "verdict.json")
    with pytest.raises(VerdictUnusable):
        promote(registry, "made-up", bad.version, key=key, models_dir=models, promoted_at=NOON)
    shutil.copyfile(stored / "scorecard.json", place / good.run_id / "artifacts" / "scorecard.json")
    with pytest.raises(ScorecardChanged):
        promote(registry, "made-up", good.version, key=key, models_dir=models, promoted_at=NOON)
    (stored / "verdict.json").unlink()
    with pytest.raises(ArtifactAbsent):
        promote(registry, "made-up", bad.version, key=key, models_dir=models, promoted_at=NOON)
    assert not champion_file(models, "made-up").exists()


def test_rollback_lets_the_previous_champion_serve(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """After two promotions one command brings the first back; a second rollback undoes it."""
    registered(registry, trained)
    promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON)
    with pytest.raises(VersionAbsent, match="roll back"):
        rollback(registry, "made-up", key=key, models_dir=models, promoted_at=NOON)
    registered(registry, trained)
    assert promote(registry, "made-up", 2, key=key, models_dir=models, promoted_at=NOON).replaced == 1
    for serves, waits in ((1, 2), (2, 1)):
        done = rollback(
            registry, "made-up", key=key, models_dir=models, promoted_at=NOON, reason="worse in use"
        )
        assert (done.champion.version, done.replaced) == (serves, waits)
        assert find_version(registry, "made-up", "champion").version == serves
        assert find_version(registry, "made-up", "previous").version == waits
        assert load_champion(champion_file(models, "made-up"), key.public_key()).version == serves
    registry.client.set_registered_model_alias(
        "made-up", "previous", "2"
    )  # as a rollback that was cut short leaves it
    with pytest.raises(VersionAbsent, match="version 2 serves already"):
        rollback(registry, "made-up", key=key, models_dir=models, promoted_at=NOON)


def test_another_key_cannot_promote_into_the_home(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """A home that trusts one key refuses a promotion under another; alias and file stay."""
    registered(registry, trained)
    promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON)
    registered(registry, trained)
    with pytest.raises(KeyNotTrusted):
        promote(registry, "made-up", 2, key=Ed25519PrivateKey.generate(), models_dir=models, promoted_at=NOON)
    assert find_version(registry, "made-up", "champion").version == 1
    assert load_champion(champion_file(models, "made-up"), key.public_key()).version == 1


def test_sync_finishes_an_interrupted_promotion_without_the_key(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """If the served file is lost, damaged or old, it is restored from the signed copy; a right one is not touched."""
    public = key.public_key()
    registered(registry, trained)
    assert sync(registry, "made-up", models_dir=models, public_key=public) is None
    promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON)
    file = champion_file(models, "made-up")
    first = file.read_bytes()
    registered(registry, trained)
    promote(registry, "made-up", 2, key=key, models_dir=models, promoted_at=NOON)
    second = file.read_bytes()
    for state in (None, b"{}", first):
        file.unlink()
        if state is not None:
            file.write_bytes(state)
        synced = sync(registry, "made-up", models_dir=models, public_key=public)
        assert synced is not None
        assert synced.version == 2
        assert file.read_bytes() == second
    before = file.stat().st_ino
    sync(registry, "made-up", models_dir=models, public_key=public)
    assert file.stat().st_ino == before


def test_sync_takes_no_unsigned_copy(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """Someone who can write the registry but has no key cannot change what serves."""
    version = registered(registry, trained)
    promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON)
    before = champion_file(models, "made-up").read_bytes()
    assert registry.artifact_root is not None
    copy = registry.artifact_root / "made-up" / version.run_id / "artifacts" / "signed" / "champion-1.json"
    copy.write_bytes(before.replace(b'"horizon_days":365', b'"horizon_days":366'))
    with pytest.raises(ChampionSignatureWrong):
        sync(registry, "made-up", models_dir=models, public_key=key.public_key())
    assert champion_file(models, "made-up").read_bytes() == before


def test_versions_are_listed_newest_first_and_compared(
    registry: Registry, trained: Trained, models: Path, key: Ed25519PrivateKey
) -> None:
    """The list shows every version with its aliases; figures of one test are paired, draw by draw."""
    assert list_versions(registry, "made-up") == ()
    registered(registry, trained)
    promote(registry, "made-up", 1, key=key, models_dir=models, promoted_at=NOON)
    report = trained.report
    assert report.paired is not None
    better = replace(
        report.paired,
        whole=tuple(value + 0.01 for value in report.paired.whole),
        draws=tuple(tuple(value + 0.01 for value in draw) for draw in report.paired.draws),
    )
    registered(registry, replace(other(trained), report=replace(report, paired=better)))
    assert [(v.version, v.aliases) for v in list_versions(registry, "made-up")] == [
        (2, ("challenger",)),
        (1, ("champion",)),
    ]
    compared = compare(registry, "made-up", "champion", "challenger")
    assert compared.same_data
    assert compared.paired_on == "the rows on which both were tested"
    auc = next(entry for entry in compared.metrics if entry.metric == "auc")
    assert auc.a == (report.model.auc.value, report.model.auc.low, report.model.auc.high)
    assert (auc.change, auc.low, auc.high) == pytest.approx((0.01, 0.01, 0.01))
    back = compare(registry, "made-up", "challenger", "champion")
    assert back.metrics[0].change == pytest.approx(-0.01)


def test_a_challenger_s_own_comparison_with_the_champion_is_used(
    registry: Registry, trained: Trained
) -> None:
    """Without a common test, the later rows on which the challenger was compared are; seen from either side."""
    registered(registry, trained)
    gap = Difference("champion", Figure(0.02, 0.01, 0.03), Figure(0), Figure(0), Figure(-0.1, -0.2, -0.05))
    beside = AgainstChampion(trained.scorecard.digest, 900, 80, gap)
    report = replace(trained.report, paired=None, champion=beside)
    registered(registry, replace(other(trained), report=report))
    there, back = compare(registry, "made-up", 1, 2), compare(registry, "made-up", 2, 1)
    assert there.paired_on == back.paired_on == "900 rows with 80 events after version 1's training"
    assert (there.metrics[0].change, there.metrics[0].low, there.metrics[0].high) == (0.02, 0.01, 0.03)
    assert (back.metrics[0].change, back.metrics[0].low, back.metrics[0].high) == (-0.02, -0.03, -0.01)


def test_inputs_and_shapes_that_changed_are_named(registry: Registry, trained: Trained) -> None:
    """An input left out, and one whose shape was moved by a known amount at one value."""
    registered(registry, trained)
    features = {feature.name: feature for feature in trained.scorecard.features}
    job = features["job"]
    assert isinstance(job.shape, TableShape)
    levels = {**job.shape.levels, "cook": job.shape.levels["cook"] + 1.0}
    moved = job.model_copy(update={"shape": job.shape.model_copy(update={"levels": levels})})
    kept = tuple(moved if name == "job" else one for name, one in features.items() if name != "commute")
    shown = replace(
        trained.report, shapes=tuple(table for table in trained.report.shapes if table.name != "commute")
    )
    smaller = trained.scorecard.model_copy(update={"features": kept})
    registered(registry, replace(trained, scorecard=smaller, report=shown))
    compared = compare(registry, "made-up", 1, 2)
    assert (compared.added, compared.removed) == ((), ("commute",))
    (change,) = compared.shapes
    assert (change.name, change.at) == ("job", "cook")
    assert change.largest == pytest.approx(trained.scorecard.calibration.a)


def test_absent_version_is_refused_with_what_there_is(registry: Registry, trained: Trained) -> None:
    """A number or alias that does not exist is a refusal that lists the versions that do."""
    with pytest.raises(VersionAbsent, match="train first"):
        find_version(registry, "made-up", 1)
    registered(registry, trained)
    for which in (7, "7", "nobody", "champion"):
        with pytest.raises(VersionAbsent, match="There is: 1 challenger"):
            find_version(registry, "made-up", which)


def test_registry_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """A file that is no database is a typed refusal that names the address."""
    (tmp_path / "mlflow.db").write_text("not a database, whatever its name says")
    with pytest.raises(RegistryUnavailable, match=r"mlflow\.db"):
        open_registry(f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "artifacts")


def test_relative_store_is_kept_absolute(
    tmp_path: Path, registry_template: Path, monkeypatch: pytest.MonkeyPatch, trained: Trained
) -> None:
    """A store named relative to the working folder is still found after the folder changes."""
    shutil.copyfile(registry_template, tmp_path / "mlflow.db")
    monkeypatch.chdir(tmp_path)
    registry = open_registry("sqlite:///mlflow.db", Path("artifacts"))
    monkeypatch.chdir("/")
    assert registry.tracking_uri == f"sqlite:///{tmp_path}/mlflow.db"
    version = register_training(registry, trained, notes=NOTES, tick=silent)
    assert (tmp_path / "artifacts" / "made-up" / version.run_id).is_dir()
