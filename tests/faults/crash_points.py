"""The crash points that the source names, and one case of a sweep: die there, come back, send again."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from mobile_contract.sync import PushReply
from server.core.door import Door
from tests.faults.batches import Errand, Writer
from tests.faults.invariants import faults_of, receipts_in, unarrived
from tests.faults.servers import Server, Servers
from tests.faults.worlds import World, on_line
from tests.support.tree import ROOT

ROOMS = ("server", "media")
ENGINES = ("sqlite", "postgres")
OF_REZONING = "rezoning."
OF_IMPORTS = "imports."
OF_NOTICES = "notices."
OF_JOBS = (OF_REZONING, OF_IMPORTS, OF_NOTICES)


def list_points() -> list[str]:
    """Every name that the source passes to a crash point, in the order of files and lines; twice if named twice."""
    found: list[str] = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            found.extend(names_in(path.read_text(encoding="utf-8")))
    return found


def names_in(source: str) -> Iterator[str]:
    """The names in one source text. A name that is no literal cannot be collected: it is told as ""."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if name.lstrip("_") == "crashpoint":
            match node.args:
                case [ast.Constant(value=str(value))]:
                    yield value
                case _:
                    yield ""


def points_of(engine: str) -> list[str]:
    """The points that a server on this engine can come to while a phone pushes; the jobs' own have tests of theirs."""
    others = tuple(f"{other}." for other in ENGINES if other != engine)
    return [name for name in list_points() if not name.startswith((*others, *OF_JOBS))]


def points_of_rezoning() -> list[str]:
    """The points of the job that moves the rows of a grid which was split or merged."""
    return [name for name in list_points() if name.startswith(OF_REZONING)]


def points_of_imports() -> list[str]:
    """The points of the job that carries imports on, and takes them back."""
    return [name for name in list_points() if name.startswith(OF_IMPORTS)]


def points_of_notices() -> list[str]:
    """The points of what plans messages and sends them."""
    return [name for name in list_points() if name.startswith(OF_NOTICES)]


@dataclass
class Case:
    """What came of one death: how the server ended, and what did not hold afterwards."""

    code: int | None
    faults: list[str] = field(default_factory=list[str])


@dataclass
class Sweep:
    """All deaths on one engine, by point and arrival. The district goes on from case to case, as a real one would.

    What each phone is told is looked at after every death, the whole district after the last one at a point.
    """

    world: World
    servers: Servers
    door: Door
    writer: Writer
    cases: dict[tuple[str, int], Case] = field(default_factory=dict[tuple[str, int], Case])

    async def run(self, arrivals: Mapping[str, int]) -> None:
        """Die at each point: at its first arrival, its second and so on, up to so many or to the last that there is."""
        server = await self.servers.start()
        for name, most in arrivals.items():
            case = Case(None)
            for number in range(1, most + 1):
                await server.arm(f"{name}:{number}")
                case, server = await self._die(server)
                self.cases[name, number] = case
                if case.code is None:
                    break
            case.faults += await faults_of(self.door)
        await server.kill()

    async def _die(self, server: Server) -> tuple[Case, Server]:
        """One death; the server that comes after it has all of it sent again, and lives to die next."""
        errand = self.writer.errand()
        first: PushReply | None = None
        async with on_line(self.writer.phone, server.url) as phone:
            try:
                first = await errand.push(phone.http)
                await errand.send_photo(phone.http)
            except httpx.TransportError:
                case = Case(await server.ended())
            else:
                case = Case(None)
                await server.kill()
        server = await self.servers.start()
        case.faults += await self._send_again(server, errand, first)
        return case, server

    async def _send_again(self, server: Server, errand: Errand, first: PushReply | None) -> list[str]:
        async with on_line(self.writer.phone, server.url) as phone:
            again = await errand.push(phone.http)
            await errand.send_photo(phone.http)
            third = await errand.push(phone.http)
        faults: list[str] = []
        told = [msgspec.json.encode(reply.receipts) for reply in (first, again, third) if reply is not None]
        if len(set(told)) != 1:
            faults.append("the receipts are not byte for byte those that were given before")
        kept = await receipts_in(self.door)
        faults += [f"{receipt.id} has no receipt" for receipt in again.receipts if receipt.id not in kept]
        if not errand.blob_in(self.world.settings.blobs).exists():
            faults.append("the photo is not there")
        faults += [f"photo {photo} has not arrived" for photo in await unarrived(self.door, errand.sha256)]
        return faults
