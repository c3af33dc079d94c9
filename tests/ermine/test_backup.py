"""A backup brings a home back as it was, and holds neither keys nor what an open round has taken."""

import io
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data_contracts.lake import Lake
from ermine.erasures import erasures_of
from ermine.home import Home
from ermine.jobs.backup import BackupRefused, HomeNotEmpty, back_up, restore
from ermine.jobs.erasing import erase_person
from ermine.settings import Settings
from ermine.store import open_store
from serving.outreach.queries import latest_run, manager_list
from serving.store.engine import reading


@pytest.fixture(scope="module")
def settings(asked_place: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with an imported company and an open round that has an answer, beside keys that must stay."""
    place = asked_place.copy_to(tmp_path_factory.mktemp("backup") / "place")
    place.key("admin")
    place.home.with_name("home.signing-key").write_text("canary-signing")
    with closing(sqlite3.connect(place.home / "subjects.db")) as conn:
        conn.execute(
            "CREATE TABLE IF NOT EXISTS subject_keys (employee_id TEXT PRIMARY KEY, secret BLOB NOT NULL)"
        )
        conn.execute("INSERT INTO subject_keys VALUES ('canary-subject', x'00')")
        conn.commit()
    with closing(sqlite3.connect(place.home / "feedback.db")) as conn:
        unit = conn.execute("SELECT unit FROM tokens LIMIT 1").fetchone()[0]
        answer = (b"0" * 16, "spring", unit, '{"trust": 4}', "canary-answer", 0)
        conn.execute("INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?)", answer)
        conn.commit()
    return Settings(home=place.home)


@pytest.fixture(scope="module")
def written(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    out = tmp_path_factory.mktemp("out") / "home.tar.gz"
    back_up(settings, out)
    return out


def members(file: Path) -> dict[str, bytes]:
    """Every file in a backup."""
    with tarfile.open(file) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]


def rewritten(file: Path, out: Path, change: Any) -> Path:
    """The backup with some files changed."""
    found = members(file)
    change(found)
    with tarfile.open(out, "w:gz") as archive:
        for name, raw in found.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    return out


def dump(database: Path) -> list[str]:
    """A database as SQL."""
    with closing(sqlite3.connect(database)) as conn:
        return list(conn.iterdump())


def test_a_restored_home_is_the_home_that_was_backed_up(
    settings: Settings, written: Path, tmp_path: Path
) -> None:
    """Every file byte for byte, the databases row for row, the audit's end, and the home works."""
    old, new = Home(settings.home), Settings(home=tmp_path / "new")
    contents = restore(new, written)
    home = Home(new.home)
    assert dump(home.database) == dump(old.database)
    for folder in ("lake", "models", "policy"):
        names = [path.relative_to(old.path) for path in (old.path / folder).rglob("*") if path.is_file()]
        assert all((home.path / name).read_bytes() == (old.path / name).read_bytes() for name in names)
    assert home.record == old.record
    assert contents.rows["ermine.api_keys"] >= 1
    assert oct(home.database.stat().st_mode)[-3:] == "600"


def test_a_backup_holds_no_key_and_nothing_of_an_open_round(written: Path) -> None:
    """Neither the answer nor a link nor a key is in any byte of it, and it says that the round was left out."""
    found = members(written)
    assert not [name for name, raw in found.items() if b"canary" in raw or "subjects.db" in name]
    contents = json.loads(found["manifest.json"])
    assert "links and answers of the open round spring" in contents["left_out"]
    assert contents["rows"]["feedback.responses"] == contents["rows"]["feedback.tokens"] == 0
    assert contents["rows"]["feedback.rounds"] == 1
    assert oct(written.stat().st_mode)[-3:] == "600"


def test_a_home_that_holds_anything_is_not_overwritten(settings: Settings, written: Path) -> None:
    """The refusal says what to do."""
    with pytest.raises(HomeNotEmpty, match="not empty"):
        restore(settings, written)


def test_a_backup_that_was_changed_is_refused_and_leaves_no_home(written: Path, tmp_path: Path) -> None:
    """A file changed, missing, added, leading outside, a cut archive, no archive: nothing appears."""

    def lie(found: dict[str, bytes]) -> None:
        contents = json.loads(found["manifest.json"])
        contents["rows"]["ermine.api_keys"] += 1
        found["manifest.json"] = json.dumps(contents).encode()

    changes = {
        "changed": lambda found: found.update({"home.toml": found["home.toml"] + b"\n"}),
        "missing": lambda found: found.pop("home.toml"),
        "added": lambda found: found.update({"models/extra.json": b"{}"}),
        "outside": lambda found: found.update({"../outside": b""}),
        "rows": lie,
        "no manifest": lambda found: found.pop("manifest.json"),
    }
    files = [rewritten(written, tmp_path / f"{name}.tar.gz", change) for name, change in changes.items()]
    cut, other = tmp_path / "cut.tar.gz", tmp_path / "other.tar.gz"
    cut.write_bytes(written.read_bytes()[:-2000])
    other.write_bytes(b"no archive")
    for file in (*files, cut, other, tmp_path / "absent"):
        with pytest.raises(BackupRefused):
            restore(Settings(home=tmp_path / "new"), file)
        assert not (tmp_path / "new").exists()
        assert not (tmp_path / "outside").exists()


def test_whoever_was_erased_after_a_backup_is_erased_again(
    settings: Settings, written: Path, tmp_path: Path
) -> None:
    """With the newer ledger, nothing of the person is in the restored home."""
    first, second = Settings(home=tmp_path / "first"), Settings(home=tmp_path / "second")
    restore(first, written)
    who = Lake(first.home).current().read("employees")["employee_id"][0]
    erase_person(first, who)
    restore(second, written, first.home / "erasures.json")
    assert who not in Lake(second.home).current().read("employees")["employee_id"].to_list()
    assert who in erasures_of(Home(second.home))


@pytest.mark.slow
def test_the_last_list_comes_back_as_it_was(demo_place: Any, tmp_path: Path) -> None:
    """Of a home with a run: the list of each manager says exactly the same after the way through a backup."""
    place = demo_place.copy_to(tmp_path / "place")
    out = tmp_path / "b.tar.gz"
    back_up(Settings(home=place.home), out)
    restore(Settings(home=tmp_path / "new"), out)
    lists = []
    for folder in (place.home, tmp_path / "new"):
        settings = Settings(home=folder)
        with reading(open_store(settings, Home(folder))) as conn:
            run = latest_run(conn)
            assert run is not None
            lists.append((run, manager_list(conn, run.run_id, "ER01")))
    assert lists[0] == lists[1]
