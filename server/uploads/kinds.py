"""How photos are kept, sealed, scoped and shown to phones."""

from mobile_contract.media import PhotoRecord
from server.core.entities import seen_with
from server.core.kinds import Kind
from server.uploads import tables
from server.uploads.entities import Photo


def _photo(row: Photo) -> PhotoRecord:
    return PhotoRecord(
        id=row.id,
        subject_kind=row.subject_kind,
        subject=row.subject_id,
        phase=row.phase,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        caption=row.caption,
        arrived_at=row.arrived_at,
        round=row.round,
        hidden=tuple(one.area for one in row.hidden or ()),
        damage=row.damage or "",
    )


KINDS = (
    Kind(
        "photo",
        Photo,
        tables.photos,
        9,
        _photo,
        lambda row: seen_with(row.subject_id, row.grid, row.handler, row.checker),
        subject_column="sealed_by",
        sealed={"personal": ("caption",), "evidence": ("evidence",)},
        children=("subject_id",),
    ),
)
