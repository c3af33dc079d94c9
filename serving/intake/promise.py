"""What we promise to everybody who answers: one text for the page and for the documentation, each sentence tested."""

import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True)
class Sentence:
    """A promise, and the test that keeps it (`tests/file.py::test_name`)."""

    text: str
    test: str


@dataclass(frozen=True)
class Part:
    """Promises under one heading."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Promise:
    """All promises, and what nobody can promise."""

    opening: str
    parts: tuple[Part, ...]
    limits: tuple[str, ...]


@cache
def load_promise() -> Promise:
    """The promise as it is shipped."""
    told = tomllib.loads(files("serving.intake").joinpath("promise.toml").read_text("utf-8"))
    parts = (
        Part(part["title"], tuple(Sentence(**sentence) for sentence in part["sentence"]))
        for part in told["part"]
    )
    return Promise(told["opening"], tuple(parts), tuple(told["limits"]))


def promise_page() -> str:
    """The promise as a page of the documentation; each sentence links to the file of its test."""
    promise = load_promise()
    lines = ["# What we promise to everybody who gives feedback", "", promise.opening]
    for part in promise.parts:
        lines += ["", f"## {part.title}", "", *(_line(sentence) for sentence in part.sentences)]
    lines += ["", "## What nobody can promise", "", *(f"- {limit}" for limit in promise.limits)]
    return "\n".join(lines) + "\n"


def _line(sentence: Sentence) -> str:
    file, _, name = sentence.test.partition("::")
    return f"- {sentence.text} ([`{name}`](../{file}))"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(promise_page(), "utf-8")
