"""Floor 2: the only SQL. SQLite through the standard library, PostgreSQL through SQLAlchemy."""
