"""The reader of comments: the classifier that this home uses, as closing a round takes it."""

from collections.abc import Sequence

from data_contracts.progress import Tick
from ermine.jobs.text_models import serving_folder
from ermine.settings import Settings
from sentiment.classifier import TextClassifier, load_classifier
from sentiment.labels import NOT_ASSESSED
from serving.feedback.closing import ReadComments
from serving.feedback.comment_reading import Reading


def comment_reader(classifier: TextClassifier, tick: Tick) -> ReadComments:
    """Reads redacted comments: sentiment, topics and serious concerns, or that it could not."""

    def read(texts: Sequence[str]) -> list[Reading]:
        rows = classifier.classify(texts, tick).iter_rows(named=True)
        return [
            Reading()
            if row["sentiment"] == NOT_ASSESSED
            else Reading(True, row["sentiment"], tuple(row["topics"]), tuple(row["serious"]))
            for row in rows
        ]

    return read


def classifier_of(settings: Settings) -> TextClassifier:
    """The promoted text model of this home, else the shipped one."""
    return load_classifier(serving_folder(settings))
