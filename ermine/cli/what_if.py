"""How the model's answer to a what-if question is told."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from ermine.cli.console import Talk

if TYPE_CHECKING:
    from serving.scores.what_if import Answer, WhatIf


def tell_what_if(talk: Talk, answer: "WhatIf") -> None:
    """Both answers, the inputs that make the difference, and what it does not mean."""
    rows = [
        (
            entry.label or entry.name,
            f"{entry.was} ({entry.contribution_was:+.2f})",
            f"{entry.now} ({entry.contribution_now:+.2f})"
            + (" [not seen in training]" if entry.beyond else ""),
        )
        for entry in answer.inputs
    ]
    rows.append(("the model says", _said(answer.was), _said(answer.now)))
    talk.table("What would the model say if", ("input (log-odds)", "as it is", "as asked"), rows)
    talk.say(f"[yellow]{answer.label}[/yellow]")
    talk.finish(asdict(answer))


def _said(answer: "Answer") -> str:
    return f"{answer.probability:.1%} ({answer.log_odds:+.2f}), {answer.band.replace('_', ' ')}"
