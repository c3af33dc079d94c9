"""A playbook: one kind of conversation, when it is suggested, how to open it, and what not to say."""

import re
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

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

GroupKind = Literal[
    "listening_session",
    "town_hall",
    "unit_workload_review",
    "recognition_round",
    "manager_coaching",
    "team_mediation",
]
"""Kinds of conversation with a unit: nobody is singled out in any of them."""

Topic = Literal[
    "workload", "work_life_balance", "pay_benefits", "career_growth", "recognition", "management", "culture",
    "fairness", "conflict", "communication", "job_content", "job_security",
]  # fmt: skip
"""What published feedback of a unit is about; the topics choose the conversation with the unit."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

_NEVER_ASKED = re.compile(
    r"\b(scor(e|es|ed|ing)|risk\w*|leav(e|es|ing)|left|quit\w*|resign\w*|attrition|turnover|predict\w*"
    r"|algorithm\w*|model\w*|probabilit\w*)\b",
    re.IGNORECASE,
)


class Playbook(PolicyPart):
    """One kind of conversation. `hours` of the ER manager's week include preparing and following up.

    It is suggested for a reason that `drivers` names (features), else for one whose theme is in `themes`; a unit's
    for a published topic in `topics`. `skill` is what an ER manager must be trained for to be given it, "" nothing.
    `cost` is money beyond the hours; `version` goes up whenever the text changes.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Annotated[int, Field(ge=1)] = 1
    name: Text
    kind: PersonKind | GroupKind
    themes: tuple[Theme, ...] = ()
    drivers: tuple[Text, ...] = ()
    topics: tuple[Topic, ...] = ()
    skill: str = ""
    opening_questions: Annotated[tuple[Text, ...], Field(min_length=2)]
    avoid: Annotated[tuple[Text, ...], Field(min_length=1)]
    hours: Annotated[float, Field(gt=0, le=40)]
    cost: Annotated[float, Field(ge=0)] = 0.0
    record: Text

    @property
    def for_unit(self) -> bool:
        """Whether it is held with a unit and not with one person."""
        return self.kind in get_args(GroupKind)

    @model_validator(mode="after")
    def _suggested_for_its_own_subject(self) -> "Playbook":
        """Reasons are about a person and topics about a unit; neither may choose the other's conversation."""
        if self.for_unit and (self.themes or self.drivers):
            raise ValueError(f"{self.id}: a playbook for units is chosen by topics, not by themes or drivers")
        if not self.for_unit and self.topics:
            raise ValueError(f"{self.id}: topics are about units; a playbook for one person has themes")
        return self

    @field_validator("opening_questions")
    @classmethod
    def _asks_about_work_only(cls, questions: tuple[str, ...]) -> tuple[str, ...]:
        """A person must never learn from a question that a list exists, nor hear that they might go."""
        for question in questions:
            if found := _NEVER_ASKED.search(question):
                raise ValueError(f"{found.group(0)!r} must not be said to the person: {question!r}")
        return questions
