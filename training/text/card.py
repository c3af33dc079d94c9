"""The text model's card: what it was trained on, how good it is on which text, where it fails."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sentiment.labels import SERIOUS, TOPICS
from training.text.calibrating import Calibrations

if TYPE_CHECKING:
    from training.text.build import Making, Material

LIMITS = (
    "English only. What is not English, garbled, empty, or longer than 20,000 characters is `not_assessed`.",
    "It judges comments, never people. It must not be pointed at messages, mails or anything that names its writer.",
    "A serious flag is a reason for a trained person to read the comment, and no finding. Its absence is none either.",
    "Sarcasm, quotations and reports of what others think are often misread.",
    "The authored comments were written and labelled by language models under one scheme; real labels would differ.",
)


def render_card(
    material: "Material", making: "Making", calibrations: Calibrations, figures: Mapping[str, float]
) -> str:
    """The card as Markdown."""
    return "\n".join(_lines(material, making, calibrations, figures)) + "\n"


def _lines(
    material: "Material", making: "Making", calibrations: Calibrations, figures: Mapping[str, float]
) -> Iterator[str]:
    yield "# Model card: the text model\n"
    yield (
        f"`{making.base.name}` ({making.base.licence}) with three heads (sentiment, {len(TOPICS)} topics, "
        f"{len(SERIOUS)} serious concerns), fine-tuned, exported to ONNX with int8 weights. Made by `{making.command}`."
    )
    yield "\n## For what\n"
    yield (
        "Reading redacted, anonymous comments of employees in English, so that groups of them can be summed up and a "
        "trained person sees serious ones the same day. Not for judging or finding a person."
    )
    yield "\n## Learned from\n"
    yield from _table(
        ("source", "used for", "rows", "licence", "origin"),
        [(s.name, s.used_for, f"{s.rows:,}", s.licence, s.origin) for s in material.sources],
    )
    yield "\n## Settings\n"
    stages = [vars(stage) for stage in making.stages]
    yield from _table(
        ("setting", *(f"stage {at + 1}" for at in range(len(stages)))),
        [(name, *(stage[name] for stage in stages)) for name in stages[0]],
    )
    yield "\n## How good, on which text\n"
    yield from _table(("figure", "value"), [(name, f"{value:g}") for name, value in figures.items()])
    yield "\n## Thresholds\n"
    yield from _table(
        ("label", "set from probability"),
        [(name, f"{c.threshold:.2f}") for name, c in (calibrations.topics | calibrations.serious).items()],
    )
    yield "\n## Where it fails\n"
    yield from (f"- {limit}" for limit in LIMITS)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows)
