"""Floor 1: pure policy. No clock, no disk, no numbers library."""
