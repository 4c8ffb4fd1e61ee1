"""backlog: a journal and planner to stay active with back pain."""

__version__ = "0.1.0"
