"""What a platform exports: a list of activities."""
