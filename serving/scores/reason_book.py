"""Reasons as they are sent, each made once: in an additive model one depends on one input's value and nothing else.

So the book keeps, for each input and value met, the contribution and the finished JSON. A row is then a lookup for each
input and a sum, in the order in which the scorecard sums, so that the last digit agrees.
"""

from collections import deque
from collections.abc import Mapping
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

import msgspec
import numpy as np

from data_contracts.feature_spec import FeatureSpec
from serving.scores.batch import ScoredRow
from serving.scores.feature_table import problems_of
from serving.scores.reasons import Value, reasons_of
from training.row_scoring import RowScorer
from training.scorecard import Scorecard
from training.shapes import Shape

_KEPT = 4_096
"""Values of one input whose reasons are kept; numbers seldom repeat beyond that."""


class _Page(NamedTuple):
    """One reason: its weight (for the order), its contribution, and itself as JSON."""

    weight: float
    contribution: float
    json: bytes


class _Column(NamedTuple):
    """One input, its shape, and the reasons of its values."""

    spec: FeatureSpec
    shape: Shape
    slope: float
    known: dict[object, _Page]

    def page(self, sent: object) -> _Page:
        """The reason of a value that has no problem."""
        value: Value = float(sent) if isinstance(sent, int) else sent  # type: ignore[assignment]
        page = self.known.get(value)
        if page is None:
            page = self._written(value)
            if len(self.known) >= _KEPT:
                self.known.clear()
            self.known[value] = page
        return page

    def _written(self, value: Value) -> _Page:
        name = self.spec.name
        scored = RowScorer([(name, self.shape)], self.slope, 0.0).score({name: value})
        contribution = scored.contributions[0]
        reason = reasons_of([self.spec], {name: value}, {name: contribution})[0]
        return _Page(-abs(contribution), contribution, msgspec.json.encode(reason))


_weight = itemgetter(0)
_contribution = itemgetter(1)
_json = itemgetter(2)


class ReasonBook:
    """The reasons of one scorecard; safe to use from several threads."""

    def __init__(self, scorecard: Scorecard) -> None:
        self.scorecard = scorecard
        self._names = frozenset(scorecard.names)
        self._columns = [
            _Column(feature.spec, feature.shape, scorecard.calibration.a, {})
            for feature in scorecard.features
        ]
        self._known: list[tuple[str, dict[object, _Page]]] = [
            (one.spec.name, one.known) for one in self._columns
        ]
        self._base = scorecard.served_base
        self._end = b',"base":' + msgspec.json.encode(self._base) + b',"band":'

    def answer(self, row_id: str, values: Mapping[str, object]) -> tuple[bytes, bool]:
        """One result as JSON, and whether it is a score; a row with problems is refused with each of them."""
        if (met := self._met(values)) is not None:
            return self._said(row_id, met), True
        if wrong := problems_of(self.scorecard.specs, values):
            return encoded(ScoredRow(row_id, "refused", "bad_values", wrong)), False
        return self.score(row_id, values), True

    def score(self, row_id: str, values: Mapping[str, object]) -> bytes:
        """The result of a row that has no problems."""
        return self._said(row_id, [column.page(values[column.spec.name]) for column in self._columns])

    def _said(self, row_id: str, pages: list[_Page]) -> bytes:
        log_odds = sum(map(_contribution, pages), self._base)
        small = float(np.exp(-abs(log_odds)))
        chance = 1.0 / (1.0 + small) if log_odds >= 0 else small / (1.0 + small)
        pages.sort(key=_weight)
        band = self.scorecard.band_name(log_odds)
        return b"".join(
            (
                b'{"id":', msgspec.json.encode(row_id),
                b',"status":"scored","reason":null,"problems":[],"probability":', msgspec.json.encode(chance),
                b',"log_odds":', msgspec.json.encode(log_odds), self._end,
                b'"', band.encode(), b'","reasons":[', b",".join(map(_json, pages)), b"]}",
            )
        )  # fmt: skip

    def _met(self, values: Mapping[str, object]) -> list[_Page] | None:
        """The reasons of a row whose values have all been met: only sound ones are in the book. True is not 1."""
        if values.keys() != self._names or bool in set(map(type, values.values())):
            return None
        try:
            return [known[values[name]] for name, known in self._known]
        except KeyError:
            return None


def encoded(row: ScoredRow) -> bytes:
    """Any other answer as JSON."""
    return msgspec.json.encode(row)


def book_of(scorecard: Scorecard) -> ReasonBook:
    """The book of a scorecard; those of the last two are kept, so that it fills up from request to request.

    It is known by the object, which is frozen: to compare what it says would cost more than to score a row.
    """
    with _LOCK:
        for book in _BOOKS:
            if book.scorecard is scorecard:
                return book
        _BOOKS.appendleft(ReasonBook(scorecard))
        return _BOOKS[0]


_BOOKS: deque[ReasonBook] = deque(maxlen=2)
_LOCK = Lock()
