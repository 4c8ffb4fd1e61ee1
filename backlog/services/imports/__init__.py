"""What an import adds to the journal: matched, merged, and stored as one change."""
