"""Whether a freshly trained model may be served, with the reasons when it may not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from training.evaluation.baselines import CONSTANT, THREE
from training.evaluation.figures import Difference, Figure, SingleFeature
from training.evaluation.report import EvaluationReport
from training.evaluation.tables import LeakSign

ReasonCode = Literal["no_skill", "suspected_leak", "worse_than_champion", "too_little_evidence"]

NO_CHAMPION = ""


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way; `columns` names the suspected ones."""

    code: ReasonCode
    message: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The gate's answer: it passes exactly when nothing stands in the way.

    A suspected leak may be confirmed by a person with a recorded reason; the other reasons may only be overridden.
    `champion` is the digest of the scorecard that served when the verdict was given ("" for none): the verdict says
    nothing about any other.
    """

    reasons: tuple[Reason, ...]
    champion: str = NO_CHAMPION

    @property
    def passed(self) -> bool:
        """Whether the model may be promoted without anyone confirming anything."""
        return not self.reasons

    @property
    def confirmable(self) -> bool:
        """Whether only a suspected leak stands in the way, which a person may confirm."""
        return bool(self.reasons) and all(reason.code == "suspected_leak" for reason in self.reasons)


def judge(
    report: EvaluationReport, leak_auc: float, leak_single_auc: float, champion: str = NO_CHAMPION
) -> Verdict:
    """The verdict on a report: no suspected leak, skill over every baseline, not worse than the champion.

    Beside a suspected leak the baselines say nothing: they have used the suspected column too. `champion` is the
    digest of the scorecard that serves now.
    """
    reasons = [*_leaks(report, leak_auc, leak_single_auc)] or [*_no_skill(report)]
    return Verdict((*reasons, *_worse(report)), champion)


def _no_skill(report: EvaluationReport) -> Iterator[Reason]:
    """Skill must be real, clearly better than what would serve instead, and not shown worse than anything simpler."""
    auc = report.model.auc
    if auc.low is None or auc.low <= 0.5:
        yield Reason("no_skill", f"AUC {auc.value:.3f}: its 95 % interval does not lie above 0.5 (chance).")
        return
    for difference in report.differences:
        message = _not_beaten(difference)
        if message:
            yield Reason("no_skill", message)


def _not_beaten(difference: Difference) -> str:
    """What is wrong beside one baseline; nothing if the rule of the decision record holds."""
    loss, precision = difference.log_loss, difference.average_precision
    if difference.other == CONSTANT:
        if _clearly_below_zero(loss):
            return ""
        return "Its probabilities are not clearly better than the base rate for everyone (log-loss)."
    told = f"the baseline {difference.other!r}: log-loss {_signed(loss, 4)}, average precision {_signed(precision, 3)}"
    paired = "(paired 95 % intervals)"
    if shown_worse(difference):
        return f"It is clearly worse than {told} {paired}."
    if loss.value >= 0 and precision.value <= 0:
        return f"It is no better than {told} {paired}."
    if difference.other != THREE and not told_apart(difference):
        return f"It is not told apart from {told} {paired}."
    return ""


def told_apart(difference: Difference) -> bool:
    """Whether a paired interval of log-loss or average precision lies wholly on the model's side."""
    return _clearly_below_zero(difference.log_loss) or _clearly_above_zero(difference.average_precision)


def shown_worse(difference: Difference) -> bool:
    """Whether a paired interval of log-loss or average precision lies wholly on the other's side."""
    return _clearly_above_zero(difference.log_loss) or _clearly_below_zero(difference.average_precision)


def _clearly_above_zero(figure: Figure) -> bool:
    return figure.low is not None and figure.low > 0


def _clearly_below_zero(figure: Figure) -> bool:
    return figure.high is not None and figure.high < 0


def _signed(figure: Figure, digits: int) -> str:
    value = f"{figure.value:+.{digits}f}"
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({figure.low:+.{digits}f} to {figure.high:+.{digits}f})"


def _leaks(report: EvaluationReport, leak_auc: float, leak_single_auc: float) -> Iterator[Reason]:
    yield from suspected_leaks(report.single_features, report.leaks, leak_single_auc)
    if report.model.auc.value > leak_auc:
        suspects = report.single_features[:3]
        listed = ", ".join(f"{single.name} ({single.auc:.3f})" for single in suspects)
        yield Reason(
            "suspected_leak",
            f"AUC {report.model.auc.value:.3f} is above {leak_auc:.2f}, too good for leaving to be foreseen. "
            f"Look at the strongest columns alone: {listed}.",
            tuple(single.name for single in suspects),
        )


def suspected_leaks(
    alone: Iterable[SingleFeature], signs: Iterable[LeakSign], leak_single_auc: float
) -> tuple[Reason, ...]:
    """The columns that order the rows too well alone, and those that show another sign of knowing the outcome."""
    strong = [single for single in alone if single.auc > leak_single_auc]
    found = [Reason("suspected_leak", sign.message, (sign.column,)) for sign in signs]
    if strong:
        listed = ", ".join(f"{single.name} ({single.auc:.3f})" for single in strong)
        told = f"A single column alone reaches an AUC above {leak_single_auc:.2f}: {listed}. "
        columns = tuple(single.name for single in strong)
        found.insert(
            0, Reason("suspected_leak", told + "Was it written after the person gave notice?", columns)
        )
    return tuple(found)


def _worse(report: EvaluationReport) -> Iterator[Reason]:
    if report.champion is None:
        return
    gap = report.champion.difference
    loss, precision = gap.log_loss.value, gap.average_precision.value
    if loss > 0 and precision < 0:
        yield Reason(
            "worse_than_champion",
            f"On the same rows the champion is better: log-loss {loss:+.4f}, average precision {precision:+.3f}.",
        )
