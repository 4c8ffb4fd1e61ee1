"""Bytes to values and problems; one form, one file."""
