"""What an office sees of the phones of its area. No route changes anything: commands do."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from mobile_contract.devices import DevicePage, DeviceView
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import one_after, one_id, one_limit
from server.devices import service
from server.sync.desk import Desk


@get("/v1/devices", policy="office")
async def list_devices(
    door: NamedDependency[Door],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> DevicePage:
    """The phones of one's area, with what may safely be done to each; journalled. Refuses MALFORMED and NOT_ALLOWED."""
    return await service.list_devices(door, desk.contacts.flush, actor, one_after(after), one_limit(limit))


@get("/v1/devices/{install:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_device(
    door: NamedDependency[Door],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
    install: FromPath[str],
) -> DeviceView:
    """One phone; journalled. Refuses NOT_FOUND."""
    return await service.read_device(door, desk.contacts.flush, actor, one_id(install))


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_devices, read_device)
