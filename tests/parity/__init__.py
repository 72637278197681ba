"""Runs the same shell snippets with docker and PyDock on one real engine and compares outputs and requests.

A case is data (`cases/*.toml`); the outcomes of docker 28.2.2 are data too (`recorded/*.json`, renewed by
`scripts/parity-record`); `differences.toml` lists the accepted differences with reasons.
"""
