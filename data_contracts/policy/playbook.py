"""A playbook: one kind of conversation, when it is suggested, how to open it, and what not to say."""

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from data_contracts.policy.policy_file import PolicyPart

Theme = Literal[
    "tenure", "pay", "career", "manager", "team", "workload", "recognition", "engagement", "position"
]
"""What a reason is about; the themes of the reasons choose the conversation."""

PersonKind = Literal[
    "check_in",
    "coaching",
    "career_conversation",
    "stay_interview",
    "onboarding_check_in",
    "recognition",
    "workload_review",
    "flexible_work_review",
    "mentoring",
    "mediation",
    "return_from_leave",
]
"""Kinds of conversation with one person."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

_NEVER_ASKED = re.compile(
    r"\b(scor(e|es|ed|ing)|risk\w*|leav(e|es|ing)|left|quit\w*|resign\w*|attrition|turnover|predict\w*"
    r"|algorithm\w*|model\w*|probabilit\w*)\b",
    re.IGNORECASE,
)


class Playbook(PolicyPart):
    """One kind of conversation. `hours` of the ER manager's week include preparing and following up."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Text
    kind: PersonKind
    themes: tuple[Theme, ...]
    opening_questions: Annotated[tuple[Text, ...], Field(min_length=2)]
    avoid: Annotated[tuple[Text, ...], Field(min_length=1)]
    hours: Annotated[float, Field(gt=0, le=40)]
    record: Text

    @field_validator("opening_questions")
    @classmethod
    def _asks_about_work_only(cls, questions: tuple[str, ...]) -> tuple[str, ...]:
        """A person must never learn from a question that a list exists, nor hear that they might go."""
        for question in questions:
            if found := _NEVER_ASKED.search(question):
                raise ValueError(f"{found.group(0)!r} must not be said to the person: {question!r}")
        return questions
