"""The redactor: every finder over a text, one set of spans, one redacted text."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from data_contracts.progress import Tick, silent
from sentiment.legibility import why_not_assessed
from sentiment.redaction import addresses, emails, identifiers, online
from sentiment.redaction.checked_numbers import find_checked_numbers
from sentiment.redaction.folding import Folded, fold, hidden
from sentiment.redaction.language_model import english_words, name_finder
from sentiment.redaction.names import (
    find_given_names,
    find_introduced,
    find_recognised,
    find_titled,
    find_unknown,
)
from sentiment.redaction.passages import passages
from sentiment.redaction.phones import find_phones
from sentiment.redaction.roster import Roster, is_often_a_word
from sentiment.redaction.span import Redacted, Span, merged, replaced

PATTERNS = (*emails.PATTERNS, *online.PATTERNS, *addresses.PATTERNS, *identifiers.PATTERNS)
_BATCH = 256
_HALF = re.compile("[\ud800-\udfff]")


class Redactor:
    """Finds and replaces what could point at a person; loads its language model once, without network."""

    def __init__(self, roster: Sequence[str] = ()) -> None:
        """`roster` holds the names of people who may be meant, as `Anna Weber` or `Weber, Anna`."""
        self._english, self._names = english_words(), name_finder()
        self._roster = Roster(roster, is_often_a_word(self._english.is_more_than_noun))

    def redact(self, text: str) -> Redacted:
        """The text with each find replaced by its kind, and the spans in code points of `text`.

        Half characters (lone surrogates) become U+FFFD; nothing else outside the spans changes.
        """
        return next(self._redacted([text]))

    def redact_all(self, texts: Sequence[str | None], tick: Tick = silent) -> Iterator[Redacted | None]:
        """Each text redacted, in order, None where there is none; memory holds one batch at a time."""
        waiting = iter(texts)
        done = 0
        while batch := list(islice(waiting, _BATCH)):
            found = self._redacted([text for text in batch if text is not None])
            yield from (None if text is None else next(found) for text in batch)
            done += len(batch)
            tick(done, len(texts), "redacting")

    def _redacted(self, texts: Sequence[str]) -> Iterator[Redacted]:
        whole = [_without_half_characters(text) for text in texts]
        pieces = [[fold(text[start:end]) for start, end in passages(text)] for text in whole]
        docs = self._names.pipe((piece.text for piece in chain.from_iterable(pieces)), batch_size=64)
        for text, folded in zip(whole, pieces, strict=True):
            found: list[Span] = hidden(text)
            for (start, _), piece in zip(passages(text), folded, strict=True):
                spans = self._find(piece, next(docs))
                found += [Span(start + span.start, start + span.end, span.kind) for span in spans]
            spans = merged(found, text)
            yield Redacted(replaced(text, spans), spans)

    def _find(self, folded: Folded, doc: Any) -> Iterator[Span]:
        for pattern in PATTERNS:
            yield from pattern.find(folded)
        yield from find_phones(folded)
        yield from find_checked_numbers(folded)
        yield from find_titled(folded)
        yield from find_given_names(folded)
        yield from self._roster.find(folded)
        if why_not_assessed(folded.text) is None:
            yield from find_recognised(folded, doc, self._english)
            yield from find_introduced(folded, self._english)
            yield from find_unknown(folded, doc, self._english)


def _without_half_characters(text: str) -> str:
    """Lone surrogates have no UTF-8 form, so that no library could read them on; one for one, places stay."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)
