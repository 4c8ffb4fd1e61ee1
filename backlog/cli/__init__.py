"""The commands: options to values, one service, show the answer."""
