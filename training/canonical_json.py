"""JSON with exactly one writing per content, so that bytes can be signed, digested and compared."""

import json
from typing import Any


def dump(content: Any) -> bytes:
    """Sorted keys, no blanks, UTF-8, shortest floats that read back the same; NaN and infinity: `ValueError`."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def parse(raw: bytes) -> Any:
    """The content of `raw`; anything but the one canonical writing raises `ValueError`.

    This leaves no room for repeated keys, NaN, numbers past the float range, deep nesting or bytes after the
    end, which readers of JSON are known to disagree about.
    """
    try:
        content = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
        if dump(content) != raw:
            raise ValueError("the JSON is not in its canonical form")
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return content


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice in one object")
    return found


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not a finite number")
