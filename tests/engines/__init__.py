"""Real servers for the tests: engines, registries, TLS, ssh, and a relay that records the requests of a client.

Each class is a context manager that starts a server, waits until the server answers, and at the end removes all files
and processes, also after a SIGKILL of the test process. `python -m tests.engines` starts an engine for manual tests.
"""
