"""Rules of an outreach policy that cannot all be kept: each conflict names the keys that contradict each other."""

from collections.abc import Iterator

from data_contracts.policy.outreach import OutreachPolicy


def conflicts(policy: OutreachPolicy) -> tuple[str, ...]:
    """One sentence per conflict; none when every rule can be kept in an ER manager's usual week."""
    return tuple(_conflicts(policy))


def _conflicts(policy: OutreachPolicy) -> Iterator[str]:
    hours, rules = policy.weekly_hours_default, policy.ranking
    for playbook in policy.playbooks:
        if playbook.hours > hours:
            yield (
                f"playbooks.{playbook.id}.hours ({playbook.hours:g}) is more than weekly_hours_default ({hours:g}): "
                "it never fits a usual week"
            )
    shortest = min(playbook.hours for playbook in policy.person_playbooks)
    needed = rules.coverage_floor * shortest
    if needed > hours:
        yield (
            f"ranking.coverage_floor ({rules.coverage_floor}) needs {needed:g} hours at {shortest:g} each, and "
            f"weekly_hours_default is {hours:g}"
        )
    elif needed > hours * (1 - rules.journey_reserve) + 1e-9:
        yield (
            f"ranking.journey_reserve ({rules.journey_reserve:g}) leaves {hours * (1 - rules.journey_reserve):g} of "
            f"{hours:g} hours, and ranking.coverage_floor ({rules.coverage_floor}) needs {needed:g} of them"
        )
    if rules.coverage_floor and rules.coverage_days <= policy.cool_down_days:
        yield (
            f"ranking.coverage_days ({rules.coverage_days}) is within cool_down_days ({policy.cool_down_days}): "
            "whoever becomes due may not be contacted yet"
        )
    kinds = {playbook.kind for playbook in policy.playbooks}
    if rules.first_days and "onboarding_check_in" not in kinds:
        yield "ranking.first_days asks for check-ins after the start, and no playbook is of kind onboarding_check_in"
    if "return" in rules.journey_events and "return_from_leave" not in kinds:
        yield "ranking.journey_events names return, and no playbook is of kind return_from_leave"
