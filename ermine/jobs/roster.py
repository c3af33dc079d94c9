"""The names that comments are searched for."""

from data_contracts.lake import LakeSnapshot


def names_of(lake: LakeSnapshot) -> list[str]:
    """The roster that comments are searched for: everybody's name, leavers too."""
    if not lake.has("employees") or "name" not in (employees := lake.read("employees")).columns:
        return []
    return list(employees["name"].drop_nulls().unique().sort())
