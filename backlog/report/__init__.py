"""Floor 4: values to text, terminal and pictures."""
