"""Floor 1: numbers."""
