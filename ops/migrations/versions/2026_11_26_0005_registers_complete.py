"""What a register says beside the first facts, how a district keeps it, and its own tables of codes."""

from ops.migrations.words import run

revision = "0005"
down_revision: str | None = "0004"

_FACTS = """
ALTER TABLE buildings ADD COLUMN nature TEXT;
ALTER TABLE buildings ADD COLUMN building_type TEXT;
ALTER TABLE buildings ADD COLUMN floors_below SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE buildings ADD COLUMN units BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE buildings ADD COLUMN planned_households BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE buildings ADD COLUMN area_m2 DOUBLE PRECISION DEFAULT 0 NOT NULL;
ALTER TABLE buildings ADD COLUMN property_company TEXT DEFAULT '' NOT NULL;
ALTER TABLE buildings ADD COLUMN contact BYTEA;
ALTER TABLE buildings ADD COLUMN head UUID;
ALTER TABLE buildings ADD COLUMN has_danger BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE buildings ADD COLUMN gis_id TEXT DEFAULT '' NOT NULL;
ALTER TABLE buildings ADD COLUMN effective_on TEXT;
ALTER TABLE buildings ADD COLUMN expired_on TEXT;
ALTER TABLE dwellings ADD COLUMN dwelling_type TEXT;
ALTER TABLE dwellings ADD COLUMN owner BYTEA;
ALTER TABLE dwellings ADD COLUMN effective_on TEXT;
ALTER TABLE dwellings ADD COLUMN expired_on TEXT;
ALTER TABLE households ADD COLUMN effective_on TEXT;
ALTER TABLE households ADD COLUMN expired_on TEXT;
ALTER TABLE persons ADD COLUMN further BYTEA;
ALTER TABLE persons ADD COLUMN effective_on TEXT;
ALTER TABLE persons ADD COLUMN expired_on TEXT;
ALTER TABLE residencies ADD COLUMN housing_kind TEXT;
ALTER TABLE residencies ADD COLUMN cert_type TEXT;
ALTER TABLE residencies ADD COLUMN certificate BYTEA;
ALTER TABLE residencies ADD COLUMN cert_on TEXT;
ALTER TABLE residencies ADD COLUMN verified_at TIMESTAMPTZ;
ALTER TABLE residencies ADD COLUMN verified_by UUID;
ALTER TABLE residencies ADD COLUMN verify_due TEXT;
"""

_KEEPING = """
CREATE TABLE register_switches (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    collects BYTEA NOT NULL, reveals_a_day BIGINT NOT NULL,
    CONSTRAINT pk_register_switches PRIMARY KEY (district_id, id)
);
CREATE TABLE own_codes (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    scheme TEXT NOT NULL, title TEXT NOT NULL, codes BYTEA NOT NULL,
    CONSTRAINT pk_own_codes PRIMARY KEY (district_id, id)
);
"""

_SEARCH = """
CREATE INDEX ix_dwellings_room ON dwellings (district_id, room, grid);
CREATE INDEX ix_persons_dwelling ON persons (district_id, dwelling);
CREATE TABLE search_words (
    district_id BIGINT NOT NULL, word BIGINT NOT NULL, scope BIGINT NOT NULL, person UUID NOT NULL,
    CONSTRAINT pk_search_words PRIMARY KEY (district_id, word, scope, person)
);
CREATE TABLE searched_persons (
    district_id BIGINT NOT NULL, person UUID NOT NULL, scope BIGINT NOT NULL, words BYTEA NOT NULL,
    alike BIGINT,
    CONSTRAINT pk_searched_persons PRIMARY KEY (district_id, person)
);
CREATE INDEX ix_searched_persons_alike ON searched_persons (district_id, alike);
CREATE TABLE pairs (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    one UUID NOT NULL, other UUID NOT NULL, state TEXT NOT NULL, until_on TEXT, decided_by UUID NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_pairs PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_pairs_one ON pairs (district_id, one);
CREATE INDEX ix_pairs_other ON pairs (district_id, other);
CREATE TABLE reveals (
    district_id BIGINT NOT NULL, user_id UUID NOT NULL, day TEXT NOT NULL, count BIGINT NOT NULL,
    CONSTRAINT pk_reveals PRIMARY KEY (district_id, user_id, day)
);
"""


def upgrade() -> None:
    run(_FACTS)
    run(_KEEPING)
    run(_SEARCH)
