"""Floor 2: bytes to values and problems; one format, one file."""
