"""Reaching people: which message goes out on which channel; it decides nothing about a case."""
