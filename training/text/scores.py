"""How good a text model is, head by head: plain functions from truth and judgement to a figure."""

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

from sentiment.labels import SENTIMENTS
from sentiment.probabilities import Judged
from training.text.texts import Whole

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NEGATIVE, _, POSITIVE = range(len(SENTIMENTS))
MIN_CASES = 10
_BINS = 10


def forced_macro_f1(sentiment: Whole, p: Numbers) -> float:
    """Macro-F1 of negative against positive when neutral may not be answered: positive where it is as likely."""
    forced = np.where(p[:, POSITIVE] >= p[:, NEGATIVE], POSITIVE, NEGATIVE)
    return float(f1_score(sentiment, forced, labels=[NEGATIVE, POSITIVE], average="macro"))


def three_class_macro_f1(sentiment: Whole, p: Numbers) -> float:
    """Macro-F1 over negative, neutral and positive, answering the most likely."""
    return float(f1_score(sentiment, p.argmax(axis=1), labels=range(len(SENTIMENTS)), average="macro"))


def micro_f1(truth: Flags, found: Flags) -> float:
    """F1 over all labels at once."""
    return float(f1_score(truth, found, average="micro", zero_division=0))


def macro_f1(truth: Flags, found: Flags, min_cases: int = MIN_CASES) -> float:
    """Mean F1 over the labels with at least `min_cases` true cases."""
    enough = truth.sum(axis=0) >= min_cases
    return float(f1_score(truth[:, enough], found[:, enough], average="macro", zero_division=0))


def recall_and_precision(truth: Flags, flagged: Flags) -> tuple[float, float]:
    """Of the comments with any true label the share with any flag, and of those with any flag the share that is true.

    Both are [comments, labels]; which label it is does not matter, for a person reads the comment.
    """
    is_true, is_flagged = np.any(truth, axis=1), np.any(flagged, axis=1)
    hits = float(np.sum(is_true & is_flagged))
    return hits / max(1.0, float(np.sum(is_true))), hits / max(1.0, float(np.sum(is_flagged)))


def expected_calibration_error(p: Numbers, truth: Numbers) -> float:
    """Mean distance of predicted from observed share over ten bins of equal width (Guo et al. 2017)."""
    bins = np.minimum((p * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((p[bins == at] - truth[bins == at]).sum())) for at in range(_BINS)]
    return sum(gaps) / max(1, len(p))


def sentiment_calibration_error(sentiment: Whole, p: Numbers) -> float:
    """Calibration error of the answer given: its probability against how often it is right."""
    answer = p.argmax(axis=1)
    return expected_calibration_error(p.max(axis=1), (answer == sentiment).astype(float))


def label_calibration_error(truth: Flags, p: Numbers) -> float:
    """Calibration error of a head of labels, every pair of comment and label counting once."""
    return expected_calibration_error(p.ravel(), truth.astype(float).ravel())


def all_scores(
    name: str, sentiment: Whole, topics: Flags, serious: Flags, judged: Judged
) -> dict[str, float]:
    """Every figure that a labelled set can tell, each key starting with `name`; a head without cases has none."""
    stance = np.isin(sentiment, (NEGATIVE, POSITIVE))
    figures = {
        "comments": float(len(sentiment)),
        "sentiment_macro_f1": three_class_macro_f1(sentiment, judged.sentiment),
        "forced_macro_f1": forced_macro_f1(sentiment[stance], judged.sentiment[stance]),
        "sentiment_ece": sentiment_calibration_error(sentiment, judged.sentiment),
    }
    if topics.any():
        figures["topics_micro_f1"] = micro_f1(topics, judged.topic_set)
        figures["topics_ece"] = label_calibration_error(topics, judged.topics)
    if (topics.sum(axis=0) >= MIN_CASES).any():
        figures["topics_macro_f1"] = macro_f1(topics, judged.topic_set)
    if serious.any():
        recall, precision = recall_and_precision(serious, judged.serious_set)
        figures |= {"serious_recall": recall, "serious_precision": precision}
        figures["serious_ece"] = label_calibration_error(serious, judged.serious)
    return {f"{name}.{key}": round(value, 4) for key, value in figures.items()}


def flags_per_thousand(judged: Judged) -> float:
    """Comments with any serious flag, per 1,000."""
    return 1000 * float(judged.serious_set.any(axis=1).mean())
