"""The figures of the shipped model's card: test comments of ours, and public reviews where they are at hand.

The test comments were written in a separate pass and teach nothing and choose nothing. Of the hand-read review
segments only the test half is reported.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sentiment.encoder import Encoder
from training.text import reviews
from training.text.calibrating import Calibrations
from training.text.label_file import read_labels
from training.text.scores import all_scores, flags_per_thousand, forced_macro_f1, recall_and_precision
from training.text.texts import LabelledTexts, joined

SERIOUS_CASES, ORDINARY_CASES = "serious.csv", "ordinary.csv"


@dataclass(frozen=True)
class Examination:
    """Measures a finished model on `cases` (folder of test comments), `validation`, and `public` data if present."""

    cases: Path | None
    validation: LabelledTexts | None
    public: Path | None

    def __call__(self, encoder: Encoder, calibrations: Calibrations) -> dict[str, float]:
        """Every figure by name; what has no data is absent."""
        figures: dict[str, float] = {}
        if self.validation is not None:
            figures |= _labelled("validation", self.validation, encoder, calibrations)
        if self.cases is not None:
            figures |= on_cases(self.cases, encoder, calibrations)
        if self.public is not None and reviews.present(self.public):
            figures |= on_reviews(self.public, encoder, calibrations)
        return figures


def on_cases(folder: Path, encoder: Encoder, calibrations: Calibrations) -> dict[str, float]:
    """Serious and their hard negatives, ordinary comments, and all test comments together."""
    serious, ordinary = read_labels(folder / SERIOUS_CASES), read_labels(folder / ORDINARY_CASES)
    judged = calibrations.judge(encoder.encode(serious.texts))
    recall, precision = recall_and_precision(serious.serious > 0, judged.serious_set)
    quiet = [row for row in range(len(ordinary)) if not ordinary.serious[row].any()]
    flags = flags_per_thousand(calibrations.judge(encoder.encode([ordinary.texts[row] for row in quiet])))
    return {
        "cases.serious_recall": round(recall, 4),
        "cases.serious_precision": round(precision, 4),
        "cases.ordinary_flags_per_1000": round(flags, 1),
        **_labelled("ordinary", ordinary, encoder, calibrations),
        **_labelled("test", joined([serious, ordinary]), encoder, calibrations),
    }


def on_reviews(folder: Path, encoder: Encoder, calibrations: Calibrations) -> dict[str, float]:
    """Employers that no weight has seen, the test half of the hand-made labels, and the flags on the rest."""
    figures: dict[str, float] = {}
    labelled, flagged = reviews.hand_labelled_ids(folder), []
    for employer in reviews.employers(folder):
        judged = calibrations.judge(encoder.encode(employer.texts))
        score = forced_macro_f1(employer.stance, judged.sentiment)
        figures[f"reviews.{employer.name}.forced_macro_f1"] = round(score, 4)
        rest = [row for row, text in enumerate(employer.texts) if reviews.text_id(text) not in labelled]
        flagged.append(judged.serious_set[rest].any(axis=1))
    figures["reviews.mean.forced_macro_f1"] = round(float(np.mean(list(figures.values()))), 4)
    figures["reviews.other_flags_per_1000"] = round(1000 * float(np.concatenate(flagged).mean()), 1)
    return figures | _labelled("hand_labelled", reviews.hand_labelled(folder).test, encoder, calibrations)


def _labelled(
    name: str, rows: LabelledTexts, encoder: Encoder, calibrations: Calibrations
) -> dict[str, float]:
    judged = calibrations.judge(encoder.encode(rows.texts))
    return all_scores(name, rows.sentiment, rows.topics > 0, rows.serious > 0, judged)
