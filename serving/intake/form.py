"""What the browser's form sends; nothing of it is ever repeated in a refusal."""

from urllib.parse import parse_qsl

from fastapi import Request

from data_contracts.errors import InputRefused
from serving.feedback.submission import Submission
from serving.intake.sent import Sent, Told

QUESTION = "q."
_FIELDS = 64
_TICKS = frozenset({"may_quote", "serious", "keep_names", "second"})
_NAMES = _TICKS | {"text", "where"}


class FormRefused(InputRefused):
    """This is not what the form of this page sends."""


async def sent_form(request: Request) -> Sent:
    """The answer in a request's body (`application/x-www-form-urlencoded`); raises `FormRefused`."""
    return answer_of(await sent_fields(request))


async def sent_fields(request: Request) -> dict[str, str]:
    """The fields of a request's body, each of which is there once; raises `FormRefused`."""
    if request.headers.get("Content-Type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise _refused()
    try:
        pairs = parse_qsl((await request.body()).decode("ascii"), max_num_fields=_FIELDS)
    except ValueError:
        raise _refused() from None
    if len(dict(pairs)) < len(pairs):
        raise _refused()
    return dict(pairs)


def answer_of(fields: dict[str, str]) -> Sent:
    """Scores, words, ticks and detail of the form; raises `FormRefused`."""
    scores = {name: value for name, value in fields.items() if name.startswith(QUESTION)}
    if set(fields) - set(scores) - _NAMES:
        raise _refused()
    ticked = _TICKS & set(fields)
    submission = Submission(
        {name.removeprefix(QUESTION): _score(value) for name, value in scores.items()},
        _lines(fields.get("text", "")),
        "may_quote" in ticked,
    )
    told = Told(fields.get("where", "").strip(), "keep_names" in ticked, "second" in ticked)
    return Sent.of(submission, told, serious="serious" in ticked)


def _score(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 2):
        raise _refused()
    return int(value)


def _lines(text: str) -> str:
    """Forms end lines with two characters, which nobody typed and which would count."""
    return text.replace("\r\n", "\n")


def _refused() -> FormRefused:
    return FormRefused("This is not what the form of this page sends.", remedy="Open the link again.")
