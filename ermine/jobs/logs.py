"""Logs as lines of JSON on standard error, for whatever collects them."""

import json
import logging
import sys
from datetime import UTC, datetime


class _JsonLine(logging.Formatter):
    """A record as one JSON object; what is one already is left alone. A bug is told by type and place, not values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        message = record.getMessage()
        if message.startswith("{"):
            return message
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "from": record.name, "message": message}
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"error": type(record.exc_info[1]).__name__, "where": _where(record)}
            line["message"] = message.splitlines()[0]
        return json.dumps(line)


def _where(record: logging.LogRecord) -> str:
    place = record.exc_info[2] if record.exc_info else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return ""
    code = place.tb_frame.f_code
    return f"{code.co_filename.rpartition('/')[2]}:{place.tb_lineno} {code.co_name}"


def log_as_json(requests: bool = True) -> None:
    """Send our log, and the server's, to standard error as JSON; `requests` adds a line for each request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine())
    for name in ("ermine", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO if name == "ermine" else logging.WARNING)
    logging.getLogger("ermine.access").setLevel(logging.INFO if requests else logging.WARNING)
