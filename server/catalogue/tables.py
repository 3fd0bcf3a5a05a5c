"""The tables of the catalogue. Nothing in it is personal: all lies open."""

from sqlalchemy import Column, Index, Table, UniqueConstraint

from server.core.columns import Blob, Small, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

class_schemes = Table(
    "class_schemes",
    metadata,
    *entity_columns(),
    Column("code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("edition", Words, nullable=False),
    Column("minor_digits", Small, nullable=False),
    Column("valid_from", UtcInstant),
    Column("valid_until", UtcInstant),
    UniqueConstraint("district_id", "code", name="uq_class_schemes_code"),
    **STRICT,
)

catalogue_editions = Table(
    "catalogue_editions",
    metadata,
    *entity_columns(),
    Column("editor", Uuid, nullable=False),
    Column("reason", Words, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("valid_from", UtcInstant, nullable=False),
    Column("made", Small, nullable=False),
    Column("ended", Small, nullable=False),
    **STRICT,
)

case_classes = Table(
    "case_classes",
    metadata,
    *entity_columns(),
    Column("code", Words, nullable=False),
    Column("scheme", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("major", Words, nullable=False),
    Column("minor", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("photos_before", Small, nullable=False),
    Column("photos_after", Small, nullable=False),
    Column("limit_value", Small, nullable=False),
    Column("limit_unit", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("major_name", Words, nullable=False),
    Column("ext", Truth, nullable=False),
    Column("may_self_handle", Truth, nullable=False),
    Column("check_waived", Truth, nullable=False),
    Column("number", Small, nullable=False),
    Column("valid_from", UtcInstant),
    Column("valid_until", UtcInstant),
    UniqueConstraint("district_id", "code", "number", name="uq_case_classes_code"),
    Index("ix_case_classes_scheme", "district_id", "scheme"),
    **STRICT,
)

filing_conditions = Table(
    "filing_conditions",
    metadata,
    *entity_columns(),
    Column("class_code", Words, nullable=False),
    Column("scheme", Words, nullable=False),
    Column("ordinal", Small, nullable=False),
    Column("text", Words, nullable=False),
    Column("closing_text", Words, nullable=False),
    Column("limit_value", Small, nullable=False),
    Column("limit_unit", Words, nullable=False),
    Column("level", Words, nullable=False),
    Column("duty", Words, nullable=False),
    Column("photos_before", Small, nullable=False),
    Column("photos_after", Small, nullable=False),
    Column("overrides", Blob, nullable=False),
    Column("number", Small, nullable=False),
    Column("valid_from", UtcInstant),
    Column("valid_until", UtcInstant),
    UniqueConstraint("district_id", "class_code", "ordinal", "number", name="uq_filing_conditions_class_code"),
    Index("ix_filing_conditions_scheme", "district_id", "scheme"),
    **STRICT,
)

responsibilities = Table(
    "responsibilities",
    metadata,
    *entity_columns(),
    Column("matters", Words, nullable=False),
    Column("scheme", Words, nullable=False),
    Column("area", Uuid),
    Column("path", Words, nullable=False),
    Column("lead", Uuid, nullable=False),
    Column("assist", Blob, nullable=False),
    Column("note", Words, nullable=False),
    Column("number", Small, nullable=False),
    Column("valid_from", UtcInstant),
    Column("valid_until", UtcInstant),
    Index("ix_responsibilities_scheme", "district_id", "scheme"),
    **STRICT,
)
