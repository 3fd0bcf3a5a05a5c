"""The tables of forms: what headings mean, and what each form told of whom the last time."""

from sqlalchemy import Column, Table

from server.core.columns import Blob, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT, entity_columns

heading_answers = Table(
    "heading_answers",
    metadata,
    *entity_columns(),
    Column("heading", Words, nullable=False),
    Column("field", Words, nullable=False),
    Column("answered_by", Uuid, nullable=False),
    Column("answered_at", UtcInstant, nullable=False),
    **STRICT,
)

form_fillings = Table(
    "form_fillings",
    metadata,
    district(),
    Column("form", Uuid, primary_key=True),
    Column("area", Uuid, primary_key=True),
    Column("filled_at", UtcInstant, nullable=False),
    Column("filled_by", Uuid, nullable=False),
    Column("told", Blob, nullable=False),
    **STRICT,
)
"""The last filling of a form for an area. `told` are marks (keyed hashes of four bytes), by person and heading: they
say that something is another, and nothing of what it is."""
