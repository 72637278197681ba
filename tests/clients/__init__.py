"""Real programs that call `docker`: each does the same with PyDock in docker's place."""
