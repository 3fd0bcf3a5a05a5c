"""The table of the population archive: counts by day, grid and cell, and nobody."""

from sqlalchemy import Column, Table

from server.core.columns import Big, Blob, UtcInstant, Uuid, district, metadata
from server.core.tables import STRICT

population_counts = Table(
    "population_counts",
    metadata,
    district(),
    Column("on_day", Big, primary_key=True, autoincrement=False),
    Column("grid", Uuid, primary_key=True),
    Column("cell", Big, primary_key=True, autoincrement=False),
    Column("community", Uuid, nullable=False),
    Column("taken_at", UtcInstant, nullable=False),
    Column("counts", Blob, nullable=False),
    **STRICT,
)
"""`on_day` is a day of Asia/Shanghai by its ordinal; `cell` is of resolution 9, or NO_CELL where no place is known.

A grid that was counted has a row for NO_CELL, be it empty: so it is known that nobody lives there.
"""
