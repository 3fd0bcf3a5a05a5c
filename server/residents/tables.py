"""The register's tables. What is personal lies in sealed columns; equal numbers meet in a blind index.

A sealed column that may be empty (`contact`, `owner`, `further`, `certificate`) came later than its table: it is none
where there is nothing to say.
"""

from sqlalchemy import Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, text

from server.core.columns import Big, Blob, Real, Small, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

HAS_CERT = text("cert_until IS NOT NULL")
IS_CHANGED = text("version > 1")
"""The words of a partial index: few stays have a certificate, and those that run out are looked for each week."""

buildings = Table(
    "buildings",
    metadata,
    *entity_columns(),
    Column("grid", Uuid, nullable=False),
    Column("name", Words, nullable=False),
    Column("number", Words, nullable=False),
    Column("estate", Words, nullable=False),
    Column("floors", Small, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("cell", Big),
    Column("life", Words, nullable=False),
    Column("leaving", Uuid),
    Column("nature", Words),
    Column("building_type", Words),
    Column("floors_below", Small, nullable=False, server_default=text("0")),
    Column("units", Big, nullable=False, server_default=text("0")),
    Column("planned_households", Big, nullable=False, server_default=text("0")),
    Column("area_m2", Real, nullable=False, server_default=text("0")),
    Column("property_company", Words, nullable=False, server_default=text("''")),
    Column("contact", Blob),
    Column("head", Uuid),
    Column("has_danger", Truth, nullable=False, server_default=text("FALSE")),
    Column("gis_id", Words, nullable=False, server_default=text("''")),
    Column("effective_on", Words),
    Column("expired_on", Words),
    Index("ix_buildings_grid", "district_id", "grid"),
    Index("ix_buildings_called", "district_id", "life", "estate", "name", "number", "grid", "id"),
    **STRICT,
)

dwellings = Table(
    "dwellings",
    metadata,
    *entity_columns(),
    Column("building", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("unit", Words, nullable=False),
    Column("floor", Small, nullable=False),
    Column("room", Words, nullable=False),
    Column("use", Words, nullable=False),
    Column("area_m2", Real, nullable=False),
    Column("note", Words),
    Column("life", Words, nullable=False),
    Column("dwelling_type", Words),
    Column("owner", Blob),
    Column("effective_on", Words),
    Column("expired_on", Words),
    ForeignKeyConstraint(["district_id", "building"], ["buildings.district_id", "buildings.id"]),
    Index("ix_dwellings_building", "district_id", "building", "room"),
    Index("ix_dwellings_room", "district_id", "room", "grid"),
    Index("ix_dwellings_changed", "district_id", "grid", sqlite_where=IS_CHANGED, postgresql_where=IS_CHANGED),
    **STRICT,
)

households = Table(
    "households",
    metadata,
    *entity_columns(),
    Column("dwelling", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("number", Words, nullable=False),
    Column("head", Uuid),
    Column("personal", Blob, nullable=False),
    Column("last_visited_at", UtcInstant),
    Column("life", Words, nullable=False),
    Column("effective_on", Words),
    Column("expired_on", Words),
    ForeignKeyConstraint(["district_id", "dwelling"], ["dwellings.district_id", "dwellings.id"]),
    Index("ix_households_dwelling", "district_id", "dwelling"),
    Index("ix_households_grid", "district_id", "grid"),
    **STRICT,
)

persons = Table(
    "persons",
    metadata,
    *entity_columns(),
    Column("dwelling", Uuid),
    Column("grid", Uuid),
    Column("personal", Blob, nullable=False),
    Column("sensitive", Blob, nullable=False),
    Column("id_no_index", Blob),
    Column("phone_index", Blob),
    Column("life", Words, nullable=False),
    Column("merged_into", Uuid),
    Column("further", Blob),
    Column("effective_on", Words),
    Column("expired_on", Words),
    Index("ix_persons_grid", "district_id", "grid"),
    Index("ix_persons_id_no", "district_id", "id_no_index"),
    Index("ix_persons_phone", "district_id", "phone_index"),
    Index("ix_persons_dwelling", "district_id", "dwelling"),
    **STRICT,
)

residencies = Table(
    "residencies",
    metadata,
    *entity_columns(),
    Column("person", Uuid, nullable=False),
    Column("dwelling", Uuid, nullable=False),
    Column("household", Uuid),
    Column("grid", Uuid),
    Column("residency_kind", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("relation", Words, nullable=False),
    Column("hukou_consistent", Truth, nullable=False),
    Column("inflow_reason", Words),
    Column("inflow_on", Words),
    Column("origin", Words),
    Column("cert_until", Words),
    Column("from_on", Words),
    Column("until_on", Words),
    Column("left_by", Uuid),
    Column("housing_kind", Words),
    Column("cert_type", Words),
    Column("certificate", Blob),
    Column("cert_on", Words),
    Column("verified_at", UtcInstant),
    Column("verified_by", Uuid),
    Column("verify_due", Words),
    ForeignKeyConstraint(["district_id", "person"], ["persons.district_id", "persons.id"]),
    Index("ix_residencies_person", "district_id", "person"),
    Index("ix_residencies_dwelling", "district_id", "dwelling"),
    Index("ix_residencies_cert", "district_id", "grid", "cert_until", sqlite_where=HAS_CERT, postgresql_where=HAS_CERT),
    **STRICT,
)

merges = Table(
    "merges",
    metadata,
    *entity_columns(),
    Column("winner", Uuid, nullable=False),
    Column("loser", Uuid, nullable=False),
    Column("moved", Blob, nullable=False),
    Column("loser_life", Words, nullable=False),
    Column("merged_ms", Big, nullable=False),
    Column("undone", Truth, nullable=False),
    Column("personal", Blob, nullable=False),
    Index("ix_merges_winner", "district_id", "winner"),
    Index("ix_merges_loser", "district_id", "loser"),
    **STRICT,
)

register_switches = Table(
    "register_switches",
    metadata,
    *entity_columns(),
    Column("collects", Blob, nullable=False),
    Column("reveals_a_day", Big, nullable=False),
    **STRICT,
)

own_codes = Table(
    "own_codes",
    metadata,
    *entity_columns(),
    Column("scheme", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("codes", Blob, nullable=False),
    **STRICT,
)

search_words = Table(
    "search_words",
    metadata,
    Column("district_id", Big, nullable=False),
    Column("word", Big, nullable=False),
    Column("scope", Big, nullable=False),
    Column("person", Uuid, nullable=False),
    PrimaryKeyConstraint("district_id", "word", "scope", "person"),
    **STRICT,
)
"""A keyed hash of a word by which a person is found, and the number of the grid's scope in which they are found."""

searched_persons = Table(
    "searched_persons",
    metadata,
    Column("district_id", Big, nullable=False),
    Column("person", Uuid, nullable=False),
    Column("scope", Big, nullable=False),
    Column("words", Blob, nullable=False),
    Column("alike", Big),
    PrimaryKeyConstraint("district_id", "person"),
    Index("ix_searched_persons_alike", "district_id", "alike"),
    **STRICT,
)
"""Under which words a person is found now: what must go when they change. `alike` is a hash of name and birth."""

pairs = Table(
    "pairs",
    metadata,
    *entity_columns(),
    Column("one", Uuid, nullable=False),
    Column("other", Uuid, nullable=False),
    Column("state", Words, nullable=False),
    Column("until_on", Words),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", UtcInstant, nullable=False),
    Index("ix_pairs_one", "district_id", "one"),
    Index("ix_pairs_other", "district_id", "other"),
    **STRICT,
)

reveals = Table(
    "reveals",
    metadata,
    Column("district_id", Big, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("day", Words, nullable=False),
    Column("count", Big, nullable=False),
    PrimaryKeyConstraint("district_id", "user_id", "day"),
    **STRICT,
)
"""How many sealed values somebody had shown to them on a day of the district. Which ones, the journal knows."""
