"""The tables of facts and of their counts. All can be made again from the tables of cases; nothing is personal."""

from sqlalchemy import Column, Index, Table, text

from server.core.columns import Big, Small, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT

case_facts = Table(
    "case_facts",
    metadata,
    district(),
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("unit", Small, nullable=False),
    Column("reported_day", Big),
    Column("filed_day", Big),
    Column("due_day", Big),
    Column("closed_day", Big),
    Column("sent_day", Big),
    Column("grid", Uuid),
    Column("grid_then", Uuid),
    Column("area", Uuid),
    Column("department", Uuid),
    Column("class_code", Words),
    Column("major", Words),
    Column("reporter", Uuid),
    Column("acceptor", Uuid),
    Column("filer", Uuid),
    Column("dispatcher", Uuid),
    Column("handler", Uuid),
    Column("worker", Uuid),
    Column("open_due_at", UtcInstant),
    Column("signature", Big, nullable=False),
    Column("reply_due_day", Big),
    Index("ix_case_facts_case", "district_id", "case_id"),
    Index("ix_case_facts_reported", "district_id", "reported_day"),
    Index("ix_case_facts_filed", "district_id", "filed_day"),
    Index("ix_case_facts_due", "district_id", "due_day"),
    Index("ix_case_facts_closed", "district_id", "closed_day"),
    Index("ix_case_facts_sent", "district_id", "sent_day"),
    Index("ix_case_facts_reply_due", "district_id", "reply_due_day"),
    Index("ix_case_facts_open", "district_id", "open_due_at"),
    **STRICT,
)

indicator_counts = Table(
    "indicator_counts",
    metadata,
    district(),
    Column("cohort", Small, primary_key=True),
    Column("month", Big, primary_key=True),
    Column("area", Uuid, primary_key=True),
    Column("cut", Small, primary_key=True),
    Column("value", Words, primary_key=True),
    Column("signature", Big, primary_key=True),
    Column("n", Big, nullable=False),
    Index("ix_indicator_counts_empty", "district_id", "n", sqlite_where=text("n = 0"), postgresql_where=text("n = 0")),
    **STRICT,
)
