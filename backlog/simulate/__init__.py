"""Virtual runners, on whom the advice is tried beside other rules."""
