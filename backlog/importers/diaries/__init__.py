"""Diaries of symptoms, and what their words and scales mean."""
