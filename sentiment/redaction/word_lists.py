"""The word lists that ship with redaction, one file each in `words/`, written by hand for this project."""

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list, in lower case."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def given_names() -> frozenset[str]:
    """Given names that stand for a person in any case: our list and the full names of the nickname table."""
    return (word_list("given_names") | {line.split()[0] for line in _lines("nicknames")}) - word_list(
        "names_that_are_words"
    )


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """For a given name, short form or pet form, every other form of the same name."""
    forms: dict[str, set[str]] = {}
    for line in _lines("nicknames"):
        name, *short = line.split()
        forms.setdefault(name, set()).update(short)
        for each in short:
            forms.setdefault(each, set()).add(name)
    return {name: frozenset(others - {name}) for name, others in forms.items()}


def _lines(name: str) -> list[str]:
    text = files("sentiment.redaction").joinpath("words", f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
