"""What a device recorded: FIT, GPX, TCX and Suunto's JSON."""
