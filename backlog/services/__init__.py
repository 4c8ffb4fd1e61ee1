"""What a person wants done, each in a file of its own; who asks is not known here."""
