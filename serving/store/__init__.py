"""Where runs, keys and sessions are kept: SQLAlchemy tables, Alembic migrations, SQLite or PostgreSQL."""
