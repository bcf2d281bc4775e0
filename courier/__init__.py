"""The courier: fetches case headers and sealed boxes from the officer function into a file for the offline desk.

Works on the networked computer and holds no key: what it carries stays sealed. Nothing that comes from the network
becomes a file name.
"""
