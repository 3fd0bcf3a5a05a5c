"""`hexward bench upload`: photos by tus over loopback, beside a bare append on the same software and another server.

All of them take one photo each in turn, so that what else the machine does is shared. Then many phones send photos at
once while another pushes commands. The folder for temporary files (TMPDIR) decides which disk is measured.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from statistics import median
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from ops.bench.district import SEED, Ward, found_offices, plan_wards, register
from ops.bench.figures import machine, rounded
from ops.bench.loads import receipts_in
from ops.bench.phones import BenchPhone
from ops.bench.progress import Progress
from ops.bench.serving import Serving
from ops.bench.stores import Store
from ops.bench.upload_lines import Line, Photo, append, photos, send
from ops.bench.upload_peers import Absent, floor_in, published_in
from ops.bench.wire import Wire
from ops.bench.workday import Workday
from ops.seed.plan import plan_demo
from ops.seed.territory import Scale
from server.app import open_door
from server.core import clock
from server.core.door import Door

_RESIDENTS = 24
_WARM = 2
"""Rounds that are not counted."""
_PUSHED = 5
"""Commands of each push: what a phone sends that is online."""
_BETWEEN_S = 0.02
_PATH = "/v1/uploads"


class UploadSizes(Struct, frozen=True, kw_only=True):
    """How much is sent. The defaults are the figures that are asked for."""

    rounds: int = 24
    photo_bytes: int = 4_000_000
    phones: int = 50
    photos: int = 300
    small_bytes: int = 2_000_000
    calm_pushes: int = 200


class UploadFigures(Struct, frozen=True, kw_only=True):
    """One store's figures. MB/s are those of the median photo; `published_*` are None where it could not be installed.

    The reference server syncs nothing as it is published: `durable_mb_per_s` is the same with each body and its folder
    synced before it is answered for, as ours and the floor do.
    """

    store: str
    photo_bytes: int
    rounds: int
    mb_per_s: float
    floor_mb_per_s: float
    published_mb_per_s: float | None
    durable_mb_per_s: float | None
    to_floor: float
    to_published: float | None
    to_durable: float | None
    phones: int
    photos: int
    small_bytes: int
    rush_s: float
    rush_mb_per_s: float
    calm_push_ms: float
    calm_push_p99_ms: float
    beside_push_ms: float
    beside_push_p99_ms: float
    beside_pushes: int
    push_growth: float
    why_absent: str
    at: dict[str, Any]


class PhotoDay(Workday):
    """A day on which a phone reports one matter, and names photos of it."""

    def naming(self, named: Sequence[Photo]) -> list[bytes]:
        """A report and its photos, as commands."""
        matter = self._report()
        told = [matter, *(self._named(matter.entity, photo) for photo in named)]
        return [msgspec.json.encode(command) for command in told]

    def _named(self, matter: str, photo: Photo) -> AttachPhoto:
        facts = self._facts(self._fresh(), matter)
        facts["id"] = photo.command
        return AttachPhoto(
            **facts, subject_kind=PhotoSubject.CASE, subject=matter, phase=PhotoPhase.REPORT,
            sha256=photo.sha256, size_bytes=photo.size_bytes,
        )  # fmt: skip


class PhotoPhone(BenchPhone):
    """A phone with such a day."""

    def naming(self, named: Sequence[Photo]) -> list[bytes]:
        """See PhotoDay. Raises TypeError for a phone with another day."""
        if not isinstance(self.day, PhotoDay):
            raise TypeError(f"a {type(self.day).__name__} names no photo")
        return self.day.naming(named)


class Contender(NamedTuple):
    """Who takes a photo: a name, and how it is sent there."""

    name: str
    take: Callable[[int, Photo], Awaitable[None]]


class Rush(NamedTuple):
    """What a push took while nobody sent photos and while all did, in ms, in order; how long all photos took."""

    calm: list[float]
    beside: list[float]
    seconds: float


async def measure_upload(store: Store, sizes: UploadSizes, progress: Progress) -> UploadFigures:
    """Send photos to a server of this store, and beside it. Raises Lost, Unexpected, ServerFailed."""
    async with AsyncExitStack() as ending:
        door = await open_door(store.settings)
        ending.push_async_callback(door.database.close)
        plan = plan_demo(SEED, Scale.QUICK, "", clock.now().date())
        await found_offices(door, plan, progress)
        [ward] = plan_wards(plan, [_RESIDENTS])
        await register(door, plan, [ward], progress)
        serving = await Serving.begin(store.settings, store.folder)
        ending.callback(serving.end)
        joining = await Wire.open(serving.port)
        ending.callback(joining.close)
        phone = await _phone(door, joining, ward, 0)
        others, why_absent = await _others(store, ending, progress)
        ours = await _contender("ours", serving.port, _PATH, ending, phone.token)
        took_ms = await _in_turns([ours, *others], sizes, progress)
        phones = [await _phone(door, joining, ward, number) for number in range(1, sizes.phones + 1)]
        rush = await _rush(serving.port, phones, phone, sizes, progress)
    return _figures(store, sizes, took_ms, rush, why_absent)


async def _phone(door: Door, wire: Wire, ward: Ward, number: int) -> PhotoPhone:
    return await PhotoPhone.join(door, wire, ward, number, PhotoDay)


async def _others(store: Store, ending: AsyncExitStack, progress: Progress) -> tuple[list[Contender], str]:
    """The floor and the published server, as far as they run here, and why one does not."""
    floor = await floor_in(store.folder / "floor")
    ending.callback(floor.end)
    line = ending.enter_context(contextlib.closing(await Line.open(floor.port)))

    async def appended(number: int, photo: Photo) -> None:
        await append(line, number, photo)

    others = [Contender("floor", appended)]
    try:
        published = await published_in(store.folder / "published")
    except Absent as why:
        progress.say(str(why))
        return others, str(why)
    ending.callback(published.end)
    for name, path in (("published", "/files"), ("durable", "/durable")):
        others.append(await _contender(name, published.port, path, ending))
    return others, ""


async def _contender(name: str, port: int, path: str, ending: AsyncExitStack, token: str = "") -> Contender:
    line = ending.enter_context(contextlib.closing(await Line.open(port)))

    async def sent(_number: int, photo: Photo) -> None:
        await send(line, path, photo, token)

    return Contender(name, sent)


async def _in_turns(contenders: Sequence[Contender], sizes: UploadSizes, progress: Progress) -> dict[str, list[float]]:
    """Milliseconds of each photo by who took it; who begins a round changes from one to the next."""
    took_ms: dict[str, list[float]] = {one.name: [] for one in contenders}
    for number, photo in enumerate(photos(_WARM + sizes.rounds, sizes.photo_bytes, 1)):
        first = number % len(contenders)
        for one in [*contenders[first:], *contenders[:first]]:
            began = clock.ticks()
            await one.take(number, photo)
            took_ms[one.name].append(clock.elapsed_ms(began))
        progress.tell("photos in turns", number, sizes.rounds)
    progress.done("photos in turns", _WARM + sizes.rounds)
    return {name: told[_WARM:] for name, told in took_ms.items()}


async def _rush(
    port: int, phones: Sequence[PhotoPhone], pusher: BenchPhone, sizes: UploadSizes, progress: Progress
) -> Rush:
    """Each phone names its photos, then all send them at once while one pushes. Raises Lost, Unexpected."""
    wire = await Wire.open(port)
    all_photos = photos(sizes.photos, sizes.small_bytes, 2)
    shares = [all_photos[number :: len(phones)] for number in range(len(phones))]
    for phone, share in zip(phones, shares, strict=True):
        await _pushed(phone, wire, phone.naming(share))
    wire.close()
    calm = await asyncio.to_thread(_pushes, port, pusher, lambda made: made < sizes.calm_pushes)
    progress.say(f"{len(phones)} phones send {len(all_photos)} photos")
    began = clock.ticks()
    sending = asyncio.gather(*(_send_all(port, *told) for told in zip(phones, shares, strict=True)))
    beside = asyncio.create_task(asyncio.to_thread(_pushes, port, pusher, lambda _: not sending.done()))
    await sending
    seconds = clock.elapsed_ms(began) / 1000
    return Rush(sorted(calm), sorted(await beside), seconds)


def _pushes(port: int, phone: BenchPhone, goes_on: Callable[[int], bool]) -> list[float]:
    """How long each push took. A thread and a loop of its own: what the senders do must not count as waiting."""

    async def pushed() -> list[float]:
        wire = await Wire.open(port)
        took_ms: list[float] = []
        while goes_on(len(took_ms)):
            took_ms.append(await _push_ms(phone, wire))
        wire.close()
        return took_ms

    return asyncio.run(pushed())


async def _send_all(port: int, phone: BenchPhone, share: Sequence[Photo]) -> None:
    with contextlib.closing(await Line.open(port)) as line:
        for photo in share:
            await send(line, _PATH, photo, phone.token)


async def _push_ms(phone: BenchPhone, wire: Wire) -> float:
    request = phone.day.mixed(_PUSHED)
    await asyncio.sleep(_BETWEEN_S)
    return await _pushed(phone, wire, request)


async def _pushed(phone: BenchPhone, wire: Wire, commands: list[bytes]) -> float:
    request = phone.push(commands)
    began = clock.ticks()
    body = await wire.good(request)
    took_ms = clock.elapsed_ms(began)
    receipts_in("push", [body], len(commands))
    return took_ms


def _figures(
    store: Store, sizes: UploadSizes, took_ms: dict[str, list[float]], rush: Rush, why_absent: str
) -> UploadFigures:
    speed = {name: sizes.photo_bytes / 1000 / median(told) for name, told in took_ms.items()}
    ours = speed["ours"]

    def ratio(name: str) -> float | None:
        return rounded(ours / speed[name]) if name in speed else None

    def of(name: str) -> float | None:
        return rounded(speed[name]) if name in speed else None

    calm_p99, beside_p99 = _p99(rush.calm), _p99(rush.beside)
    return UploadFigures(
        store=store.name,
        photo_bytes=sizes.photo_bytes,
        rounds=sizes.rounds,
        mb_per_s=rounded(ours),
        floor_mb_per_s=rounded(speed["floor"]),
        published_mb_per_s=of("published"),
        durable_mb_per_s=of("durable"),
        to_floor=rounded(ours / speed["floor"]),
        to_published=ratio("published"),
        to_durable=ratio("durable"),
        phones=sizes.phones,
        photos=sizes.photos,
        small_bytes=sizes.small_bytes,
        rush_s=rounded(rush.seconds),
        rush_mb_per_s=rounded(sizes.photos * sizes.small_bytes / 1e6 / rush.seconds),
        calm_push_ms=rounded(median(rush.calm)),
        calm_push_p99_ms=rounded(calm_p99),
        beside_push_ms=rounded(median(rush.beside)),
        beside_push_p99_ms=rounded(beside_p99),
        beside_pushes=len(rush.beside),
        push_growth=rounded(beside_p99 / calm_p99),
        why_absent=why_absent,
        at=machine(store.version, _RESIDENTS),
    )


def _p99(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
