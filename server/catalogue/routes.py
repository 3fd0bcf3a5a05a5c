"""What offices and phones read of the catalogue. It is changed by commands, as everything is: `POST /v1/commands`."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter

from mobile_contract.catalogue import CatalogueView
from server.catalogue import service
from server.core.door import Door

_NOT_MODIFIED = 304


@get("/v1/catalogue", policy="signed_in")
async def read_catalogue(
    door: NamedDependency[Door],
    known: Annotated[str, HeaderParameter(name="If-None-Match")] = "",
) -> Response[CatalogueView | None]:
    """The schemes, classes and filing conditions in force now; 304 where the reader's `If-None-Match` still holds.

    Phones have it in their feed. Who may keep it asks again each time: an edition takes effect when it says.
    """
    found = await service.read_catalogue(door)
    headers = {"ETag": f'W/"{found.mark}"', "Cache-Control": "private, no-cache"}
    if _holds(known, found.mark):
        return Response(None, status_code=_NOT_MODIFIED, headers=headers)
    return Response(found.view, headers=headers)


def _holds(known: str, mark: str) -> bool:
    """Weak comparison (RFC 9110, 13.1.2): `at` differs, what it says does not."""
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return "*" in tags or f'"{mark}"' in tags


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_catalogue,)
