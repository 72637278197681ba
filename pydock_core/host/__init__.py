"""The host of plugins: the index of what they declare, their hooks, and the guard around what they do."""
