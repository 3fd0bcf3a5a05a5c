"""How imports are kept. No phone sees them."""

from msgspec.structs import replace

from server.core.kinds import Kind
from server.imports import tables
from server.imports.entities import Import, ImportPart


def _placed(part: ImportPart, pos: int) -> ImportPart:
    return replace(part, pos=pos)


KINDS = (
    Kind(
        "import",
        Import,
        tables.imports,
        subject_column="id",
        sealed={"personal": ("file_name", "columns")},
    ),
    Kind("import_part", ImportPart, tables.import_parts, placed=_placed),
)
