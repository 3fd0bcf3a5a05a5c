"""How photos are kept, sealed, scoped and shown to phones."""

from mobile_contract.media import PhotoRecord
from server.core.entities import in_grids, self_scope
from server.core.kinds import Kind
from server.uploads import tables
from server.uploads.entities import Photo


def _photo(row: Photo) -> PhotoRecord:
    return PhotoRecord(
        id=row.id, subject_kind=row.subject_kind, subject=row.subject_id, phase=row.phase, sha256=row.sha256,
        size_bytes=row.size_bytes, media_type=row.media_type, caption=row.caption, arrived_at=row.arrived_at,
    )


KINDS = (
    Kind(
        "photo", Photo, tables.photos, 9, _photo,
        lambda row: (*in_grids(row.grid), *((self_scope(row.handler),) if row.handler else ())),
        subject_column="sealed_by", sealed={"personal": ("caption",)}, children=("subject_id",),
    ),
)
