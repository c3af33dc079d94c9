"""The tables of score jobs: what was asked, part by part, and the answers until they are a week old."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

score_jobs = Table(
    "score_jobs",
    metadata,
    Column("job_id", String(32), primary_key=True),
    Column("key_id", Text, nullable=False, comment="whose job it is: nobody else sees it"),
    Column("purpose", Text, nullable=False),
    Column("unit_scope", Text),
    Column("status", String(16), nullable=False, comment="queued, running, done or failed"),
    Column("problem", Text, nullable=False, comment="why it failed, else empty"),
    Column("rows", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("parts_done", Integer, nullable=False),
    Column("scored", Integer, nullable=False),
    Column("input_sha256", String(64), nullable=False),
    Column("model_digest", String(64), comment="model and run that answer: the same for all parts"),
    Column("model_name", Text),
    Column("model_version", Integer),
    Column("run_id", String(32)),
    Column("as_of", Date),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("claimed_by", String(32), comment="the worker that is at it"),
    Column("claimed_until", UtcDateTime),
    Index(None, "status", "created_at"),
    Index(None, "key_id", "created_at"),
)

score_job_parts = Table(
    "score_job_parts",
    metadata,
    Column("job_id", ForeignKey("score_jobs.job_id", ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False, comment="employee_ids, rows (JSON) or columns (Arrow)"),
    Column("sent", LargeBinary, comment="what is to be scored; gone when the job has ended"),
    Column("answers", LargeBinary, comment="an Arrow stream of the part's results"),
)
