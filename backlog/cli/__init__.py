"""Floor 4: click, services, report."""
