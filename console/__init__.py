"""What the command lines for people share: words per language, visible text, private files, errors as sentences.

Standard library only, and nothing that can reach a network: the officer's tool is built on it.
"""
