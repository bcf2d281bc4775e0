"""The officer's desk, tested in memory and as a process of its own."""
