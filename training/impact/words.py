"""The impact report in words; every sentence says no more than its interval."""

from training.impact.looks import FIRST_LOOK_NOTICES, FIRST_LOOK_PEOPLE
from training.impact.report import ImpactReport, Verdict

NOT_MEASURED = "Not measured: too few people."
CANNOT_TELL = "Cannot tell yet."

HEADLINES: dict[Verdict, str] = {
    "too_few": "Too early to say anything.",
    "cannot_tell": CANNOT_TELL,
    "helped": "Talking helped.",
    "harmed": "Talking did not help: more people gave notice.",
}
"""The verdict in a few words."""


def sentence(report: ImpactReport) -> str:
    """The verdict as a sentence with its figures."""
    if report.any_time is None or report.now is None or report.later is None:
        return (
            f"{report.known:,} of {report.assigned:,} people drawn have waited it out so far. Nothing is said before "
            f"{FIRST_LOOK_PEOPLE} have and {FIRST_LOOK_NOTICES} of them gave notice."
        )
    found = report.any_time
    low, high = found.low or 0.0, found.high or 0.0
    text = (
        f"Of 100 people talked to now, {signed(found.value)} gave notice within {report.wait_days} days than of 100 "
        f"who waited; anything from {signed(low)} to {signed(high)} fits what was seen, however often one looks."
    )
    if report.verdict == "cannot_tell" and report.needed:
        text += f" About {rough(report.needed)} more people are needed for a verdict if the effect is as it looks now."
    return text


def in_100(share: float) -> str:
    """A share as a number in 100 with one decimal."""
    return f"{100 * share:.1f}"


def signed(share: float) -> str:
    """A difference in 100 in words: "3.1 fewer", "0.4 more"."""
    return f"{in_100(abs(share))} {'fewer' if share < 0 else 'more'}"


def rough(people: int) -> str:
    """A number of people to two figures: "about 430"."""
    digits = max(0, len(str(people)) - 2)
    return f"{round(people, -digits):,}"
