"""The bars of redaction: recall on planted items, the roster, false finds, and items somebody else planted."""

import csv
from importlib.resources import files

import pytest

from benchmarks.planted_items import PERSONAL_ROWS, ROSTER, clean_comments, planted_comments
from benchmarks.redaction import FALSE_FINDS, RECALL, covers
from sentiment.redaction.redactor import Redactor


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    """A redactor that knows the planted roster."""
    return Redactor(ROSTER)


@pytest.mark.slow
def test_recall_on_planted_items(redactor: Redactor) -> None:
    """Of 1,000 planted items at least 98 in 100 are gone, and every roster name."""
    planted = planted_comments(1_000, seed=5)
    done = redactor.redact_all([item.text for item in planted])
    missed = [
        item
        for item, redacted in zip(planted, done, strict=True)
        if redacted is None or not covers(redacted, item)
    ]
    assert len(missed) <= (1 - RECALL) * len(planted)
    assert [item for item in missed if item.sort.startswith("roster")] == []


def test_planted_items_are_the_same_for_a_seed() -> None:
    """One seed gives identical comments, and each item stands where it says."""
    first, again = planted_comments(200, seed=9), planted_comments(200, seed=9)
    assert first == again
    assert all(item.text[item.start : item.end].strip() for item in first)
    assert planted_comments(200, seed=10) != first


def test_a_text_that_was_not_redacted_does_not_count_as_found() -> None:
    """The measure itself can fail: without spans nothing planted is covered."""
    from sentiment.redaction.span import Redacted

    assert not any(covers(Redacted(item.text, ()), item) for item in planted_comments(100, seed=5))


@pytest.mark.slow
def test_false_finds_in_clean_comments(redactor: Redactor) -> None:
    """At most 4 in 100 comments that hold nothing personal are changed, whatever the roster."""
    clean = clean_comments()
    changed = sum(bool(redacted and redacted.spans) for redacted in redactor.redact_all(clean))
    assert changed <= FALSE_FINDS * len(clean)


def test_mails_and_numbers_that_somebody_else_planted(redactor: Redactor) -> None:
    """Of the authored comments written with names, mails and numbers, no mail and no long number is left."""
    with files("ermine.sample").joinpath("authored_comments.csv").open(encoding="utf-8") as stream:
        rows = [row["text"] for at, row in enumerate(csv.DictReader(stream), 1) if at in PERSONAL_ROWS]
    done = [redacted.text for redacted in redactor.redact_all(rows) if redacted]
    assert len(done) == len(PERSONAL_ROWS) == 60
    assert [text for text in done if "@" in text or sum(map(str.isdigit, text.replace(".", ""))) >= 9] == []
    assert sum("[" in text for text in done) == 60


NAMES = """
Dariusz Coleen Oluwaseun Vikram Radoslav Jarmila Quentin Kofi Perpetua Nakagawa Wilhelmina Ileana Sergio Ingeborg
Solvei Mbeki Oswin Clutterbeck Nkechi Ravensholm Hollis Milica Anneke Svetlana Bashir Ferdinand Dorothea Ebo Anselm
Roisin Lorcan Adisa Corvina Joaquim Benedikta Brandner Corin Haldane Beatriz Mei-Ling Augustin Philippa Yetunde
Chiamaka Jens Ludo Thandeka Ottoline Matilde Ferreira Rafe Emeka Thornquist Abiola Imani Okwuosa Lucinda Marit Gerda
Tomasz Feodora Achterberg Gunvor Pavel Zsófia Mike Amara Theodric Quillfeather Nino Habernickel Hans-Peter Bernadette
Wintersett Lazlo Ewan Marguerite
"""
"""Names in the authored comments that were written for redaction, listed by hand from a reading."""


def test_names_that_somebody_else_planted_are_found_without_a_roster() -> None:
    """Of the names in those comments at least 95 in 100 are gone without any roster."""
    with files("ermine.sample").joinpath("authored_comments.csv").open(encoding="utf-8") as stream:
        rows = [row["text"] for at, row in enumerate(csv.DictReader(stream), 1) if at in PERSONAL_ROWS]
    names = NAMES.split()
    assert all(name in "\n".join(rows) for name in names)
    left = "\n".join(redacted.text for redacted in Redactor().redact_all(rows) if redacted)
    assert sum(name in left for name in names) <= 0.05 * len(names)
