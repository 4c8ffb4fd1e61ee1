"""Pure policy: no clock, no disk, no numbers library."""
