"""Topics that nobody foresaw: comments that no topic fits, grouped by meaning and named by their typical words.

Groups are found by HDBSCAN on the model's embeddings (Campello et al. 2013) and named by class-based TF-IDF
(Grootendorst 2022). A group under the floor of ten comments is never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer

from data_contracts.progress import Tick, silent
from sentiment.classifier import TextClassifier, is_readable

FLOOR = 10
"""Comments that a theme needs before it is shown: the same floor as for comments anywhere else."""

_TERMS, _DIMENSIONS = 5, 20


@dataclass(frozen=True)
class Theme:
    """A group of comments: how many, and the words that set it apart from the other groups."""

    comments: int
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Themes:
    """What was found: themes by size, and how the comments divide up; the four counts add up to all comments."""

    themes: tuple[Theme, ...]
    with_topic: int
    not_assessed: int
    ungrouped: int

    @property
    def grouped(self) -> int:
        """Comments in any theme."""
        return sum(theme.comments for theme in self.themes)


def find_themes(
    texts: Sequence[str | None], classifier: TextClassifier, *, floor: int = FLOOR, tick: Tick = silent
) -> Themes:
    """Group the readable comments that carry no topic. `floor` may be raised, never lowered below `FLOOR`."""
    floor = max(floor, FLOOR)
    readable = [str(text) for text in texts if is_readable(text)]
    outputs = classifier.encoder.encode(readable, tick)
    loose = np.flatnonzero(~classifier.judge_outputs(outputs).topic_set.any(axis=1))
    groups = _groups(outputs.embedding[loose], floor)
    members = [
        [readable[loose[row]] for row in np.flatnonzero(groups == group)]
        for group in range(groups.max(initial=-1) + 1)
    ]
    names = _typical_terms(members)
    themes = [Theme(len(group), terms) for group, terms in zip(members, names, strict=True)]
    return Themes(
        themes=tuple(sorted(themes, key=lambda theme: (-theme.comments, theme.terms))),
        with_topic=len(readable) - len(loose),
        not_assessed=len(texts) - len(readable),
        ungrouped=int((groups < 0).sum()),
    )


def _groups(embedding: npt.NDArray[np.float32], floor: int) -> npt.NDArray[np.int64]:
    """A group number per row, -1 for rows that belong to none."""
    rows = len(embedding)
    if rows < 2 * floor:
        return np.full(rows, -1)
    unit = embedding / np.linalg.norm(embedding, axis=1, keepdims=True)
    flat = PCA(n_components=min(_DIMENSIONS, rows - 1, unit.shape[1]), random_state=0).fit_transform(unit)
    return np.asarray(HDBSCAN(min_cluster_size=floor, min_samples=3, copy=True).fit_predict(flat))


def _typical_terms(groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """For each group the terms with the highest frequency in it times log(1 + mean length / frequency overall).

    A term that fewer than three comments of a group hold does not name it: it could point at a writer.
    """
    if not groups:
        return []
    counter = CountVectorizer(
        stop_words="english", ngram_range=(1, 2), token_pattern=r"(?u)\b[^\W\d_]{3,}\b", binary=True
    )
    counts = counter.fit_transform([text for group in groups for text in group])
    ends = np.cumsum([len(group) for group in groups])
    per_group = np.vstack(
        [counts[end - len(group) : end].sum(axis=0) for end, group in zip(ends, groups, strict=True)]
    )
    per_group = np.where(per_group < 3, 0, np.asarray(per_group))
    weight = per_group * np.log1p(per_group.sum() / len(groups) / np.maximum(1, per_group.sum(axis=0)))
    words = counter.get_feature_names_out()
    return [
        tuple(str(words[at]) for at in np.argsort(-row, kind="stable")[:_TERMS] if row[at] > 0)
        for row in weight
    ]
