"""The questions that a feedback round asks, as a file that anybody can read."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.policy.playbook import Text
from data_contracts.policy.policy_file import DEFAULT_FOLDER, PolicyFile, PolicyPart, load_policy

DEFAULT_QUESTIONS = DEFAULT_FOLDER / "questions.toml"


class RoundQuestion(PolicyPart):
    """One question: an eNPS takes 0 to 10, a scale 1 to 5."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    kind: Literal["enps", "scale"]
    text: Text


class RoundQuestions(PolicyFile):
    """The questions of a round, in the order in which they are asked."""

    questions: Annotated[tuple[RoundQuestion, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _each_once(self) -> "RoundQuestions":
        ids = [question.id for question in self.questions]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"questions: asked twice: {', '.join(twice)}")
        return self


def load_questions(path: Path = DEFAULT_QUESTIONS) -> tuple[RoundQuestion, ...]:
    """The questions in the file at `path`; raises PolicyRefused that names each wrong key."""
    return load_policy(path, RoundQuestions).questions
