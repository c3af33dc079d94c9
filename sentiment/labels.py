"""What a comment can be labelled with: the one definition of ids, their order in the model, and their plain words.

The order is the order of the model's outputs. A new label goes to the end and needs a newly trained model.
"""

from collections.abc import Mapping
from types import MappingProxyType

SENTIMENTS: Mapping[str, str] = MappingProxyType(
    {
        "negative": "complaint, worry or harm",
        "neutral": "a fact, a question, or mixed with no lean",
        "positive": "praise or satisfaction",
    }
)
"""The writer's stance on their work life, not the politeness of the words."""

NOT_ASSESSED = "not_assessed"
"""Stands in the place of a sentiment where the model cannot read the comment; a person should."""

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "workload": "workload and pressure",
        "work_life_balance": "flexibility, hours and leave",
        "pay_benefits": "pay and benefits",
        "career_growth": "career, learning and moves",
        "recognition": "recognition and appraisal",
        "management": "managers and leadership",
        "culture": "colleagues and culture",
        "fairness": "fairness of decisions",
        "conflict": "conflict between people or teams",
        "communication": "communication and being heard",
        "job_content": "the work itself, tools and workplace",
        "job_security": "job security",
    }
)
"""Subjects that an employee-relations manager can act on; a comment has any number of them."""

SERIOUS: Mapping[str, str] = MappingProxyType(
    {
        "harassment": "bullying, threats, humiliation or sexual harassment",
        "discrimination": "worse treatment because of who somebody is",
        "safety": "unsafe conditions, injury or violence",
        "wellbeing_crisis": "despair, breakdown or self-harm",
        "wage_hour": "unpaid hours or wages, denied breaks or leave",
        "integrity": "fraud, falsified records or retaliation",
    }
)
"""Concerns that reach a trained person the same day and never a list, a score or a manager's view."""
