"""The ER lead's desk of a home: today's organisation, the policy's questions and floors, and who takes the steps."""

from collections.abc import Collection

from sqlalchemy import Engine

from data_contracts.lake import Lake
from data_contracts.policy.questions import DEFAULT_QUESTIONS, load_questions
from ermine.clock import business_day
from ermine.home import Home
from ermine.jobs.company_units import organisation_on
from ermine.jobs.concerns import ensure_concern_key
from ermine.jobs.round_step import start_step
from ermine.jobs.rounds import floors_of
from ermine.settings import Settings
from sentiment.release.answers import Question
from serving.feedback.desk import RoundDesk
from serving.feedback.rounds import Organisation


def round_desk(settings: Settings, home: Home, feedback: Engine) -> RoundDesk:
    """The desk on a connection that can read no answer; files are read when they are needed."""

    def organisation(units: Collection[str]) -> Organisation:
        return organisation_on(Lake(home.path).current(), business_day(home), units)

    def questions() -> list[Question]:
        file = home.questions_file if home.questions_file.exists() else DEFAULT_QUESTIONS
        return [Question(question.id, question.kind, question.text) for question in load_questions(file)]

    return RoundDesk(
        engine=feedback,
        organisation=organisation,
        questions=questions,
        floors=lambda: floors_of(home),
        start=start_step,
        links_begin_with=f"http://{settings.host}:{settings.feedback_port}",
        before_opening=lambda: ensure_concern_key(settings),
    )
