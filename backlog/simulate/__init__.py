"""Floor 2: virtual runners."""
