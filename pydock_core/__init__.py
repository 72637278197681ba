"""PyDock: a client for container engines in which every command is a plugin."""

__version__ = "1.0.0"
VERSION_LINE = f"PyDock version {__version__}\n"  # what `--version` prints
