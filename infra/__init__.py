"""Bring the portal from its template to a running cloud: package, deploy, render, publish, check, and run it locally.

Serves AWS and the embedded cloud with the same code. Leaves the rules of reports to `functions`, pages to `site/`, and
the officer's keys to `officer`.
"""
