"""May a retrained text model replace the one that serves? It must be no worse on comments that neither has seen.

Both read the same held-out rows of the labels that were given. The verdict is bound to the champion it was measured
against: when another serves by the time of the promotion, it says nothing.
"""

from dataclasses import asdict, dataclass

from sentiment.probabilities import Judged
from training.text.scores import micro_f1, recall_and_precision, three_class_macro_f1
from training.text.texts import LabelledTexts


@dataclass(frozen=True)
class Compared:
    """One figure of challenger and champion on the same rows."""

    metric: str
    challenger: float
    champion: float

    @property
    def worse(self) -> bool:
        """Whether the challenger falls behind."""
        return self.challenger < self.champion


@dataclass(frozen=True)
class TextVerdict:
    """What the gate says of a challenger measured on `rows` comments against the champion with digest `against`."""

    rows: int
    against: str
    compared: tuple[Compared, ...]

    @property
    def passed(self) -> bool:
        """Whether no figure is worse."""
        return not any(one.worse for one in self.compared)

    @property
    def reasons(self) -> list[str]:
        """A sentence for each figure that is worse."""
        return [
            f"{one.metric} is {one.challenger:.3f} and the champion's {one.champion:.3f}, on {self.rows} held-out rows"
            for one in self.compared
            if one.worse
        ]

    def to_dict(self) -> dict[str, object]:
        """The verdict as JSON keeps it."""
        return {
            "rows": self.rows,
            "against": self.against,
            "compared": [asdict(one) for one in self.compared],
        }


def judge_challenger(rows: LabelledTexts, challenger: Judged, champion: Judged, against: str) -> TextVerdict:
    """Compare sentiment always, topics and serious recall where the labels hold any."""
    compared = [
        Compared(
            "sentiment macro-F1",
            three_class_macro_f1(rows.sentiment, challenger.sentiment),
            three_class_macro_f1(rows.sentiment, champion.sentiment),
        )
    ]
    topics, serious = rows.topics > 0, rows.serious > 0
    if topics.any():
        compared.append(
            Compared(
                "topics micro-F1",
                micro_f1(topics, challenger.topic_set),
                micro_f1(topics, champion.topic_set),
            )
        )
    if serious.any():
        found = recall_and_precision(serious, challenger.serious_set)[0]
        compared.append(
            Compared("serious recall", found, recall_and_precision(serious, champion.serious_set)[0])
        )
    return TextVerdict(len(rows), against, tuple(compared))
