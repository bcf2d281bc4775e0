"""The courier over real HTTP on this machine, and against moto."""
