"""Floor 2: the only SQL. SQLite through its compiled statements, PostgreSQL through SQLAlchemy Core."""
