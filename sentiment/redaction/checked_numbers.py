"""Numbers with a check digit or a fixed form, found by presidio: bank accounts, cards, network addresses."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sentiment.redaction.folding import Folded
from sentiment.redaction.span import Span

_KINDS = {"IBAN_CODE": "ACCOUNT", "CREDIT_CARD": "ACCOUNT", "CRYPTO": "ACCOUNT", "IP_ADDRESS": "URL",
          "MAC_ADDRESS": "ID", "UK_NHS": "ID", "US_SSN": "ID"}  # fmt: skip
_SURE = 0.4
"""presidio's score below which a find rests on its shape alone and is left to our own patterns."""


def find_checked_numbers(folded: Folded) -> Iterator[Span]:
    """What presidio's recognisers find whose check digits are right."""
    if not any(map(str.isdigit, folded.text)):
        return
    for recogniser in _recognisers():
        for found in recogniser.analyze(folded.text, recogniser.supported_entities, None):
            if found.score >= _SURE and found.start < found.end:
                yield folded.span(found.start, found.end, _KINDS[found.entity_type])


@cache
def _recognisers() -> tuple[Any, ...]:
    """The recognisers used; presidio's for e-mail and URL are not: they fetch a list of domains from the network."""
    from sentiment.redaction.language_model import without_heavy_libraries

    with without_heavy_libraries():
        from presidio_analyzer import predefined_recognizers as presidio

    return (
        presidio.IbanRecognizer(), presidio.CreditCardRecognizer(), presidio.CryptoRecognizer(),
        presidio.IpRecognizer(), presidio.MacAddressRecognizer(), presidio.NhsRecognizer(), presidio.UsSsnRecognizer(),
    )  # fmt: skip
