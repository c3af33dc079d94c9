"""Alembic's entry point: run the migrations on the connection that `serving.store.migrate` hands over."""

from alembic import context

import serving.feedback.concerns.tables  # noqa: F401  its tables are of the same metadata
from serving.feedback.tables import feedback_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=feedback_metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
