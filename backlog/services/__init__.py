"""Floor 3: one file per thing that a person wants done."""
