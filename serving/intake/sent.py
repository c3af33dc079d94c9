"""What somebody sends: an answer and, when they say that it is serious, a concern of its own."""

from dataclasses import dataclass, replace

from serving.feedback.concerns.raising import MAX_WHERE
from serving.feedback.submission import AnswerRefused, Submission


@dataclass(frozen=True)
class Told:
    """What the author of a concern lets the trained person know, and whether it must not reach the first one."""

    where: str = ""
    keep_names: bool = False
    second: bool = False


@dataclass(frozen=True)
class Sent:
    """An answer; where there is a concern its words are there and no longer in the answer."""

    submission: Submission
    concern_words: str = ""
    told: Told | None = None

    @classmethod
    def of(cls, submission: Submission, told: Told, *, serious: bool) -> "Sent":
        """Part the words from the answer if they are serious; raises `AnswerRefused`."""
        if not serious:
            if told != Told():
                raise AnswerRefused(
                    "There is detail for a trained person, but nothing for them.",
                    remedy="Go back and tick that it is serious, or leave the detail out.",
                )
            return cls(submission)
        if not submission.text.strip():
            raise AnswerRefused(
                "It is serious, but there are no words.", remedy="Go back and write what has happened."
            )
        if len(told.where) > MAX_WHERE:
            raise AnswerRefused(f"The place has at most {MAX_WHERE} characters.", remedy="Shorten it.")
        return cls(replace(submission, text="", may_quote=False), submission.text, told)

    @property
    def whole(self) -> Submission:
        """All of it as one answer, to be checked by one rule."""
        return replace(self.submission, text=self.submission.text or self.concern_words)

    @property
    def answers(self) -> bool:
        """Whether there is an answer beside the concern; without one the link stays unused."""
        return bool(self.submission.scores or self.submission.text.strip())
