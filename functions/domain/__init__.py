"""State the rules of the portal as plain functions over frozen values; no I/O, clock, randomness or logging."""
