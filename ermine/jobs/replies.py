"""Copies what was promised in return for answers to where the feedback pages can read it."""

from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from serving.feedback.replies import Reply, publish_replies
from serving.insight.commitments import all_commitments
from serving.store.engine import reading, writing


def show_replies(store: Engine, feedback: Engine) -> None:
    """Show all promises on the feedback pages; should that fail, the next change or start repeats it."""
    with reading(store) as conn:
        found = all_commitments(conn)
    replies = [Reply(one.unit_name, one.subject, one.what, one.owner, one.due, one.done_on) for one in found]
    with suppress(DatabaseError), writing(feedback) as conn:
        publish_replies(conn, replies)
