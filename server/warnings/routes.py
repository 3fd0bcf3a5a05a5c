"""What offices read of warnings. No route changes anything: commands do."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from mobile_contract.problems import ProblemCode
from mobile_contract.warning import WarningState
from mobile_contract.warning_views import (
    UnreachedPage,
    WarningList,
    WarningPreview,
    WarningReport,
    WarningTemplateList,
)
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import one_after, one_id, one_limit
from server.warnings import publishing, service
from server.warnings.cap import MEDIA_TYPE
from server.warnings.exchange import FEED_TYPE

SIGNATURE_HEADER = "x-hexward-signature"
"""Ed25519 over the body, by the district's key that evidence packs are checked with."""


@get("/v1/warning-templates", policy="signed_in")
async def list_templates(door: NamedDependency[Door]) -> WarningTemplateList:
    """Every template, by name."""
    return await service.list_templates(door)


@get("/v1/warnings", policy="office")
async def list_warnings(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    in_state: Annotated[list[WarningState] | None, QueryParameter(name="state")] = None,
    before: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> WarningList:
    """Warnings that touch one's area, the newest first. Refuses MALFORMED."""
    start, most = one_after(before), one_limit(limit)

    async def read(tx: ReadTx) -> WarningList:
        scope = await service.office_scope(tx, door, actor)
        return await service.warnings_of(scope, tx, door, in_state or (), start, most)

    return await door.database.read(read)


@get("/v1/warnings/{warning_id:str}/preview", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_preview(
    door: NamedDependency[Door], actor: NamedDependency[Actor], warning_id: FromPath[str]
) -> WarningPreview:
    """What a warning says, and to how many persons, phones and homes, by grid of one's area. Refuses NOT_FOUND."""
    warning = one_id(warning_id)

    async def read(tx: ReadTx) -> WarningPreview:
        return await service.preview_of(await service.office_scope(tx, door, actor), tx, door, warning)

    return await door.database.read(read)


@get("/v1/warnings/{warning_id:str}/report", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_report(
    door: NamedDependency[Door], actor: NamedDependency[Actor], warning_id: FromPath[str]
) -> WarningReport:
    """Who has been reached and who has not, by grid of one's area. Refuses NOT_FOUND."""
    warning = one_id(warning_id)

    async def read(tx: ReadTx) -> WarningReport:
        return await service.report_of(await service.office_scope(tx, door, actor), tx, door, warning)

    return await door.database.read(read)


@get("/v1/warnings/{warning_id:str}/unreached", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_unreached(
    door: NamedDependency[Door], actor: NamedDependency[Actor], warning_id: FromPath[str], grid: FromQuery[str]
) -> UnreachedPage:
    """The doors of a grid that are to be knocked at, in walking order. Refuses NOT_FOUND."""
    warning, of = one_id(warning_id), one_id(grid)

    async def read(tx: ReadTx) -> UnreachedPage:
        return await service.unreached_of(await service.office_scope(tx, door, actor), tx, door, warning, of)

    return await door.database.read(read)


@get(
    "/v1/public/warnings",
    policy="public",
    media_type=FEED_TYPE,
    gives={200: {FEED_TYPE: bytes}},
    tells=(SIGNATURE_HEADER,),
)
async def read_feed(door: NamedDependency[Door]) -> Response[bytes]:
    """The real warnings in force as an Atom feed, each whole as CAP 1.2, with the district's signature in a header."""
    return _answer(await door.database.read(lambda tx: publishing.feed_of(tx, door)), FEED_TYPE)


@get(
    "/v1/warnings/{warning_id:str}/cap",
    policy="office",
    media_type=MEDIA_TYPE,
    gives={200: {MEDIA_TYPE: bytes}},
    tells=(SIGNATURE_HEADER,),
    refuses=[ProblemCode.NOT_FOUND],
)
async def read_cap(
    door: NamedDependency[Door], actor: NamedDependency[Actor], warning_id: FromPath[str]
) -> Response[bytes]:
    """A warning that was issued, a drill too, or its cancel, as CAP 1.2. Refuses NOT_FOUND."""
    warning = one_id(warning_id)

    async def read(tx: ReadTx) -> publishing.Signed:
        await service.one_of(await service.office_scope(tx, door, actor), tx, door, warning)
        return await publishing.alert_of(tx, door, warning)

    return _answer(await door.database.read(read), MEDIA_TYPE)


def _answer(signed: publishing.Signed, media_type: str) -> Response[bytes]:
    return Response(signed.body, media_type=media_type, headers={SIGNATURE_HEADER: signed.signature})


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    list_templates,
    list_warnings,
    read_preview,
    read_report,
    list_unreached,
    read_feed,
    read_cap,
)
