"""Both phones are offline: what A and B write while the server is killed and comes back. Nobody waits for it."""

from collections.abc import Sequence
from typing import cast

from grid.datum import from_wgs84, parse_datum
from grid.geometry import Outline
from mobile_contract import kinds
from mobile_contract.base import Command, Datum
from mobile_contract.residents import (
    BuildingRecord,
    MoveIn,
    PersonRecord,
    RegisterPerson,
    ResidencyKind,
    ResidencyRecord,
    ResidencyStatus,
    Sex,
)
from ops.demo_photos import make_sample_jpeg
from ops.phone import device as clocks
from ops.phone import drafts
from ops.phone.catalog import Catalog
from ops.phone.transport import Unreachable
from ops.seed.identity import impossible_id, impossible_phone
from ops.seed.offices import Beat
from ops.selfcheck.checking import Failed, require
from ops.selfcheck.day import CLASS, Day
from ops.selfcheck.devices import Device, draft

VISITS = 5
COMMANDS_OF_A = VISITS + 5
COMMANDS_OF_B = 2
_NOBODY = 4_000_000
"""A number of a person of the demo that no scale comes to."""
_STEP_DEGREES = 0.00012
_BORN_ON = "1991-04-02"


def write_on_a(day: Day) -> None:
    """Five visits, a corrected telephone number, a newcomer, a move, and a broken manhole cover with its photo."""
    device = day.phone("a")
    catalog = device.catalog()
    stays = _stays(catalog)
    homes = sorted({stay.household for stay in stays if stay.household})
    for number in range(VISITS):
        _, home = catalog.resolve(homes[number % len(homes)], kinds.HOUSEHOLD)
        facts = {"channel": "door", "outcome": "met", "minutes": 10 + number, "note": f"第{number + 1}户，一切正常"}
        device.write(drafts.visit(home.id, facts, clocks.now()))
    _correct_a_number(day, device, stays)
    _register_a_newcomer(day, device, catalog, stays)
    _move_somebody_in(day, device, stays)
    _report_a_cover(day, device)
    require(len(device.store.queue.rows()) == COMMANDS_OF_A, f"A has {COMMANDS_OF_A} commands in the queue")


def kill_the_server(day: Day) -> None:
    """SIGKILL; a phone that tries now loses nothing, and goes on."""
    day.server.kill()
    device = day.phone("a")
    before = [(entry.seq, entry.body) for entry in device.store.queue.rows()]
    try:
        device.sync()
    except Unreachable:
        pass
    else:
        raise Failed("nobody answers while the server is down")
    after = [(entry.seq, entry.body) for entry in device.store.queue.rows()]
    require(before == after, "the queue is as it was, byte for byte")


def write_on_b(day: Day) -> None:
    """Another field of the same resident, and a case in the grid of B's own."""
    device = day.phone("b")
    catalog = device.catalog()
    day.new_workplace = "雨花台演示物业"
    person = catalog.overlay.find(kinds.PERSON, day.resident)
    if person is None:
        raise Failed("B sees the same resident as A")
    device.write(drafts.change(catalog, kinds.PERSON, person, {"workplace": day.new_workplace}, {}, clocks.now()))
    lon, lat = _beside_a_building(catalog, day.beat_b)
    facts = {"title": "小区道路积水", "class_code": "B-event-05-06"} | drafts.place(lon, lat, Datum.WGS84, 6.0)
    made = device.write(drafts.report(facts, [], device.photo_folder, clocks.now()))
    day.case_of_b = made[0].entity
    day.places[day.case_of_b] = lon, lat
    require(len(device.store.queue.rows()) == COMMANDS_OF_B, f"B has {COMMANDS_OF_B} commands in the queue")


def start_the_server_again(day: Day) -> None:
    """On the same port, over the same files; what was committed before the kill is there."""
    before = day.phone("a").store.state().cursor_pos
    day.server.start()
    require(day.oracle.head_pos() >= before, "no position that a phone has seen was lost")


def _correct_a_number(day: Day, device: Device, stays: Sequence[ResidencyRecord]) -> None:
    catalog = device.catalog()
    for stay in stays:
        person = catalog.overlay.find(kinds.PERSON, stay.person)
        if isinstance(person, PersonRecord) and person.phone:
            day.resident, day.new_phone = person.id, impossible_phone(_NOBODY)
            device.write(drafts.change(catalog, kinds.PERSON, person, {"phone": day.new_phone}, {}, clocks.now()))
            return
    raise Failed("somebody in the grid of A has a telephone")


def _register_a_newcomer(day: Day, device: Device, catalog: Catalog, stays: Sequence[ResidencyRecord]) -> None:
    """A floating resident who comes from elsewhere moves in with a household."""
    stay = stays[0]
    day.newcomer = clocks.new_id()
    command = draft(
        RegisterPerson, day.newcomer, residency=clocks.new_id(), dwelling=stay.dwelling, household=stay.household,
        name="演示新来", sex=Sex.FEMALE, birth_on=_BORN_ON, id_no=impossible_id(_NOBODY, _BORN_ON, male=False),
        phone=impossible_phone(_NOBODY + 1), residency_kind=ResidencyKind.FLOATING, hukou_consistent=False,
        origin="341100", inflow_reason="01",
    )  # fmt: skip
    device.write(drafts.Written([command], []))
    require(catalog.overlay.find(kinds.PERSON, day.newcomer) is None, "nobody knew the newcomer before")


def _move_somebody_in(day: Day, device: Device, stays: Sequence[ResidencyRecord]) -> None:
    """A floating resident of the grid moves into another dwelling of it; what the old stay was is kept."""
    floating = [stay for stay in stays if stay.residency_kind is ResidencyKind.FLOATING] or list(stays)
    mover = floating[-1]
    dwellings = [record.id for record in device.catalog().overlay.of_kind(kinds.DWELLING)]
    home = next(one for one in dwellings if one != mover.dwelling)
    day.mover, day.mover_dwelling = mover.person, home
    command = draft(MoveIn, mover.person, residency=clocks.new_id(), dwelling=home, origin="341100")
    device.write(drafts.Written([command], []))


def _report_a_cover(day: Day, device: Device) -> None:
    """The place is told as a phone of China tells it, in GCJ-02: half a kilometre beside the true one."""
    day.picture = make_sample_jpeg(114)
    source = day.folder / "manhole.jpg"
    source.write_bytes(day.picture)
    lon, lat = _beside_a_building(device.catalog(), day.beat_a)
    told = from_wgs84(parse_datum(Datum.GCJ02.value), lon, lat)
    facts = {
        "title": "污水井盖破损", "description": "井盖缺一角，车辆避让", "class_code": CLASS, "urgent": True,
    } | drafts.place(*told, Datum.GCJ02, 8.0)  # fmt: skip
    made: list[Command] = device.write(drafts.report(facts, [source], device.photo_folder, clocks.now()))
    day.case, day.report_photo = made[0].entity, made[1].entity
    day.places[day.case] = lon, lat


def _stays(catalog: Catalog) -> list[ResidencyRecord]:
    """Stays in force, with somebody who lives there."""
    records = cast("list[ResidencyRecord]", catalog.overlay.of_kind(kinds.RESIDENCY))
    found = [stay for stay in records if stay.status is ResidencyStatus.EFFECTIVE and stay.household]
    require(bool(found), "somebody lives in the grid of A")
    return found


def _beside_a_building(catalog: Catalog, beat: Beat) -> tuple[float, float]:
    """A place some metres from a building of the grid, inside the grid, in WGS-84."""
    outline = Outline(beat.place.geometry)
    for building in catalog.overlay.of_kind(kinds.BUILDING):
        if isinstance(building, BuildingRecord) and building.grid == beat.grid and building.lon and building.lat:
            lon, lat = round(building.lon + _STEP_DEGREES, 7), building.lat
            if outline.contains(lon, lat):
                return lon, lat
    raise Failed("a building stands inside the grid")
