"""Reach AWS: each module implements a protocol that the domain declares, and translates its errors once."""
