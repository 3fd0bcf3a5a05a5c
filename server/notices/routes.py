"""One's own inbox, and how one wants to hear. No route changes anything: commands do."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from mobile_contract.notices import NoticePage, NoticeSettings
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import one_limit
from server.notices import service


@get("/v1/notices", policy="signed_in")
async def read_inbox(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    before: FromQuery[str] = "",
    limit: FromQuery[int] = 50,
) -> NoticePage:
    """One's own notices, the newest first. Refuses MALFORMED."""
    return await service.read_inbox(door, actor, before, one_limit(limit))


@get("/v1/notices/settings", policy="signed_in")
async def read_settings(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> NoticeSettings:
    """How one wants to hear, and what there is to choose."""
    return await service.read_settings(door, actor)


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_inbox, read_settings)
