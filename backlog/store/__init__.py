"""The only SQL. SQLite through the standard library, PostgreSQL through SQLAlchemy."""
