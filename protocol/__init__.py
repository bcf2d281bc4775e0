"""Turn the bytes of the Tightlip protocol into values and back.

Leaves keys at rest, randomness, clocks, networks and every means of opening a box to its callers. The specs stand
beside the code.
"""
