"""backlog's own formats: what `backlog export` writes, read again."""
