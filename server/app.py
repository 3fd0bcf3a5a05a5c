"""The composition root: the only module that knows every part. Builds the application and starts nothing by itself."""

import asyncio
import gc
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from granian.utils import proxies
from litestar import Litestar, Request, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.types import ASGIApp

from media.blobs import BlobStore
from media.copies import Copies
from media.sandbox import Sandbox
from mobile_contract.base import CONTRACT
from push.channels import Channel
from server import features
from server.accounts import routes as account_routes
from server.accounts.passwords import Passwords
from server.accounts.queries import load_holdings
from server.accounts.service import ledger_consumer, shut_out_again
from server.analytics import routes as analytics_routes
from server.analytics.keeping import indicators_consumer
from server.analytics.service import book_of
from server.analytics.specs import WrongSpecification
from server.calendar import routes as calendar_routes
from server.calendar.alarm import calendar_job
from server.care import routes as care_routes
from server.cases import routes as case_routes
from server.cases.duplicates import WrongLikeness, likeness_of
from server.catalogue import routes as catalogue_routes
from server.components import routes as component_routes
from server.core import logs
from server.core.bodies import hear_out
from server.core.consumers import Consumer, Job, Workers
from server.core.crashing import arm
from server.core.database import Database, open_database
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ending import when_asked_to_end
from server.core.http import EXCEPTION_HANDLERS, safe_headers
from server.core.ledger import FileLedger, Ledger
from server.core.loading import head_of
from server.core.overheard import OverheardDatabase
from server.core.releases import release_job
from server.core.renewal import resume
from server.core.reshaping import reshaping_job
from server.core.seal import Seal
from server.devices import routes as device_routes
from server.directory import load_directory
from server.dispatch import routes as dispatch_routes
from server.dispatch.places import forgetting_job, place_consumer
from server.dispatch.sweep import calendar_consumer, deadline_job
from server.forms import routes as form_routes
from server.gate import Gate, close_the_gate, the_actor
from server.hazards import routes as hazard_routes
from server.hazards.deadlines import hazard_job
from server.imports import routes as import_routes
from server.imports.working import imports_job
from server.inbox import routes as inbox_routes
from server.intake import routes as intake_routes
from server.intake.books import WrongTemplates, templates_of
from server.intake.metering import meters_job
from server.notices import routes as notice_routes
from server.notices.hygiene import tokens_consumer
from server.notices.opening import open_channels
from server.notices.planning import notices_consumer
from server.notices.sending import sending_jobs
from server.office import routes as office_routes
from server.openapi import routes as openapi_routes
from server.patrol import routes as patrol_routes
from server.patrol.forgetting import patrol_job
from server.photos import routes as photo_routes
from server.population import routes as population_routes
from server.population.taking import population_job
from server.premises import routes as premises_routes
from server.renewal import routes as renewal_routes
from server.renewal.lapsing import renewal_consumer
from server.renewal.opening import renewal_job
from server.residents import routes as resident_routes
from server.residents.indexing import search_consumer
from server.rezoning import routes as rezoning_routes
from server.rezoning.service import rezoning_consumer
from server.settings import NoticeKey, Settings, WrongSettings, from_environment, read_master
from server.sync import routes as sync_routes
from server.sync.desk import Desk
from server.sync.horizon import horizon_job
from server.tasks import routes as task_routes
from server.tasks.service import task_job
from server.uploads import routes as upload_routes
from server.uploads.keeping import photo_keeping_job
from server.uploads.looks import look_consumer
from server.uploads.service import photo_consumer
from server.uploads.stores import open_blobs
from server.visits import routes as visit_routes
from server.visits.remembered import Remembered
from server.warnings import routes as warning_routes
from server.warnings.clocking import warning_job

ROUTES: tuple[HTTPRouteHandler, ...] = (
    *account_routes.HANDLERS,
    *office_routes.HANDLERS,
    *sync_routes.HANDLERS,
    *upload_routes.HANDLERS,
    *photo_routes.HANDLERS,
    *resident_routes.HANDLERS,
    *premises_routes.HANDLERS,
    *care_routes.HANDLERS,
    *renewal_routes.HANDLERS,
    *visit_routes.HANDLERS,
    *rezoning_routes.HANDLERS,
    *case_routes.HANDLERS,
    *catalogue_routes.HANDLERS,
    *calendar_routes.HANDLERS,
    *dispatch_routes.HANDLERS,
    *component_routes.HANDLERS,
    *hazard_routes.HANDLERS,
    *analytics_routes.HANDLERS,
    *inbox_routes.HANDLERS,
    *device_routes.HANDLERS,
    *intake_routes.HANDLERS,
    *population_routes.HANDLERS,
    *form_routes.HANDLERS,
    *task_routes.HANDLERS,
    *warning_routes.HANDLERS,
    *patrol_routes.HANDLERS,
    *import_routes.HANDLERS,
    *openapi_routes.HANDLERS,
    *notice_routes.HANDLERS,
)


@get("/healthz", policy="public")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", policy="public")
async def readyz(door: NamedDependency[Door]) -> dict[str, Any]:
    """The database answers, and says how far it is."""
    head = await door.database.read(lambda tx: head_of(tx, door.district))
    return {"status": "ok", "contract": CONTRACT, "pos": head.pos}


async def open_door(settings: Settings) -> Door:
    """The district's door from its settings. Raises WrongSettings and UnsafeDurability."""
    seal = Seal.from_master(read_master(settings))
    database = await open_database(
        settings.database, readers=settings.readers, pool=settings.pool, statement_cache=settings.statement_cache
    )
    return make_door(database, settings.district, seal, FileLedger(settings.ledger, seal, settings.district))


def make_door(database: Database, district: int, seal: Seal, ledger: Ledger | None = None) -> Door:
    """A district's door over a database, with every kind and rule."""
    kinds, handlers = features.all_kinds(), features.all_handlers()
    return Door(database, district, kinds, handlers, seal, load_directory, load_holdings, ledger)


def open_copies(settings: Settings) -> Copies:
    """Where copies of photos are made and kept. Whoever opens it closes it: it has child processes."""
    return Copies(settings.copies, Sandbox(settings.photo_children))


def all_consumers(channels: Sequence[Channel] = ()) -> tuple[Consumer, ...]:
    """Every background reader of the journal; notices are planned for these channels and for the inbox."""
    return (
        photo_consumer(),
        rezoning_consumer(),
        ledger_consumer(),
        calendar_consumer(),
        place_consumer(),
        renewal_consumer(),
        indicators_consumer(),
        search_consumer(),
        tokens_consumer(),
        notices_consumer(kind for channel in channels for kind in channel.kinds),
    )


def all_jobs(settings: Settings, channels: Sequence[Channel] = ()) -> tuple[Job, ...]:
    """Everything that is due from time to time; messages are sent on these channels."""
    return (
        horizon_job(timedelta(days=settings.horizon_days)),
        release_job(),
        deadline_job(),
        hazard_job(),
        calendar_job(),
        forgetting_job(),
        patrol_job(),
        meters_job(),
        reshaping_job(),
        population_job(),
        task_job(),
        warning_job(),
        renewal_job(),
        imports_job(),
        *sending_jobs(channels, live=settings.notice_key is NoticeKey.LIVE),
    )


def create_app(settings: Settings | None = None) -> Litestar:
    """The application. Refuses to be built when a route or a command declares no policy."""
    logs.configure()
    chosen = from_environment() if settings is None else settings
    _refuse_wrong_files(chosen)

    built = Litestar(
        route_handlers=[*ROUTES, healthz, readyz],
        lifespan=[partial(_running, chosen)],
        middleware=[*_proxied(chosen), hear_out, safe_headers, DefineMiddleware(Gate)],
        exception_handlers=EXCEPTION_HANDLERS,
        dependencies={
            "door": Provide(_door, sync_to_thread=False),
            "desk": Provide(_desk, sync_to_thread=False),
            "actor": Provide(_actor, sync_to_thread=False),
            "passwords": Provide(_passwords, sync_to_thread=False),
            "blobs": Provide(_blobs, sync_to_thread=False),
            "copies": Provide(_copies, sync_to_thread=False),
            "due_lists": Provide(_due_lists, sync_to_thread=False),
            "settings": Provide(lambda: chosen, sync_to_thread=False),
        },
        openapi_config=None,  # ours tells tagged unions apart and knows every refusal: server/openapi
    )
    close_the_gate(built.routes)
    return built


def _proxied(settings: Settings) -> list[Callable[[ASGIApp], ASGIApp]]:
    """Who asks, where a proxy that is believed stands before this server: else all residents would be one."""
    untyped: Any = proxies
    wrapped = partial(untyped.wrap_asgi_with_proxy_headers, trusted_hosts=settings.proxies)
    return [wrapped] if settings.proxies else []


def _refuse_wrong_files(chosen: Settings) -> None:
    """What a district says otherwise in files of its own is read before anybody is answered. Raises WrongSettings."""
    what = "indicators"
    try:
        book_of(chosen.indicators)
        what = "templates"
        templates_of(chosen.templates)
        what = "likeness"
        likeness_of(chosen.likeness)
    except (WrongSpecification, WrongTemplates, WrongLikeness, OSError) as error:
        raise WrongSettings(f"wrong {what}: {error}") from error


@asynccontextmanager
async def _running(chosen: Settings, app: Litestar) -> AsyncGenerator[None]:
    """The application's life: what it opens in this order, it closes in the other."""
    arm(os.environ)
    _settle_memory()
    door = await open_door(chosen)
    desk = Desk.over(door, listeners=chosen.listeners, longest_s=chosen.longest_wait_s)
    door.database = OverheardDatabase(door.database, desk.wakes.nudge)
    app.state.door, app.state.desk = door, desk
    try:
        await resume(door)
        await shut_out_again(door)
    except BaseException:
        await door.database.close()
        raise
    app.state.passwords = Passwords(
        memory_kib=chosen.argon2_memory_kib, time_cost=chosen.argon2_time_cost, lanes=chosen.argon2_lanes
    )
    app.state.due_lists = Remembered()
    app.state.blobs = open_blobs(chosen)
    app.state.copies = open_copies(chosen)
    channels = open_channels(chosen) if chosen.consumers else ()
    consumers: tuple[Consumer, ...] = ()
    jobs: tuple[Job, ...] = ()
    if chosen.consumers:
        consumers = (*all_consumers(channels), look_consumer(app.state.blobs, app.state.copies))
        jobs = (*all_jobs(chosen, channels), photo_keeping_job(app.state.blobs, app.state.copies))
    workers = Workers(door, consumers, jobs)
    task = asyncio.create_task(workers.run())
    try:
        async with desk.open():
            with when_asked_to_end(desk.wakes.stop):
                yield
    finally:
        workers.stop()
        await task
        await asyncio.gather(*(channel.close() for channel in channels))
        app.state.passwords.close()
        await asyncio.to_thread(app.state.copies.close)
        await door.database.close()


def _settle_memory() -> None:
    """What the start has made stays; a batch makes thousands of small values that need no look through all of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# Litestar starts a task for each of several dependencies that could be had at once. These cost nothing to have: the
# three that most routes need stand in line, each after the one before, and no task is started.


def _door(request: Request[Any, Any, Any]) -> Door:
    door: Door = request.app.state.door
    return door


def _desk(request: Request[Any, Any, Any], door: NamedDependency[Door]) -> Desk:  # noqa: ARG001 # its place in line
    desk: Desk = request.app.state.desk
    return desk


def _blobs(request: Request[Any, Any, Any]) -> BlobStore:
    blobs: BlobStore = request.app.state.blobs
    return blobs


def _copies(request: Request[Any, Any, Any]) -> Copies:
    copies: Copies = request.app.state.copies
    return copies


def _due_lists(request: Request[Any, Any, Any]) -> Remembered:
    lists: Remembered = request.app.state.due_lists
    return lists


def _actor(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Actor:  # noqa: ARG001 # its place in line
    return the_actor(request)


def _passwords(request: Request[Any, Any, Any]) -> Passwords:
    passwords: Passwords = request.app.state.passwords
    return passwords
