"""Organisations, people with posts, sessions and phones."""
