"""Organisations, sites, rented houses and who rents there; service tags and help records."""

from ops.migrations.words import run

revision = "0006"
down_revision: str | None = "0004"

_PREMISES = """
CREATE TABLE organisations (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    grid UUID NOT NULL, name TEXT NOT NULL, credit_code TEXT, organisation_type TEXT NOT NULL, industry TEXT,
    building UUID, lon DOUBLE PRECISION, lat DOUBLE PRECISION, address TEXT NOT NULL,
    under_residential BOOLEAN NOT NULL, personal BYTEA NOT NULL, life TEXT NOT NULL,
    CONSTRAINT pk_organisations PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_organisations_grid ON organisations (district_id, grid, id);
CREATE INDEX ix_organisations_credit_code ON organisations (district_id, credit_code);
CREATE TABLE sites (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    grid UUID NOT NULL, name TEXT NOT NULL, site_kind TEXT NOT NULL, organisation UUID, building UUID,
    lon DOUBLE PRECISION, lat DOUBLE PRECISION, address TEXT NOT NULL, fire_class TEXT NOT NULL, order_class TEXT,
    under_residential BOOLEAN NOT NULL, area_m2 DOUBLE PRECISION NOT NULL, people BIGINT NOT NULL,
    personal BYTEA NOT NULL, life TEXT NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_sites_grid ON sites (district_id, grid, id);
CREATE INDEX ix_sites_organisation ON sites (district_id, organisation);
CREATE TABLE rented_houses (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    dwelling UUID NOT NULL, grid UUID NOT NULL, house_no TEXT NOT NULL, purpose TEXT NOT NULL, lease_no TEXT NOT NULL,
    lessor_type TEXT NOT NULL, danger_type TEXT, danger_level TEXT, management_class TEXT NOT NULL,
    personal BYTEA NOT NULL, sensitive BYTEA NOT NULL, life TEXT NOT NULL,
    CONSTRAINT pk_rented_houses PRIMARY KEY (district_id, id),
    CONSTRAINT fk_rented_houses_district_id_dwelling
        FOREIGN KEY (district_id, dwelling) REFERENCES dwellings (district_id, id)
);
CREATE INDEX ix_rented_houses_grid ON rented_houses (district_id, grid, id);
CREATE INDEX ix_rented_houses_dwelling ON rented_houses (district_id, dwelling);
CREATE TABLE tenancies (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    person UUID NOT NULL, house UUID NOT NULL, dwelling UUID NOT NULL, grid UUID NOT NULL, status TEXT NOT NULL,
    from_on TEXT, until_on TEXT, verified_at TIMESTAMPTZ, verified_by UUID, verify_due TEXT, same_as UUID,
    came_by BYTEA NOT NULL,
    CONSTRAINT pk_tenancies PRIMARY KEY (district_id, id),
    CONSTRAINT fk_tenancies_district_id_person FOREIGN KEY (district_id, person) REFERENCES persons (district_id, id)
);
CREATE INDEX ix_tenancies_person ON tenancies (district_id, person);
CREATE INDEX ix_tenancies_house ON tenancies (district_id, house);
CREATE INDEX ix_tenancies_due ON tenancies (district_id, grid, verify_due);
"""

_CARE = """
CREATE TABLE service_tags (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    person UUID NOT NULL, grid UUID, status TEXT NOT NULL, sensitive BYTEA NOT NULL, same_as UUID,
    came_by BYTEA NOT NULL,
    CONSTRAINT pk_service_tags PRIMARY KEY (district_id, id),
    CONSTRAINT fk_service_tags_district_id_person
        FOREIGN KEY (district_id, person) REFERENCES persons (district_id, id)
);
CREATE INDEX ix_service_tags_person ON service_tags (district_id, person);
CREATE INDEX ix_service_tags_grid ON service_tags (district_id, grid, status);
CREATE TABLE helps (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    person UUID NOT NULL, grid UUID, recorded_by UUID NOT NULL, sensitive BYTEA NOT NULL, voided_at TIMESTAMPTZ,
    came_by BYTEA NOT NULL,
    CONSTRAINT pk_helps PRIMARY KEY (district_id, id),
    CONSTRAINT fk_helps_district_id_person FOREIGN KEY (district_id, person) REFERENCES persons (district_id, id)
);
CREATE INDEX ix_helps_person ON helps (district_id, person);
CREATE INDEX ix_helps_grid ON helps (district_id, grid);
"""


def upgrade() -> None:
    run(_PREMISES)
    run(_CARE)
