"""Patrols: which cells of a grid somebody was in, day by day, and never whose way it was."""
