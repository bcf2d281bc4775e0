"""The officer's desk: make a key, name it, and open the contact details that only it opens. Offline.

Nothing here can reach a network: no socket, no HTTP, no multiprocessing. Contact details go to the screen, or to a file
that the officer names.
"""
