"""The tables of imports. A file lies here, sealed, only while its import is under way."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from server.core.columns import Big, Blob, Small, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT, entity_columns

imports = Table(
    "imports",
    metadata,
    *entity_columns(),
    Column("what", Words, nullable=False),
    Column("author", Uuid, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("size_bytes", Big, nullable=False),
    Column("sheet", Small, nullable=False),
    Column("header_row", Small, nullable=False),
    Column("grid", Uuid),
    Column("datum", Words, nullable=False),
    Column("opened_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
    Column("state", Words, nullable=False),
    Column("through", Big, nullable=False),
    Column("parts", Big, nullable=False),
    Column("parts_left", Big, nullable=False),
    Column("kept", Big, nullable=False),
    Column("counts", Blob, nullable=False),
    Column("answers", Blob, nullable=False),
    Column("personal", Blob, nullable=False),
    Index("ix_imports_author", "district_id", "author", "opened_at"),
    Index("ix_imports_state", "district_id", "state"),
    **STRICT,
)

import_parts = Table(
    "import_parts",
    metadata,
    *entity_columns(),
    Column("import_id", Uuid, nullable=False),
    Column("number", Big, nullable=False),
    Column("outcomes", Blob, nullable=False),
    Column("since", Big, nullable=False),
    Column("pos", Big, nullable=False),
    ForeignKeyConstraint(["district_id", "import_id"], ["imports.district_id", "imports.id"]),
    Index("ix_import_parts_import", "district_id", "import_id", "number"),
    **STRICT,
)

import_chunks = Table(
    "import_chunks",
    metadata,
    district(),
    Column("import_id", Uuid, primary_key=True),
    Column("number", Big, primary_key=True),
    Column("body", Blob, nullable=False),
    **STRICT,
)
