"""Whether a freshly trained model may be served, with the reasons when it may not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from training.evaluation.report import Difference, EvaluationReport

ReasonCode = Literal["no_skill", "suspected_leak", "worse_than_champion", "too_little_evidence"]


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way; `columns` names the suspected ones."""

    code: ReasonCode
    message: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The gate's answer: it passes exactly when nothing stands in the way.

    A suspected leak may be confirmed by a person with a recorded reason; the other reasons may not.
    """

    reasons: tuple[Reason, ...]

    @property
    def passed(self) -> bool:
        """Whether the model may be promoted without anyone confirming anything."""
        return not self.reasons

    @property
    def confirmable(self) -> bool:
        """Whether only a suspected leak stands in the way, which a person may confirm."""
        return bool(self.reasons) and all(reason.code == "suspected_leak" for reason in self.reasons)


def judge(
    report: EvaluationReport, against_champion: Difference | None, leak_auc: float, leak_single_auc: float
) -> Verdict:
    """The verdict on a report: no suspected leak, skill over every baseline, not worse than the champion.

    Beside a suspected leak the baselines say nothing: they have used the suspected column too.
    """
    reasons = [*_leaks(report, leak_auc, leak_single_auc)] or [*_no_skill(report)]
    return Verdict((*reasons, *_worse(against_champion)))


def _no_skill(report: EvaluationReport) -> Iterator[Reason]:
    """Skill must be real (intervals of AUC and of the log-loss against a constant) and beat every baseline."""
    auc = report.model.auc
    if auc.low is None or auc.low <= 0.5:
        yield Reason("no_skill", f"AUC {auc.value:.3f}: its 95 % interval does not lie above 0.5 (chance).")
        return
    for difference in report.differences:
        message = _not_beaten(difference)
        if message:
            yield Reason("no_skill", message)


def _not_beaten(difference: Difference) -> str:
    loss = difference.log_loss
    if difference.other == "constant" and (loss.high is None or loss.high >= 0):
        return "Its probabilities are not clearly better than the base rate for everyone (log-loss)."
    if loss.value >= 0 and difference.average_precision.value <= 0 and difference.auc.value <= 0:
        return (
            f"It is no better than the baseline {difference.other!r} (log-loss, average precision and AUC)."
        )
    return ""


def _leaks(report: EvaluationReport, leak_auc: float, leak_single_auc: float) -> Iterator[Reason]:
    strong = [single for single in report.single_features if single.auc > leak_single_auc]
    if strong:
        listed = ", ".join(f"{single.name} ({single.auc:.3f})" for single in strong)
        yield Reason(
            "suspected_leak",
            f"A single column alone reaches an AUC above {leak_single_auc:.2f}: {listed}. "
            "Was it written after the person gave notice?",
            tuple(single.name for single in strong),
        )
    if report.model.auc.value > leak_auc:
        suspects = report.single_features[:3]
        listed = ", ".join(f"{single.name} ({single.auc:.3f})" for single in suspects)
        yield Reason(
            "suspected_leak",
            f"AUC {report.model.auc.value:.3f} is above {leak_auc:.2f}, too good for leaving to be foreseen. "
            f"Look at the strongest columns alone: {listed}.",
            tuple(single.name for single in suspects),
        )


def _worse(difference: Difference | None) -> Iterator[Reason]:
    if difference is None:
        return
    loss, precision = difference.log_loss.value, difference.average_precision.value
    if loss > 0 and precision < 0:
        yield Reason(
            "worse_than_champion",
            f"On the same rows the champion is better: log-loss {loss:+.4f}, average precision {precision:+.3f}.",
        )
