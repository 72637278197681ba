"""Runs the same shell snippets with docker and with PyDock on one real engine and compares all that can be seen.

A case is data (`cases/*.toml`); what docker 28.2.2 answered and sent is data too (`recorded/*.json`, renewed by
`scripts/parity-record`); what may differ, and why, stands in `differences.toml`.
"""
