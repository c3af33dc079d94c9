"""The shipped text model on comments of ours: it runs offline without torch, keeps the rows, and meets its bars."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sentiment.classifier import MAX_CHARACTERS, SHIPPED, TextClassifier, load_classifier
from sentiment.labels import NOT_ASSESSED, SENTIMENTS, SERIOUS, TOPICS
from sentiment.manifest import (
    CARD_FILE,
    ENCODER_FILE,
    MANIFEST_FILE,
    TextModelAbsent,
    TextModelRefused,
    read_manifest,
)

CASES = Path(__file__).with_name("cases")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of cases."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def classifier() -> TextClassifier:
    """The shipped model, loaded once."""
    return load_classifier()


def test_easy_comments_get_the_obvious_label(classifier: TextClassifier) -> None:
    """Plain praise, plain complaint and a plain allegation are read as what they are."""
    found = classifier.classify(
        [
            "I love my job and my team is very supportive.",
            "The pay is terrible and there are no raises.",
            "My supervisor touches the interns and threatens anyone who reports it.",
        ]
    )
    assert found["sentiment"].to_list() == ["positive", "negative", "negative"]
    assert "pay_benefits" in found["topics"][1].to_list()
    assert "harassment" in found["serious"][2].to_list()
    assert found["serious"][0].is_empty()


def test_rows_keep_their_place_and_what_cannot_be_read_is_not_guessed(classifier: TextClassifier) -> None:
    """Null, empty, foreign, emoji-only and endless texts are not assessed, in their own rows."""
    foreign, endless = "Die Arbeit macht mir leider überhaupt keinen Spass mehr.", "a " * MAX_CHARACTERS
    texts = [None, "Great colleagues.", "", "🙂🙂", foreign, endless]
    found = classifier.classify(texts)
    assert found["row"].to_list() == list(range(6))
    assert [label == NOT_ASSESSED for label in found["sentiment"]] == [True, False, True, True, True, True]
    unread = found.filter(found["sentiment"] == NOT_ASSESSED)
    assert (
        unread.select("p_negative", "p_neutral", "p_positive", "p_serious").null_count().sum_horizontal()[0]
        == 20
    )
    assert unread["topics"].list.len().sum() == unread["serious"].list.len().sum() == 0


def test_probabilities_are_a_distribution(classifier: TextClassifier) -> None:
    """The three sentiment probabilities sum to 1 and the label is the highest of them."""
    found = classifier.classify([row["text"] for row in rows("ordinary.csv")[:40]])
    p = found.select("p_negative", "p_neutral", "p_positive").drop_nulls().to_numpy()
    assert np.allclose(p.sum(axis=1), 1)
    assessed = found.filter(found["sentiment"] != NOT_ASSESSED)
    assert assessed["sentiment"].to_list() == [list(SENTIMENTS)[at] for at in p.argmax(axis=1)]


def test_no_comments_give_an_empty_frame_of_the_same_form(classifier: TextClassifier) -> None:
    """Nothing in, nothing out, with the same columns."""
    assert classifier.classify([]).schema == classifier.classify(["fine"]).schema


def test_a_concern_at_the_end_of_a_long_comment_is_found(classifier: TextClassifier) -> None:
    """A comment longer than the network's window is read to its end."""
    ramble = "The canteen is fine and the office is bright and the bus stops nearby. " * 20
    end = "My manager hit a colleague and threatened to fire anyone who talks about it."
    assert not classifier.classify([ramble])["serious"][0].to_list()
    assert classifier.classify([ramble + end])["serious"][0].to_list()


def test_one_hundred_identical_comments_get_one_answer(classifier: TextClassifier) -> None:
    """The same words are the same label, whatever stands beside them."""
    found = classifier.classify(["We are asked to work through lunch every day."] * 100)
    assert found.drop("row").unique(["sentiment", "p_negative", "p_serious"]).height == 1


def test_a_comment_is_judged_without_its_neighbours(classifier: TextClassifier) -> None:
    """Alone, in company or in reverse order, every probability of a comment is the same to the last bit."""
    texts = [row["text"] for row in rows("ordinary.csv")[:40]]
    together = classifier.classify(texts).drop("row")
    assert classifier.classify(texts[::-1]).drop("row").reverse().equals(together)
    assert classifier.classify(texts[7:8]).drop("row").equals(together[7:8])


@pytest.mark.slow
def test_no_torch_and_no_network_at_run_time() -> None:
    """Reading comments loads neither torch nor transformers, scikit-learn or mlflow, and opens no connection."""
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a connection was opened')\n"
        "socket.socket.connect = refuse; socket.create_connection = refuse\n"
        "from sentiment.classifier import load_classifier\n"
        "assert load_classifier().classify(['Good team.']).height == 1\n"
        "bad = {'torch', 'transformers', 'sklearn', 'mlflow', 'spacy', 'presidio_analyzer'} & set(sys.modules)\n"
        "assert not bad, bad\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def copy_of_the_model(folder: Path) -> Path:
    """The shipped folder, to be damaged."""
    shutil.copytree(SHIPPED, folder / "model")
    return folder / "model"


@pytest.mark.parametrize("name", [ENCODER_FILE, "tokenizer.json", CARD_FILE])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """One byte changed in any file, and the model is not used."""
    folder = copy_of_the_model(tmp_path)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(TextModelRefused, match=name.replace(".", r"\.")):
        load_classifier(folder)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "ermine-text/2"),
        ("sentiment", ["positive", "neutral", "negative"]),
        ("max_tokens", 0),
        ("sentiment_calibration", {"temperature": -1, "offsets": [0, 0, 0]}),
        ("topic_calibration", {}),
        ("files", {}),
        ("surprise", 1),
    ],
)
def test_a_manifest_that_breaks_a_rule_is_refused(tmp_path: Path, field: str, value: object) -> None:
    """A wrong, missing or extra field refuses the folder, and the message names the field."""
    folder = copy_of_the_model(tmp_path)
    manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
    (folder / MANIFEST_FILE).write_text(json.dumps({**manifest, field: value}))
    with pytest.raises(TextModelRefused):
        read_manifest(folder)


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    """Where nothing lies, the refusal says so."""
    with pytest.raises(TextModelAbsent):
        load_classifier(tmp_path)


def test_the_card_names_every_source_and_label(classifier: TextClassifier) -> None:
    """The shipped card lists each source with its licence, and each label's threshold."""
    card = (SHIPPED / CARD_FILE).read_text("utf-8")
    for source in classifier.manifest.sources:
        assert source.name in card
        assert source.licence in card
    for label in (*TOPICS, *SERIOUS):
        assert f"| {label} |" in card
