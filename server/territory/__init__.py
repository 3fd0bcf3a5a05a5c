"""Grids: their versions, their cells, and which one a point lies in."""
