"""Figures made of what happened: facts of cases, counts of them, indicators that are data."""
