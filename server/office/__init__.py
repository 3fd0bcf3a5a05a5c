"""The route by which offices issue commands."""
