"""The text model beside VADER and TF-IDF with logistic regression, on employers that none of them has seen.

`python -m benchmarks.text_quality [--with-reviews]`. Employer reviews are measured on; their like/dislike labels are
weak. `--with-reviews` also fine-tunes on reviews of four employers (tens of minutes) and reads the three others: a
comparison, never the shipped file.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from sentiment.classifier import load_classifier
from sentiment.encoder import Encoder, Outputs
from sentiment.labels import SENTIMENTS
from training.text import reviews
from training.text.calibrating import Calibrations
from training.text.examination import on_cases, on_reviews
from training.text.scores import NEGATIVE, POSITIVE, forced_macro_f1, three_class_macro_f1
from training.text.shipped import SHIPPED_FILES
from training.text.sources import LATER, authored, general
from training.text.texts import LabelledTexts, joined, sentiment_only

HERE = Path(__file__).parent
PUBLIC = Path(os.environ.get("ERMINE_SHARED_DATA", HERE.parent.parent / "shared" / "data"))
AUTHORED = HERE.parent / "ermine" / "sample" / "authored_comments.csv"
CASES = HERE.parent / "tests" / "sentiment" / "cases"
BARS = {
    "reviews.mean.forced_macro_f1": (">=", 0.86),
    "hand_labelled.sentiment_macro_f1": (">=", 0.75),
    "hand_labelled.topics_micro_f1": (">=", 0.70),
    "hand_labelled.topics_macro_f1": (">=", 0.62),
    "cases.serious_recall": (">=", 0.93),
    "cases.serious_precision": (">=", 0.75),
    "cases.ordinary_flags_per_1000": ("<=", 30),
    "reviews.other_flags_per_1000": ("<=", 30),
    "hand_labelled.sentiment_ece": ("<=", 0.05),
    "hand_labelled.topics_ece": ("<=", 0.05),
    "hand_labelled.serious_ece": ("<=", 0.05),
}


def main() -> int:
    """Print the tables; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--with-reviews", action="store_true", help="also fine-tune on reviews of four employers"
    )
    given = parser.parse_args()
    if not reviews.present(PUBLIC):
        print(
            f"not run: the review data is not in {PUBLIC} (it is not part of the project; set ERMINE_SHARED_DATA)"
        )
        return 0
    employers, test = reviews.employers(PUBLIC), reviews.hand_labelled(PUBLIC).test
    sets = [(one.name, one.texts, one.stance) for one in employers]
    own = authored(AUTHORED, LATER[:SHIPPED_FILES]).train
    clean = joined([own, general(PUBLIC)])
    model, calibrations = _shipped()
    columns = {
        "VADER": [_vader(texts) for _, texts, _ in [*sets, ("", test.texts, None)]],
        "TF-IDF clean": _linear(clean, [*(texts for _, texts, _ in sets), test.texts]),
        "TF-IDF reviews": [
            *(_linear(_others(employers, name), [texts])[0] for name, texts, _ in sets),
            _linear(_others(employers, ""), [test.texts])[0],
        ],
        "ours": [
            calibrations.judge(model.encode(texts)).sentiment for texts in [*(s[1] for s in sets), test.texts]
        ],
    }
    print("forced negative/positive, macro-F1 (the linear model on reviews never saw the employer it reads)")
    print(f"{'':14}" + "".join(f"{name:>16}" for name in columns))
    for row, (name, _, stance) in enumerate(sets):
        print(f"{name:14}" + "".join(f"{forced_macro_f1(stance, p[row]):16.3f}" for p in columns.values()))
    means = {
        name: np.mean([forced_macro_f1(sets[r][2], p[r]) for r in range(len(sets))])
        for name, p in columns.items()
    }
    print(f"{'mean':14}" + "".join(f"{mean:16.3f}" for mean in means.values()))
    print(
        f"{'three classes':14}"
        + "".join(f"{three_class_macro_f1(test.sentiment, p[-1]):16.3f}" for p in columns.values())
        + f"   ({len(test)} hand-labelled; the linear model on reviews knows no neutral and saw these employers)"
    )
    print(
        f"{'reading alone':14}{_reading_alone():16.3f}   (the hand-made label against the box, neutral as positive)"
    )
    if given.with_reviews:
        print(
            f"\nours trained with reviews, three employers it never saw: {_with_reviews(employers, own):.3f}"
        )
    figures = on_reviews(PUBLIC, model, calibrations) | on_cases(CASES, model, calibrations)
    return _bars(figures)


class _Remembering:
    """An encoder that reads each set of texts once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._read = encoder, dict[tuple[str, ...], Outputs]()

    def encode(self, texts: Sequence[str]) -> Outputs:
        """The outputs of these texts, remembered."""
        key = tuple(texts)
        if key not in self._read:
            self._read[key] = self._encoder.encode(key)
        return self._read[key]


def _shipped() -> tuple[_Remembering, Calibrations]:
    loaded = load_classifier()
    manifest = loaded.manifest
    return _Remembering(loaded.encoder), Calibrations(
        manifest.sentiment_calibration, manifest.topic_calibration, manifest.serious_calibration
    )


def _vader(texts: tuple[str, ...]) -> np.ndarray:
    """VADER's compound score with its own cuts at -.05 and .05, as three numbers whose highest is the answer."""
    analyser = SentimentIntensityAnalyzer()
    score = np.array([analyser.polarity_scores(text)["compound"] for text in texts])
    return np.column_stack([-score, np.full(len(score), 0.05), score])


def _linear(rows: LabelledTexts, tests: list[tuple[str, ...]]) -> list[np.ndarray]:
    """Probabilities of the three classes by logistic regression on words and pairs of words."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=4, max_iter=300, class_weight="balanced"),
    )
    model.fit(rows.texts, rows.sentiment)
    found = []
    for texts in tests:
        p = np.zeros((len(texts), 3))
        p[:, model.classes_] = model.predict_proba(texts)
        found.append(p)
    return found


def _others(employers: list[reviews.Employer], name: str) -> LabelledTexts:
    names = {NEGATIVE: "negative", POSITIVE: "positive"}
    rest = [one for one in employers if one.name != name]
    texts = [text for one in rest for text in one.texts]
    return sentiment_only(texts, [names[int(label)] for one in rest for label in one.stance])


def _with_reviews(employers: list[reviews.Employer], own: LabelledTexts) -> float:
    from training.text.export import export_model
    from training.text.fine_tuning import fine_tune
    from training.text.network import base_of, load_network
    from training.text.recipe import SHIPPED

    taught, unseen = employers[:4], employers[4:]
    rows = joined([general(PUBLIC), _others(taught, "")])
    network, tokenizer = load_network(base_of(None))
    for stage in SHIPPED:
        fine_tune(network, tokenizer, own, rows, stage)
    with tempfile.TemporaryDirectory() as folder:
        export_model(network, tokenizer, Path(folder))
        encoder = Encoder(Path(folder) / "encoder.int8.onnx", Path(folder) / "tokenizer.json", 128)
        return float(np.mean([forced_macro_f1(o.stance, encoder.encode(o.texts).sentiment) for o in unseen]))


def _reading_alone() -> float:
    """What a careful reader reaches on the boxes: the hand-made labels scored as if a model had given them."""
    hand = reviews.hand_labelled(PUBLIC)
    box = {
        text: label
        for one in reviews.employers(PUBLIC)
        for text, label in zip(one.texts, one.stance, strict=True)
    }
    read = np.concatenate([hand.dev.sentiment, hand.test.sentiment])
    typed = np.array([box[text] for text in (*hand.dev.texts, *hand.test.texts)])
    answers = np.eye(len(SENTIMENTS))[np.where(read == NEGATIVE, NEGATIVE, POSITIVE)]
    return forced_macro_f1(typed, answers)


def _bars(figures: dict[str, float]) -> int:
    print("\nagainst the bars")
    short = 0
    for name, (sign, bar) in BARS.items():
        reached = figures[name] >= bar if sign == ">=" else figures[name] <= bar
        short += not reached
        print(
            f"{name:36}{figures[name]:10.4g}  bar {sign} {bar:<6g} {'reached' if reached else 'NOT reached'}"
        )
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main())
