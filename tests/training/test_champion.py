import json
import os
import pickle
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_contracts.errors import InputRefused
from training import canonical_json
from training.champion import (
    FORMAT,
    MAX_BYTES,
    Champion,
    ChampionAbsent,
    ChampionDigestWrong,
    ChampionGoldenWrong,
    ChampionNotExpected,
    ChampionRefused,
    ChampionSchemaWrong,
    ChampionScorecardWrong,
    ChampionSignatureWrong,
    ChampionTooLarge,
    ChampionUnreadable,
    champion_bytes,
    check_name,
    load_champion,
    read_champion,
    write_champion,
)
from training.dataset import TrainingData
from training.fit import Trained
from training.golden_batch import UNSEEN, golden_rows
from training.scorecard import Scorecard
from training.signing import create_key, sign

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> Ed25519PrivateKey:
    """The promoter's key."""
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def signed(trained: Trained, key: Ed25519PrivateKey) -> bytes:
    """A valid champion file of the model of the made-up rows."""
    return champion_bytes(trained.scorecard, "made-up", 3, "ab12", NOON, key)


def resigned(content: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The content under a fresh and valid signature, as a careless or hostile promoter could write it."""
    body = {field: value for field, value in content.items() if field != "signature"}
    return canonical_json.dump({**body, "signature": sign(key, FORMAT, canonical_json.dump(body))})


def test_champion_survives_the_way_through_the_file(
    trained: Trained, rows: TrainingData, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    """What is loaded is what was promoted: same identity, same digest and the same scores, bit by bit."""
    local = NOON.astimezone(timezone(timedelta(hours=2)))
    path = tmp_path / "made-up" / "champion.json"
    written = write_champion(path, trained.scorecard, "made-up", 3, "ab12", local, key)
    loaded = load_champion(path, key.public_key(), "made-up", trained.scorecard.feature_set)
    assert (
        loaded == written == Champion(trained.scorecard, "made-up", 3, "ab12", trained.scorecard.digest, NOON)
    )
    scores, again = trained.scorecard.score(rows.table()), loaded.scorecard.score(rows.table())
    assert np.array_equal(scores.log_odds, again.log_odds)
    assert np.array_equal(scores.contributions, again.contributions)
    assert [file.name for file in path.parent.iterdir()] == ["champion.json"]


def test_a_moment_without_a_zone_is_no_promotion_time(trained: Trained, key: Ed25519PrivateKey) -> None:
    """A promotion time that leaves its zone to be guessed is a programming error and stops at once."""
    with pytest.raises(ValueError, match="zone"):
        champion_bytes(trained.scorecard, "made-up", 3, "ab12", datetime(2026, 7, 1), key)


def test_same_promotion_gives_the_same_bytes(trained: Trained, key: Ed25519PrivateKey, signed: bytes) -> None:
    """The file depends on nothing but what is promoted, when and by whom."""
    assert champion_bytes(trained.scorecard, "made-up", 3, "ab12", NOON, key) == signed


def test_golden_batch_visits_every_corner_and_no_person(trained: Trained, rows: TrainingData) -> None:
    """Golden rows are made up from the shapes: missing and unseen values are in, no training row is."""
    golden = golden_rows(trained.scorecard)
    for feature in trained.scorecard.features:
        seen = {row[feature.name] for row in golden}
        assert None in seen
        assert feature.kind == "number" or UNSEEN in seen
    real = {tuple(row.items()) for row in rows.frame.to_dicts()}
    assert not real & {tuple(row.items()) for row in golden}


def _numbers(shape: dict[str, Any]) -> Iterator[tuple[dict[str, Any] | list[float], Any]]:
    """Where each number of a shape is kept, save edges, whose move is seen through the values beside them."""
    yield from ((shape, field) for field, value in shape.items() if isinstance(value, float))
    for inner in (shape.get("levels", {}), dict(enumerate(shape.get("values", ())))):
        yield from ((shape["levels"] if "levels" in shape else shape["values"], key) for key in inner)


def test_golden_batch_notices_every_changed_number(trained: Trained, key: Ed25519PrivateKey) -> None:
    """Change one number of one shape, keep digest and signature right: a golden answer tells, for all shapes."""
    fields = trained.scorecard.model_dump(mode="json", by_alias=True)
    steps = {"type": "step", "edges": [1.0, 2.5], "values": [0.3, -0.1, 0.2], "missing": 0.05}
    fields["features"][0]["shape"] = steps
    original = json.loads(
        champion_bytes(Scorecard.from_json(canonical_json.dump(fields)), "made-up", 3, "ab12", NOON, key)
    )
    kinds = set()
    for feature in fields["features"]:
        kinds.add(feature["shape"]["type"])
        for holder, place in _numbers(feature["shape"]):
            holder[place] += 0.01
            changed = Scorecard.from_json(canonical_json.dump(fields))
            forged = {**original, "scorecard": fields, "digest": changed.digest}
            with pytest.raises(ChampionGoldenWrong, match="off by"):
                read_champion(resigned(forged, key), key.public_key())
            holder[place] -= 0.01
    assert kinds == {"step", "line", "table"}


def _set(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _drop(field: str) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.pop(field)


def _shuffle_edges(content: dict[str, Any]) -> None:
    steps = {"type": "step", "edges": [2.0, 1.0], "values": [0.0, 0.1, 0.2], "missing": 0.0}
    content["scorecard"]["features"][0]["shape"] = steps


def _repeat_feature(content: dict[str, Any]) -> None:
    content["scorecard"]["features"].append(content["scorecard"]["features"][0])


SHAPE = ("scorecard", "features", 0, "shape")
SIGNED_LIES: dict[str, tuple[Callable[[dict[str, Any]], None], type[ChampionRefused]]] = {
    "another format": (_set("format", to="ermine-champion/2"), ChampionSchemaWrong),
    "a name that leaves the folder": (_set("name", to="../../etc/passwd"), ChampionSchemaWrong),
    "another model's name": (_set("name", to="other"), ChampionNotExpected),
    "version 0": (_set("version", to=0), ChampionSchemaWrong),
    "version as text": (_set("version", to="3"), ChampionSchemaWrong),
    "version true": (_set("version", to=True), ChampionSchemaWrong),
    "a field too many": (_set("pickle", to="gASV"), ChampionSchemaWrong),
    "no digest": (_drop("digest"), ChampionSchemaWrong),
    "no golden batch": (_drop("golden"), ChampionSchemaWrong),
    "an empty golden batch": (_set("golden", to={"rows": [], "log_odds": []}), ChampionSchemaWrong),
    "golden answers of another model": (_set("golden", "log_odds", 0, to=9.0), ChampionGoldenWrong),
    "a golden answer missing": (lambda c: c["golden"]["log_odds"].pop(), ChampionGoldenWrong),
    "a golden row without a column": (lambda c: c["golden"]["rows"][0].clear(), ChampionGoldenWrong),
    "text where a number belongs": (_set("golden", "rows", 0, "tenure", to="8"), ChampionGoldenWrong),
    "another digest": (_set("digest", to="0" * 64), ChampionDigestWrong),
    "a scorecard of another version": (_set("scorecard", "format", to="ermine-scorecard/9"), ChampionScorecardWrong),
    "a scorecard field too many": (_set("scorecard", "code", to="import os"), ChampionScorecardWrong),
    "a shape that is a program": (_set(*SHAPE, to={"type": "python"}), ChampionScorecardWrong),
    "text in a shape": (_set(*SHAPE, "missing", to="0"), ChampionScorecardWrong),
    "edges that do not increase": (_shuffle_edges, ChampionScorecardWrong),
    "the same feature twice": (_repeat_feature, ChampionScorecardWrong),
    "calibration that turns risk around": (_set("scorecard", "calibration", "a", to=-1.0), ChampionScorecardWrong),
    "a probability above 1": (_set("scorecard", "base_rate", to=1.5), ChampionScorecardWrong),
    "no features": (_set("scorecard", "features", to=[]), ChampionScorecardWrong),
    "a moment without a time": (_set("promoted_at", to="2026-07-01"), ChampionSchemaWrong),
    "a thirteenth month": (_set("promoted_at", to="2026-13-01T00:00:00Z"), ChampionSchemaWrong),
}  # fmt: skip


@pytest.mark.parametrize("lie", SIGNED_LIES)
def test_well_signed_lie_is_refused(lie: str, signed: bytes, key: Ed25519PrivateKey) -> None:
    """A valid signature does not make a wrong file right: each lie has its own typed refusal."""
    change, expected = SIGNED_LIES[lie]
    content = json.loads(signed)
    change(content)
    with pytest.raises(expected) as refusal:
        read_champion(resigned(content, key), key.public_key(), "made-up")
    assert type(refusal.value) is expected


def _with_key_twice(raw: bytes) -> bytes:
    return raw.replace(b'{"digest"', b'{"digest":"x","digest"', 1)


RAW_MUTANTS: dict[str, tuple[Callable[[bytes], bytes], type[ChampionRefused]]] = {
    "empty": (lambda raw: b"", ChampionUnreadable),
    "truncated": (lambda raw: raw[: len(raw) // 2], ChampionUnreadable),
    "one byte more": (lambda raw: raw + b"\n", ChampionUnreadable),
    "two documents": (lambda raw: raw + raw, ChampionUnreadable),
    "another encoding": (lambda raw: raw.decode().encode("utf-16"), ChampionUnreadable),
    "byte-order mark": (lambda raw: b"\xef\xbb\xbf" + raw, ChampionUnreadable),
    "pretty-printed": (lambda raw: json.dumps(json.loads(raw), indent=1).encode(), ChampionUnreadable),
    "a key twice": (_with_key_twice, ChampionUnreadable),
    "NaN": (lambda raw: raw.replace(b'"version":3', b'"version":NaN'), ChampionUnreadable),
    "infinity": (lambda raw: raw.replace(b'"version":3', b'"version":-Infinity'), ChampionUnreadable),
    "a number past the range": (lambda raw: raw.replace(b'"version":3', b'"version":1e999'), ChampionUnreadable),
    "ten thousand digits": (lambda raw: raw.replace(b'"version":3', b'"version":' + b"9" * 10_000), ChampionUnreadable),
    "half a surrogate pair": (lambda raw: raw.replace(b"made-up", b"\\ud800"), ChampionUnreadable),
    "nested a million deep": (lambda raw: b"[" * 1_000_000, ChampionUnreadable),
    "a pickle": (lambda raw: pickle.dumps(os.getcwd), ChampionUnreadable),
    "compressed": (zlib.compress, ChampionUnreadable),
    "an array": (lambda raw: b"[]", ChampionSchemaWrong),
    "too large": (lambda raw: raw + b" " * MAX_BYTES, ChampionTooLarge),
    "version changed": (lambda raw: raw.replace(b'"version":3', b'"version":4'), ChampionSignatureWrong),
    "shape changed": (lambda raw: raw.replace(b'"horizon_days":365', b'"horizon_days":366'), ChampionSignatureWrong),
    "signature of nothing": (
        lambda raw: canonical_json.dump({**json.loads(raw), "signature": ""}), ChampionSignatureWrong
    ),
    "no signature": (
        lambda raw: canonical_json.dump({k: v for k, v in json.loads(raw).items() if k != "signature"}),
        ChampionSchemaWrong,
    ),
}  # fmt: skip


@pytest.mark.parametrize("mutant", RAW_MUTANTS)
def test_hostile_bytes_are_refused(
    mutant: str, signed: bytes, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    """Damaged, disguised or overgrown bytes end in a typed refusal that quotes none of them at length."""
    mutate, expected = RAW_MUTANTS[mutant]
    path = tmp_path / "champion.json"
    path.write_bytes(mutate(signed))
    with pytest.raises(expected) as refusal:
        load_champion(path, key.public_key(), "made-up")
    assert type(refusal.value) is expected
    assert len(refusal.value.message) < 400


def test_only_the_trusted_key_counts(signed: bytes) -> None:
    """A file signed by anyone else is refused, whatever it says."""
    with pytest.raises(ChampionSignatureWrong):
        read_champion(signed, Ed25519PrivateKey.generate().public_key())


def test_features_of_another_version_are_refused(
    trained: Trained, signed: bytes, key: Ed25519PrivateKey
) -> None:
    """A champion for a feature set that this version does not build is refused by name."""
    assert read_champion(signed, key.public_key(), "made-up", trained.scorecard.feature_set)
    with pytest.raises(ChampionNotExpected, match="company/2"):
        read_champion(signed, key.public_key(), "made-up", "company/2")


def test_only_a_plain_file_is_read(signed: bytes, key: Ed25519PrivateKey, tmp_path: Path) -> None:
    """A link, a pipe, a device or a folder in the champion's place is refused without waiting."""
    (tmp_path / "real.json").write_bytes(signed)
    (tmp_path / "link").symlink_to(tmp_path / "real.json")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "link", tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(ChampionUnreadable):
            load_champion(path, key.public_key())


def test_absence_is_not_damage(key: Ed25519PrivateKey, tmp_path: Path) -> None:
    """No file means that nothing was promoted, which is its own answer and no refusal."""
    with pytest.raises(ChampionAbsent) as absence:
        load_champion(tmp_path / "champion.json", key.public_key())
    assert not isinstance(absence.value, ChampionRefused)


def test_a_failed_write_leaves_the_old_champion(
    trained: Trained, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    """A promotion that cannot be right, here under a bad name, never touches the file that serves."""
    path = tmp_path / "champion.json"
    write_champion(path, trained.scorecard, "made-up", 1, "ab12", NOON, key)
    before = path.read_bytes()
    for name, version in (("made/up", 2), ("made-up", 0)):
        with pytest.raises((InputRefused, ChampionRefused)):
            write_champion(path, trained.scorecard, name, version, "ab12", NOON, key)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["champion.json"]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "-a", "A", "a b", "ä", "a" * 65, "a\n"])
def test_names_that_are_no_folder_names_are_refused(name: str) -> None:
    """A model's name becomes a folder and an experiment, so it is held to a narrow alphabet."""
    with pytest.raises(InputRefused):
        check_name(name)


def test_a_key_made_by_the_command_signs(trained: Trained, tmp_path: Path) -> None:
    """A key file made here signs a champion that its public half accepts."""
    key = create_key(tmp_path / "key")
    raw = champion_bytes(trained.scorecard, "made-up", 1, "ab12", NOON, key)
    assert read_champion(raw, key.public_key()).version == 1
