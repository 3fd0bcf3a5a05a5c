"""What an office does with files of people: brings one, looks at what it would do, reads what became of it.

To run, cancel and undo an import are commands, as every other change.
"""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter, RawBody

from mobile_contract.imports import ImportKind, ImportOpened, ImportPage, ImportPreview, ImportView
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import require_type
from server.core.problems import Problem
from server.core.reading import PURPOSE_HEADER, one_id, one_purpose
from server.imports import service
from server.imports.reports import as_table
from server.tabular.handing_out import XLSX_TYPE, as_xlsx
from server.tabular.limits import USUAL

BYTES_TYPE = "application/octet-stream"
_MOST_MAPS = 100


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


@post(
    "/v1/imports",
    policy="office",
    takes={BYTES_TYPE: bytes, XLSX_TYPE: bytes, "text/csv": bytes},
    refuses=[
        ProblemCode.COLUMNS_MISSING,
        ProblemCode.ID_REUSE,
        ProblemCode.ID_TAKEN,
        ProblemCode.NOT_FOUND,
        ProblemCode.UNKNOWN_GRID,
        ProblemCode.UNREADABLE_TABLE,
    ],
    status_code=201,
    request_max_body_size=USUAL.file_bytes,
)
async def open_import(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    name: FromQuery[str] = "",
    grid: FromQuery[str | None] = None,
    sheet: FromQuery[int] = 1,
    maps: Annotated[str, QueryParameter(name="map")] = "{}",
) -> ImportOpened:
    """Bring a file of people, its bytes as they are. `map` is a JSON object of headings and the fields they are for.

    Refuses MALFORMED, UNREADABLE_TABLE, COLUMNS_MISSING, UNKNOWN_GRID and NOT_ALLOWED.
    """
    require_type(request, BYTES_TYPE, XLSX_TYPE, "text/csv")
    if not 1 <= sheet <= USUAL.sheets:
        raise Problem(ProblemCode.MALFORMED, field="sheet")
    asked = service.Asked(
        ImportKind.PEOPLE,
        "".join(letter for letter in name if letter.isprintable()),
        body,
        sheet - 1,
        asked=_maps(maps),
        grid=None if grid is None else one_id(grid),
    )
    found = await service.open_file(door, actor, asked)
    return ImportOpened(found.id, found.matched.columns, found.matched.unused, dict(found.matched.unsure))


@get("/v1/imports", policy="office")
async def list_imports(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> ImportPage:
    """One's own imports, the latest first."""
    return await service.list_imports(door, actor)


@get("/v1/imports/{import_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_import(
    import_id: FromPath[str], door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> ImportView:
    """How far an import is. Refuses NOT_FOUND."""
    return service.view_of(await service.own_import(door, actor, one_id(import_id)))


@get(
    "/v1/imports/{import_id:str}/preview",
    policy="office",
    refuses=[ProblemCode.IMPORT_STATE, ProblemCode.NOT_FOUND, ProblemCode.UNREADABLE_TABLE],
    dependencies={"purpose": Provide(_purpose, sync_to_thread=False)},
)
async def preview(
    import_id: FromPath[str],
    purpose: NamedDependency[str],
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
) -> ImportPreview:
    """What an import would do, row by row; journalled. Refuses MALFORMED, NOT_FOUND and IMPORT_STATE."""
    return await service.preview(door, actor, one_id(import_id), purpose=purpose)


@post(
    "/v1/imports/{import_id:str}/report",
    policy="office",
    takes={BYTES_TYPE: bytes, XLSX_TYPE: bytes, "text/csv": bytes},
    gives={200: {XLSX_TYPE: bytes}},
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.UPLOAD_MISMATCH],
    status_code=200,
    request_max_body_size=USUAL.file_bytes,
)
async def report(
    request: Request[Any, Any, Any],
    body: RawBody,
    import_id: FromPath[str],
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
) -> Response[bytes]:
    """The rows of the file, which is sent once more, each with what became of it, as a workbook.

    Refuses NOT_FOUND, and UPLOAD_MISMATCH for a file that is not the one that was imported.
    """
    require_type(request, BYTES_TYPE, XLSX_TYPE, "text/csv")
    found = await service.own_import(door, actor, one_id(import_id))
    outcomes = await service.outcomes_of(door, found.id)
    table = await asyncio.to_thread(as_table, found, body, outcomes)
    made = await asyncio.to_thread(as_xlsx, "报告", table)
    headers = {"Content-Disposition": f'attachment; filename="{found.id}.xlsx"'}
    return Response(made, media_type=XLSX_TYPE, headers=headers)


def _maps(text: str) -> Mapping[str, str]:
    """Headings with the fields that they are for, "" for none. Refuses MALFORMED."""
    try:
        told = msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Problem(ProblemCode.MALFORMED, field="map") from error
    if len(told) > _MOST_MAPS:
        raise Problem(ProblemCode.MALFORMED, field="map")
    return told


HANDLERS: tuple[HTTPRouteHandler, ...] = (open_import, list_imports, read_import, preview, report)
