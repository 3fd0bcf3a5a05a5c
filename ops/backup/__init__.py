"""Backups of a district: taken, tried, restored."""
