"""Look at an outreach policy before it is obeyed."""

from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import PolicyRefused
from data_contracts.policy.conflicts import conflicts
from data_contracts.policy.outreach import DEFAULT_OUTREACH, OutreachPolicy, load_outreach_policy
from ermine.home import Home
from ermine.settings import Settings


class PolicyConflict(PolicyRefused):
    """Rules of the policy cannot all be kept."""


@dataclass(frozen=True)
class CheckedPolicy:
    """A policy whose rules can all be kept, and the file that says it."""

    file: Path
    policy: OutreachPolicy


def checked_outreach(settings: Settings, file: Path | None) -> CheckedPolicy:
    """The policy in `file` (default: the home's, else the shipped one); raises `PolicyRefused`, `PolicyConflict`."""
    home = Home(settings.home)
    chosen = file or (home.outreach_file if home.outreach_file.exists() else DEFAULT_OUTREACH)
    policy = load_outreach_policy(chosen)
    if found := conflicts(policy):
        raise PolicyConflict(
            f"{chosen}: {len(found)} conflict(s)\n" + "\n".join(f"  {conflict}" for conflict in found),
            remedy="Change one of the keys in each line.",
        )
    return CheckedPolicy(chosen, policy)
