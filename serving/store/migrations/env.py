"""Alembic's entry point: run the migrations on the connection that `serving.store.migrate` hands over."""

from alembic import context

from serving.store import audit_tables as _audit_tables  # noqa: F401  # its tables belong to the metadata
from serving.store import commitment_tables as _commitment_tables  # noqa: F401  # as above
from serving.store import impact_tables as _impact_tables  # noqa: F401  # its tables belong to the metadata
from serving.store import kpi_tables as _kpi_tables  # noqa: F401  # its table belongs to the metadata
from serving.store import model_request_tables as _model_request_tables  # noqa: F401
from serving.store import outreach_tables as _outreach_tables  # noqa: F401
from serving.store import relationship_tables as _relationship_tables  # noqa: F401
from serving.store import round_tables as _round_tables  # noqa: F401  # as above
from serving.store import score_job_tables as _score_job_tables  # noqa: F401
from serving.store import subject_tables as _subject_tables  # noqa: F401
from serving.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
