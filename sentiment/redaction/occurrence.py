"""Will, Mark or Hope: where is a word that is also a name meant as one? By its case and the words around it."""

import re

from sentiment.redaction.word_lists import word_list

_CALLED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "frau",
        "herr",
        "hi",
        "hello",
        "hey",
        "dear",
        "thanks",
        "thank",
        "with",
        "by",
        "from",
        "to",
        "for",
        "and",
        "ask",
        "asked",
        "tell",
        "told",
        "called",
        "named",
        "manager",
        "boss",
        "lead",
        "supervisor",
        "colleague",
        "director",
        "foreman",
        "mentor",
        "trainer",
        "buddy",
        "friend",
        "teammate",
        "contact",
        "cc",
        "between",
        "about",
        "meet",
        "met",
        "see",
        "saw",
        "call",
        "phone",
        "email",
        "mail",
        "like",
        "love",
        "loves",
        "hate",
        "without",
        "under",
        "via",
        "of",
        "than",
        "reach",
        "copy",
    ]
)
_ADDRESSED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "frau",
        "herr",
        "hi",
        "hello",
        "hey",
        "dear",
        "called",
        "named",
    ]
)
_DOES = frozenset(
    [
        "is",
        "was",
        "has",
        "had",
        "does",
        "did",
        "says",
        "said",
        "told",
        "tells",
        "always",
        "never",
        "and",
        "from",
        "in",
        "who",
        "helps",
        "helped",
        "keeps",
        "kept",
        "shouted",
        "shouts",
        "makes",
        "made",
        "gave",
        "gives",
        "thinks",
        "thought",
        "knows",
        "knew",
        "wants",
        "wanted",
        "asked",
        "asks",
        "came",
        "comes",
        "went",
        "goes",
        "runs",
        "ran",
        "leads",
        "led",
        "listens",
        "listened",
        "explained",
        "explains",
        "took",
        "takes",
        "left",
        "joined",
        "started",
        "stopped",
        "deserves",
        "needs",
        "isn",
        "wasn",
        "doesn",
        "didn",
        "hasn",
        "can",
        "could",
        "would",
        "should",
    ]
)
_FOLLOWS_WORD = frozenset(
    [
        "be",
        "have",
        "not",
        "you",
        "we",
        "i",
        "they",
        "he",
        "she",
        "it",
        "the",
        "a",
        "an",
        "this",
        "that",
        "my",
        "your",
        "our",
        "their",
        "there",
        "never",
        "only",
        "also",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


def is_meant_as_name(text: str, start: int, end: int) -> bool:
    """Whether the word from `start` to `end`, which is also a common word, names somebody here.

    Lower case: only after a form of address. All in capitals among small letters, or a capital inside a sentence: yes.
    A capital at the start of a sentence, or in a shouted text: only where a neighbour speaks for a person.
    """
    before, after = _neighbour(text, start, -1), _neighbour(text, end, 1)
    if not text[start].isupper():
        return before in _ADDRESSED and after not in _FOLLOWS_WORD
    if text[end : end + 2] in ("'s", "'S") and text[end + 2 : end + 3] != "'":
        return True
    if text.isupper():
        return before in _CALLED and after not in _FOLLOWS_WORD
    if starts_sentence(text, start):
        return after in _DOES and not (
            text[start:end].lower() in ("will", "may", "can") and after in ("and", "from", "in")
        )
    return not (text[start:end].lower() in word_list("not_names") or text[start:end] in ("I",))


def starts_sentence(text: str, at: int) -> bool:
    """Whether a capital at this place may be due to the start of a sentence, line or quotation."""
    before = text[max(0, at - 12) : at].rstrip(" \t")
    return not before or before[-1] in '.!?:;\n\r"“”«»(*-–—•/>' or before.endswith(("'", "...", "\u2026"))


def _neighbour(text: str, at: int, direction: int) -> str:
    """The word right before (-1) or after (1) a place, in lower case."""
    if direction > 0:
        found = re.match(r"[ ,']{0,3}([^\W\d_]{1,20})", text[at : at + 24])
        return found[1].lower() if found else ""
    found = re.search(r"([^\W\d_]{1,20})[ ,.]{1,3}$", text[max(0, at - 24) : at])
    return found[1].lower() if found else ""
