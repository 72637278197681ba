"""Real parts for the tests: engines, registries, TLS, ssh, and a relay that writes down what a client says.

Each part is a context manager that starts a real server, waits until it answers, and removes everything it made when
it ends, also when its owner is killed with SIGKILL. `python -m tests.engines` starts an engine by hand.
"""
