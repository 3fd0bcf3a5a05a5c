"""What a look at a photo's bytes tells: what is hidden of it, its fingerprint, its damage, its evidence."""

from ops.migrations.words import run

revision = "0017"
down_revision: str | None = "0016"

_LOOKS = """
ALTER TABLE photos ADD COLUMN hidden BYTEA;
ALTER TABLE photos ADD COLUMN fingerprint TEXT;
ALTER TABLE photos ADD COLUMN damage TEXT;
ALTER TABLE photos ADD COLUMN alike UUID;
ALTER TABLE photos ADD COLUMN looked_at TIMESTAMPTZ;
ALTER TABLE photos ADD COLUMN evidence BYTEA;
CREATE TABLE photo_prints (
    district_id BIGINT NOT NULL, part SMALLINT NOT NULL, value SMALLINT NOT NULL, photo UUID NOT NULL,
    fingerprint TEXT NOT NULL, sha256 TEXT NOT NULL,
    CONSTRAINT pk_photo_prints PRIMARY KEY (district_id, part, value, photo)
);
CREATE INDEX ix_uploads_owner ON uploads (district_id, owner, created_at);
CREATE INDEX ix_photo_prints_sha256 ON photo_prints (district_id, sha256);
"""


def upgrade() -> None:
    run(_LOOKS)
