"""`ermine concerns`: the key, and the daily look with the real text model."""

import csv
import json
import sqlite3
from contextlib import closing

import pytest

from ermine.home import Home, NoSource
from ermine.jobs.concerns import ensure_concern_key
from ermine.jobs.doctor import concern_key_finding
from ermine.settings import Settings
from serving.feedback.concerns.keys import load_opening_key
from serving.feedback.concerns.sealing import unseal
from serving.feedback.rounds import find_round
from serving.feedback.store import open_feedback
from serving.feedback.submission import Submission, submit
from serving.store.engine import writing

GERMAN = "Mein Vorgesetzter fasst mich ständig an und droht mir, wenn ich etwas sage."
ENGLISH = "My manager keeps touching me and threatens me whenever I say no."
SHORT = "Hilfe, bitte"
GARBLED = "asdfjkl qwrtzp xcvbnm fghjkl"
PLAIN = "The new rota is fair and the canteen has got better since May."


def said(place, *texts):
    """Answers with these comments in the open round of a place."""
    with (place.folder / "links.csv").open(encoding="utf-8") as file:
        tokens = [row["link"].rpartition("/")[2] for row in csv.DictReader(file)]
    engine = open_feedback(f"sqlite:///{place.home / 'feedback.db'}")
    with writing(engine) as conn:
        for token, text in zip(tokens, texts, strict=False):
            submit(conn, find_round(conn, "spring"), token, Submission({}, text))
    engine.dispose()


def concerns(place):
    """The words of every concern, by where it came from."""
    key = load_opening_key(place.folder / "home.concern-key")
    with closing(sqlite3.connect(place.home / "feedback.db")) as conn:
        rows = conn.execute("select concern_id, source, sealed from concerns").fetchall()
    found = {}
    for concern_id, source, sealed in rows:
        found.setdefault(source, set()).add(json.loads(unseal(key, sealed, concern_id))["words"])
    return found


def test_a_german_harassment_comment_is_in_front_of_a_person_within_the_day(asked_place, tmp_path):
    """The real model passes on what it finds, and what it cannot read: German, two words, garbled. Nobody is left."""
    place = asked_place.copy_to(tmp_path / "place")
    said(place, GERMAN, ENGLISH, SHORT, GARBLED, PLAIN)
    ran = place.run("concerns", "sweep", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["rounds"] == [{"round_id": "spring", "read": 5, "serious": 1, "not_assessed": 3}]
    assert concerns(place) == {"program": {ENGLISH}, "unread": {GERMAN, SHORT, GARBLED}}


def test_a_round_brings_the_key_and_a_second_one_is_refused(asked_place, tmp_path):
    """The key was made with the round, outside the home; `concerns key` says so and overwrites nothing."""
    place = asked_place.copy_to(tmp_path / "place")
    key = place.folder / "home.concern-key"
    before = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert (place.home / "concern.pub").exists()
    refused = place.run("concerns", "key")
    assert refused.code != 0
    assert "this home has a key" in refused.err
    assert key.read_bytes() == before


def test_a_key_inside_the_home_is_refused(place):
    """What opens concerns must not lie beside them."""
    place.home.mkdir()
    (place.home / "home.toml").write_text('source = "company"\nmodel = "attrition"\n')
    env = {"ERMINE_CONCERN_KEY": str(place.home / "key")}
    refused = place.run("concerns", "key", env=env)
    assert refused.code != 0
    assert "lies inside the home" in refused.err
    made = place.run(
        "concerns", "key", "--json", env={"ERMINE_CONCERN_KEY": str(place.folder / "safe" / "key")}
    )
    assert made.json["key_file"] == str(place.folder / "safe" / "key")


def test_doctor_says_where_the_key_is_and_when_it_is_unsafe(asked_place, tmp_path):
    """Well beside the home; a note where it was taken elsewhere; bad once others may read it."""
    place = asked_place.copy_to(tmp_path / "place")
    key = place.folder / "home.concern-key"

    def found():
        settings = Settings(home=place.home)
        return concern_key_finding(settings, Home(place.home)).state

    assert found() == "ok"
    key.chmod(0o644)
    assert found() == "bad"
    key.rename(tmp_path / "elsewhere")
    assert found() == "note"


def test_a_home_without_data_gets_no_key(tmp_path):
    """Serving a mistyped home is refused and leaves nothing behind."""
    home = tmp_path / "mistyped"
    with pytest.raises(NoSource):
        ensure_concern_key(Settings(home=home))
    assert not home.exists()
    assert list(tmp_path.iterdir()) == []
