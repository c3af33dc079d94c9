"""What the browser's form sends, as a submission; nothing of it is ever repeated in a refusal."""

from urllib.parse import parse_qsl

from fastapi import Request

from data_contracts.errors import InputRefused
from serving.feedback.submission import Submission

QUESTION = "q."
_FIELDS = 64


class FormRefused(InputRefused):
    """This is not what the form of this page sends."""


async def sent_form(request: Request) -> Submission:
    """The submission in a request's body (`application/x-www-form-urlencoded`); raises `FormRefused`."""
    if request.headers.get("Content-Type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise _refused()
    return submission_of(await request.body())


def submission_of(body: bytes) -> Submission:
    """Scores, comment and tick of an encoded form; raises `FormRefused`."""
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=_FIELDS)
    except ValueError:
        raise _refused() from None
    fields = dict(pairs)
    scores = {name: value for name, value in fields.items() if name.startswith(QUESTION)}
    if len(fields) < len(pairs) or set(fields) - set(scores) - {"text", "may_quote"}:
        raise _refused()
    return Submission(
        {name.removeprefix(QUESTION): _score(value) for name, value in scores.items()},
        _lines(fields.get("text", "")),
        "may_quote" in fields,
    )


def _score(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 2):
        raise _refused()
    return int(value)


def _lines(text: str) -> str:
    """Forms end lines with two characters, which nobody typed and which would count."""
    return text.replace("\r\n", "\n")


def _refused() -> FormRefused:
    return FormRefused("This is not what the form of this page sends.", remedy="Open the link again.")
