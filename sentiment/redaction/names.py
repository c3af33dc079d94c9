"""Names of people who are on no roster: what the entity recogniser, titles and unknown capitalised words give away."""

import re
from collections.abc import Iterator
from typing import Any

from sentiment.redaction.folding import Folded
from sentiment.redaction.language_model import EnglishWords
from sentiment.redaction.occurrence import is_meant_as_name, starts_sentence
from sentiment.redaction.pattern import pattern
from sentiment.redaction.span import Span
from sentiment.redaction.word_lists import given_names, word_list

_NAME = r"(?:Mc|Mac|O'|D'|De|Di|La|Le|Van)?[A-Z][a-z]+(?:[-'](?!s\b)[A-Za-z][a-z]+){0,3}"
_CAPITALISED = re.compile(rf"(?<![\w'-]){_NAME}(?![\w])")
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,30}(?![\w])")
_FOLLOWS = re.compile(
    rf"(?:-[A-Z][a-z]+)*(?:\s(?:(?:van|von|de|der|den|da|dos|bin|al)\s){{0,2}}{_NAME}(?!\w))?(?:\s[A-Z]\b\.?(?=\W|$))?"
)
_PARTS = re.compile(r"[a-z]{3,}")
_NO_PERSON = frozenset({"NORP", "LANGUAGE", "DATE", "TIME", "EVENT"})

TITLES = (
    pattern(
        "PERSON",
        rf"\b(?:[Mm]rs?|[Mm]s|M[RS]{{1,2}}|Miss|Mx|[Dd]r|Prof|Professor|Sir|"
        rf"Dame|Lady|Frau|Herr|Mme|Monsieur|Madame|Señora?|Senora?|Sra?|Dott|"
        rf"Pan|Pani|Director|Uncle|Aunt|Sister|Father)\.?\s(?P<item>(?:[A-Z]\.?\s?)"
        rf"{{0,2}}(?!Teams|Office|Word|Excel|Outlook|Access|Project|Windows|"
        rf"General)(?:[a-z]{{2,3}}\s){{0,2}}{_NAME}(?:\s{_NAME}){{0,2}}|[A-Z]\b\.?)",
        any_case=False,
    ),
    pattern(
        "PERSON", r"\b(?:mr|mrs|frau|herr|mister|missus)\.?\s(?P<item>[a-z][a-z'-]{2,30})\b", any_case=False
    ),
)

_INTRODUCED = re.compile(
    r"\b(?:my\sname\sis|my\sname's|name:|name\sis|i\sam\scalled|called|"
    r"named|signed,)\s([a-z][a-z'-]{2,30}(?:\s[a-z][a-z'-]{2,30})?)",
    re.IGNORECASE,
)


def find_given_names(folded: Folded) -> Iterator[Span]:
    """Given names of our list, in any case and any language."""
    known = given_names()
    for found in _WORD.finditer(folded.text):
        if found[0].lower() in known:
            yield folded.span(found.start(), _end_of_name(folded.text, found.end()), "PERSON")


def find_titled(folded: Folded) -> Iterator[Span]:
    """The name after a title."""
    for each in TITLES:
        yield from each.find(folded)


def find_introduced(folded: Folded, english: EnglishWords) -> Iterator[Span]:
    """What follows "my name is" or "called" and is no English word."""
    for found in _INTRODUCED.finditer(folded.text):
        end = found.start(1)
        for word in _WORD.finditer(folded.text, *found.span(1)):
            if word[0].lower() in english and word[0].lower() not in given_names():
                break
            end = word.end()
        if end > found.start(1):
            yield folded.span(found.start(1), end, "PERSON")


def find_recognised(folded: Folded, doc: Any, english: EnglishWords) -> Iterator[Span]:
    """Persons that the entity recogniser sees, save single dictionary words that merely open a sentence."""
    for entity in doc.ents:
        if entity.label_ == "PERSON" and (
            found := _CAPITALISED.search(folded.text, entity.start_char, entity.end_char)
        ):
            start, end = found.start(), entity.end_char
            if not _is_plain_word(folded.text, start, end, english):
                yield folded.span(start, _end_of_name(folded.text, end), "PERSON")


def find_unknown(folded: Folded, doc: Any, english: EnglishWords) -> Iterator[Span]:
    """Capitalised words that no dictionary has: in an English comment these are names more often than not."""
    text = folded.text
    if _is_title_case(text):
        return
    elsewhere = [(each.start_char, each.end_char) for each in doc.ents if each.label_ in _NO_PERSON]
    for found in _CAPITALISED.finditer(text):
        if any(start <= found.start() < end for start, end in elsewhere):
            continue
        if _is_unknown(found[0], english):
            yield folded.span(found.start(), _end_of_name(text, found.end()), "PERSON")


def _is_unknown(word: str, english: EnglishWords) -> bool:
    parts = _PARTS.findall(word.lower())
    ordinary = word_list("not_names")
    return any(part not in english and part not in ordinary for part in parts)


def _is_plain_word(text: str, start: int, end: int, english: EnglishWords) -> bool:
    """Whether a recognised person is only one word that the dictionary has and that is no name here."""
    word = text[start:end].removesuffix("'s").lower()
    if word in word_list("not_names"):
        return True
    if not word.isalpha() or word in given_names() or word not in english:
        return False
    return (
        starts_sentence(text, start)
        if word not in word_list("names_that_are_words")
        else not is_meant_as_name(text, start, end)
    )


def _end_of_name(text: str, end: int) -> int:
    """Take in the family name or initial that follows; not where a sentence begins there or a plain word stands."""
    found = _FOLLOWS.match(text, end)
    if not found or not found[0]:
        return end
    following = found[0].split()[-1].rstrip(".").lower()
    return end if following in word_list("not_names") else found.end()


def _is_title_case(text: str) -> bool:
    """A heading in which most words have capitals: capitals say nothing there."""
    words = _WORD.findall(text)
    return len(words) >= 4 and sum(word[0].isupper() for word in words) > 0.6 * len(words)
