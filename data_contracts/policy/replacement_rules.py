"""What replacing somebody costs where it is not the same for everybody; by default it is."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from data_contracts.policy.policy_file import PolicyPart

Family = Annotated[str, StringConstraints(min_length=1)]
Cost = Annotated[float, Field(ge=0)]


class ReplacementRules(PolicyPart):
    """At most one of two ways to leave the flat `replacement_cost`, which stays for everybody they say nothing of.

    `by_job_family` is money by the name of the family as `assignments` has it. `share_of_salary` is a part of a year's
    pay (1.0 is all of it) and sends help to the highest paid first: preview who would be listed less.
    """

    by_job_family: dict[Family, Cost] = Field(default_factory=dict)
    share_of_salary: Annotated[float, Field(gt=0, le=5)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "ReplacementRules":
        if self.by_job_family and self.share_of_salary is not None:
            raise ValueError("by_job_family and share_of_salary contradict each other: keep one of them")
        return self

    def cost(self, flat: float, job_family: str, annual_salary: float | None) -> float:
        """What it costs to replace one person, in the policy's currency."""
        if self.share_of_salary is not None and annual_salary is not None:
            return self.share_of_salary * annual_salary
        return self.by_job_family.get(job_family, flat)
