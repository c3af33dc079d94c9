"""Finding the people of a roster in a text, in every form in which a name is usually typed.

A roster name becomes forms: sequences of plain lower-case tokens. `Anna Maria Weber-Smith` gives, among others, `anna`,
`weber`, `smith`, `anna weber smith`, `a weber smith`, `anna w` and `annaweber`. A text is cut into the same tokens, so
that case, marks, look-alike letters, possessives and what stands between the parts of a name make no difference.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise

from sentiment.redaction.folding import Folded, fold
from sentiment.redaction.look_alikes import DIGITS_FOR_LETTERS
from sentiment.redaction.occurrence import is_meant_as_name
from sentiment.redaction.span import Span
from sentiment.redaction.word_lists import given_names, nicknames, word_list

Form = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+(?:[@$][^\W_]+)*")
_BETWEEN = re.compile(r"[ .,'_\-\n\t]{1,3}|")
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "madam",
        "dame",
        "lord",
        "lady",
        "herr",
        "frau",
        "mme",
        "jr",
        "sr",
        "phd",
        "md",
        "ing",
        "mag",
        "dipl",
    ]
)
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "der",
        "den",
        "des",
        "du",
        "la",
        "le",
        "las",
        "los",
        "van",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "el",
        "al",
        "bin",
        "binti",
        "ibn",
        "abu",
        "ter",
        "ten",
        "af",
        "av",
        "of",
        "the",
        "y",
        "e",
        "i",
    ]
)
_TRANSLITERATED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_SPACED = 4
"""From so many letters on, a name typed letter by letter is put together again."""


class Roster:
    """The names of a roster, ready to be found."""

    def __init__(self, names: Sequence[str], is_word: Callable[[str], bool]) -> None:
        """`is_word` says of a lower-case token whether people also type it without meaning a name."""
        self._is_word = is_word
        self._by_first: dict[str, set[Form]] = defaultdict(set)
        for name in names:
            for spelling in {name, name.translate(_TRANSLITERATED)}:
                for form in forms(spelling):
                    self._by_first[form[0]].add(form)

    def find(self, folded: Folded) -> Iterator[Span]:
        """Every place where somebody on the roster is named."""
        if not self._by_first:
            return
        tokens = [(found.start(), found.end()) for found in _TOKEN.finditer(folded.text)]
        words = [folded.text[start:end].lower() for start, end in tokens]
        yield from self._spaced_out(folded, tokens, words)
        for at in range(len(tokens)):
            if length := self._longest(folded.text, tokens, words, at):
                yield folded.span(tokens[at][0], tokens[at + length - 1][1], "PERSON")

    def _longest(self, text: str, tokens: list[tuple[int, int]], words: list[str], at: int) -> int:
        """How many tokens from `at` on are the longest form that is meant as a name here; 0 if none is."""
        best = 0
        for word in {words[at], words[at].translate(DIGITS_FOR_LETTERS)}:
            for form in self._by_first.get(word, ()):
                length = len(form)
                if length <= best or tuple(words[at + 1 : at + length]) != form[1:]:
                    continue
                ends = tokens[at : at + length]
                if self._stands_together(text, ends) and self._is_meant(text, ends, form):
                    best = length
        return best

    def _stands_together(self, text: str, ends: list[tuple[int, int]]) -> bool:
        return all(_BETWEEN.fullmatch(text, a[1], b[0]) for a, b in pairwise(ends))

    def _is_meant(self, text: str, ends: list[tuple[int, int]], form: Form) -> bool:
        """Unless every part is also a word, it is a name; else case and neighbours decide."""
        if any(len(word) > 2 and not self._is_word(word) for word in form):
            return True
        if len(form) > 1:
            return all(text[start].isupper() for start, _ in ends)
        return is_meant_as_name(text, *ends[0])

    def _spaced_out(self, folded: Folded, tokens: list[tuple[int, int]], words: list[str]) -> Iterator[Span]:
        """Names typed letter by letter: `A n n a`, `a.n.n.a`."""
        run: list[int] = []
        for at in [*range(len(tokens)), -1]:
            if at >= 0 and len(words[at]) == 1 and (not run or tokens[at][0] - tokens[run[-1]][1] <= 3):
                run.append(at)
                continue
            if len(run) >= _SPACED and self._is_spelled("".join(words[each] for each in run)):
                yield folded.span(tokens[run[0]][0], tokens[run[-1]][1], "PERSON")
            run = [at] if at >= 0 and len(words[at]) == 1 else []

    def _is_spelled(self, letters: str) -> bool:
        """Whether the letters hold a name of the roster, from one of their first places on."""
        return any(
            (letters[start:end],) in self._by_first.get(letters[start:end], ())
            for start in range(min(3, len(letters)))
            for end in range(start + _SPACED, len(letters) + 1)
        )


def forms(name: str) -> set[Form]:
    """The forms in which a person of this name is called; none where the name holds no letter."""
    given, family = _parts(name)
    if not given and not family:
        return set()
    people = _whole(given, family)
    singles = {(each,) for each in [*given, *family] if each not in _PARTICLES and len(each) > 1}
    short = {(nick,) for first in given[:1] for nick in nicknames().get(first, ())}
    return people | singles | short | {("".join(form),) for form in people if len("".join(form)) > 3}


def _parts(name: str) -> tuple[list[str], list[str]]:
    """Given names and family name as tokens; `Weber, Anna` is turned round."""
    turned = " ".join(reversed(name.split(",", 1)))
    words = [[part.lower() for part in _TOKEN.findall(fold(word).text)] for word in turned.split()]
    words = [parts for parts in words if parts and not (len(parts) == 1 and parts[0] in _TITLES)]
    if len(words) < 2:
        return (words[0] if words else []), []
    first_of_family = next((at for at in range(1, len(words)) if words[at][0] in _PARTICLES), len(words) - 1)
    given, family = words[:first_of_family], words[first_of_family:]
    return [*chain.from_iterable(given)], [*chain.from_iterable(family)]


def _whole(given: list[str], family: list[str]) -> set[Form]:
    """Given and family name together: both orders, initials on either side, pet names, without middle names."""
    if not family:
        return {tuple(given)}
    last, initials = tuple(family), tuple(word[0] for word in given)
    core = tuple(word for word in family if word not in _PARTICLES)
    firsts = {tuple(given), (given[0],), initials, (given[0][0],), (given[0], *initials[1:])}
    firsts |= {(nick,) for nick in nicknames().get(given[0], ())}
    lasts = {last, core or last, *((part,) for part in core)}
    called = {(*first, *tail) for first in firsts for tail in lasts}
    turned = {(*tail, *first) for first in firsts for tail in lasts}
    return called | turned | {(given[0], last[0][0]), (given[0], (core or last)[0][0]), last}


def is_often_a_word(is_more_than_noun: Callable[[str], bool]) -> Callable[[str], bool]:
    """The rule for `Roster`: our list decides first, then whether the dictionary has the token as more than a noun."""
    never, always = given_names(), word_list("names_that_are_words")
    return lambda token: token in always or (token not in never and is_more_than_noun(token))
