"""Splitting and merging grids: the order, the job that moves the rows, the preview before both."""
