"""A comparison in words: what was found, and what to do about it."""

from training.fairness.report import HIGHEST, LOWEST, MEASURES, Comparison, FairnessReport

VERDICTS = {
    "fails": "fails",
    "look": "look closer",
    "in_range": "in range",
    "unclear": "not told apart",
    "too_few": "too few to say",
}

_MEANS = {
    ("recall", False): "those who go on to give notice are found less often than others: help passes them by",
    (
        "recall",
        True,
    ): "those who go on to give notice are found more often than others: help passes the others by",
    ("selection", False): "people are listed less often than others: they are offered less help",
    (
        "selection",
        True,
    ): "people are listed more often than others: they carry more of the burden of being looked at",
    (
        "calibration",
        False,
    ): "fewer give notice than the probabilities say: beside others, the risk is overstated",
    (
        "calibration",
        True,
    ): "more give notice than the probabilities say: beside others, the risk is understated",
}

_REMEDY = {
    "recall": "Do not promote on this alone: see on the card which inputs separate this group, and bar or refit them.",
    "selection": "Compare the recall: if that is in range, the groups differ in how often they leave; write that down. "
    "If not, see on the card which inputs separate this group.",
    "calibration": "Retrain with more rows of this group, and look for an input that means something else for it.",
}


def finding_text(one: Comparison) -> str:
    """What a comparison says, in one or two sentences; for one that fails also what to do."""
    who = f"{one.attribute} {one.value}"
    if one.verdict == "too_few" or one.ratio is None:
        return f"{who}: too few to say."
    size = f"ratio {one.ratio.value:.2f}, interval {one.wide_low:.2f} to {one.wide_high:.2f}"
    means = _MEANS[one.measure, one.ratio.value > 1]
    if one.verdict == "fails":
        return f"{who}: {means} ({size}). {_REMEDY[one.measure]}"
    if one.verdict == "look":
        return f"{who}: perhaps {means} ({size}). One of many comparisons: look again with more data."
    if one.verdict == "in_range":
        return f"{who}: {MEASURES[one.measure]}, like others within {LOWEST:.2f} to {HIGHEST:.2f} ({size})."
    return f"{who}: {MEASURES[one.measure]}, not told apart from a fair one ({size})."


def summary(report: FairnessReport) -> str:
    """The report in one sentence."""
    failed = len(report.failures)
    judged = f"{report.judged} comparisons on {report.lists}"
    if not report.judged:
        return f"Too few people or events on {report.lists} to say anything of any group."
    return f"{judged}: {'none fails' if not failed else f'{failed} fail' + ('s' if failed == 1 else '')}."
