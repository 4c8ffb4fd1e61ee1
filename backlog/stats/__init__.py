"""Numbers about one person: usual pain, reactions and capacity, estimated together."""
