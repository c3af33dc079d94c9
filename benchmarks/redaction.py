"""Recall of redaction on planted items, false finds on clean comments, and milliseconds a comment.

python -m benchmarks.redaction [--comments 1000] [--seed 5] [--missed]
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.planted_items import ROSTER, Planted, clean_comments, planted_comments
from sentiment.redaction.redactor import Redactor
from sentiment.redaction.span import Redacted

RECALL, FALSE_FINDS = 0.98, 0.04


def main() -> int:
    """Print the tables; 1 when a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--comments", type=int, default=1000)
    options.add_argument("--seed", type=int, default=5)
    options.add_argument(
        "--missed", action="store_true", help="also print what was missed (all of it is invented)"
    )
    chosen = options.parse_args()
    redactor = Redactor(ROSTER)
    redactor.redact("Loads what is loaded late.")
    planted = planted_comments(chosen.comments, chosen.seed)
    start = time.perf_counter()
    done = _all(redactor, [item.text for item in planted])
    seconds = time.perf_counter() - start
    missed = [item for item, redacted in zip(planted, done, strict=True) if not covers(redacted, item)]
    counts, lost = Counter(item.sort for item in planted), Counter(item.sort for item in missed)
    for sort in sorted(counts):
        print(f"{sort:<38} {counts[sort] - lost[sort]:>4} of {counts[sort]:>4} found")
    recall = 1 - len(missed) / len(planted)
    roster = sum(lost[sort] for sort in counts if sort.startswith("roster"))
    print(
        f"recall {recall:.3f} on {len(planted):,} planted items (bar {RECALL}); roster names missed: {roster} (bar 0)"
    )
    clean = clean_comments()
    flagged = sum(bool(redacted.spans) for redacted in _all(Redactor(), clean))
    with_roster = sum(bool(redacted.spans) for redacted in _all(redactor, clean))
    print(
        f"false finds {flagged / len(clean):.3f} of {len(clean)} clean comments "
        f"(bar {FALSE_FINDS}); with the roster {with_roster / len(clean):.3f}"
    )
    print(f"{1000 * seconds / len(planted):.1f} ms a comment, one process")
    if chosen.missed:
        print(
            *(f"{item.sort}: {item.text[item.start : item.end]!r} in {item.text!r}" for item in missed),
            sep="\n",
        )
    return int(recall < RECALL or roster > 0 or max(flagged, with_roster) > FALSE_FINDS * len(clean))


def covers(redacted: Redacted, item: Planted) -> bool:
    """Whether every letter and digit of the item lies in a span, titles aside."""
    gone = {place for span in redacted.spans for place in range(span.start, span.end)}
    first = item.start + next((len(title) for title in _TITLES if item.text.startswith(title, item.start)), 0)
    return all(place in gone for place in range(first, item.end) if item.text[place].isalnum())


_TITLES = ("Mr ", "Mrs. ", "Mrs ", "Dr ", "ms. ", "PO Box ", "u/")


def _all(redactor: Redactor, texts: Sequence[str]) -> Iterable[Redacted]:
    return [redacted for redacted in redactor.redact_all(texts) if redacted is not None]


if __name__ == "__main__":
    sys.exit(main())
