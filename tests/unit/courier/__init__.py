"""The courier, tested against the real officer function and against one that misbehaves."""
