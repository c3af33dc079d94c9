"""The file of links that is handed out once: one row per person, in random order, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from serving.feedback.rounds import Round
from serving.feedback.tokens import Token

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def links_csv(found: Round, issued: Sequence[Token], base_url: str) -> str:
    """CSV with the columns group and link."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["group", "link"])
    begin = f"{base_url.rstrip('/')}/r/{found.round_id}"
    rows.writerows([_plain(token.unit), f"{begin}/{token.text}"] for token in issued)
    return text.getvalue()


def _plain(cell: str) -> str:
    """A spreadsheet runs what looks like a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
