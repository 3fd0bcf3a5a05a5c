"""Both come back: receipts for all, both edits kept, cases where they belong, the photo whole, phones as the tables."""

import hashlib

import msgspec

from grid.geometry import Outline
from mobile_contract import kinds
from mobile_contract.base import Record
from mobile_contract.kinds import KINDS
from mobile_contract.residents import PersonRecord, ResidencyKind, ResidencyStatus
from ops.seed.territory import list_grids
from ops.selfcheck.checking import Failed, require, require_done, require_picture, require_same
from ops.selfcheck.day import Day
from ops.selfcheck.devices import Device
from server.cases.entities import Case
from server.residents.entities import Person, Residency
from server.uploads.entities import Photo
from sync.ports import BaseRow


def sync_both(day: Day) -> None:
    """Each sends what it wrote and hears what the other wrote; every command has its receipt, and all are done."""
    for name in ("a", "b", "a"):
        day.phone(name).sync()
    for name in ("a", "b"):
        device = day.phone(name)
        for command in device.written:
            receipt = device.receipt(command)
            if receipt is None:
                raise Failed(f"every command of {name} has a receipt (not {command})")
            require_done(receipt, f"a command of {name}")
        require(not device.store.queue.rows(), f"nothing waits on phone {name}")


def both_edits_survive(day: Day) -> None:
    """On the server and on both phones: the number that A wrote and the workplace that B wrote."""
    row = day.oracle.one(Person, day.resident)
    wanted = (day.new_phone, day.new_workplace)
    require((row.phone, row.workplace) == wanted, "both edits are on the server", phone=row.phone, at=row.workplace)
    for name in ("a", "b"):
        shown = day.phone(name).catalog().overlay.find(kinds.PERSON, day.resident)
        found = (shown.phone, shown.workplace) if isinstance(shown, PersonRecord) else None
        require(found == wanted, f"both edits are on phone {name}", found=found)


def moves_are_done(day: Day) -> None:
    """The newcomer lives where A wrote, and the one who moved has one stay in force, in the new dwelling."""
    newcomer, mover = day.oracle.one(Person, day.newcomer), day.oracle.one(Person, day.mover)
    require(newcomer.grid == day.beat_a.grid, "the newcomer is in the grid of A", grid=newcomer.grid)
    require(mover.dwelling == day.mover_dwelling, "the person lives in the new dwelling", dwelling=mover.dwelling)
    stays = day.oracle.children(Residency, "person", day.mover)
    now = [stay for stay in stays if stay.status is ResidencyStatus.EFFECTIVE]
    require(len(stays) > len(now) == 1, "the old stay is kept and has ended", stays=len(stays), in_force=len(now))
    require(now[0].residency_kind is ResidencyKind.FLOATING, "the new stay is a floating resident's")


def reports_are_cases(day: Day) -> None:
    """Each report is a case in the one grid of the territory that holds its place, found here without any index."""
    for case, grid in ((day.case, day.beat_a.grid), (day.case_of_b, day.beat_b.grid)):
        row = day.oracle.one(Case, case)
        holding = _grids_that_hold(day, *day.places[case])
        require(holding == [grid], "one grid of the territory holds the place", grids=holding)
        require(row.grid == grid, "the case is in that grid", grid=row.grid)


def _grids_that_hold(day: Day, lon: float, lat: float) -> list[str]:
    by_code = {beat.place.code: beat.grid for beat in day.plan.offices.beats}
    places = list_grids(day.plan.scale)
    return [by_code[place.code] for place in places if Outline(place.geometry).contains(lon, lat)]


def photo_is_whole(day: Day) -> None:
    """A picture of what was taken comes back, and nothing but it: for A, and for B who looks after the grid too."""
    promised = hashlib.sha256(day.picture).hexdigest()
    row = day.oracle.one(Photo, day.report_photo)
    require(row.sha256 == promised and row.arrived_at is not None, "the row promises these bytes, and has them")
    for name in ("a", "b"):
        require_picture(day.phone(name).photo(day.report_photo), day.picture, f"{name} sees the photo")
    require(all(photo.done for photo in day.phone("a").store.photos.rows()), "phone A knows that they have arrived")


def phones_are_like_the_tables(day: Day) -> None:
    """Each phone holds what the tables say that its person sees: ids, versions, content, scopes; nothing else."""
    day.oracle.settle()
    for device in day.joined():
        device.sync()
    for device in day.joined():
        compare(day, device)


def compare(day: Day, device: Device) -> None:
    """Raise Failed at the first difference between what a phone holds and what the tables say that it has to hold."""
    wanted = day.oracle.held_by(device.user)
    have = {(row.kind, row.id): (row.version, _record(row)) for row in device.store.base.rows()}
    require(bool(have), f"phone {device.name} holds something")
    require_same(have, wanted.records, f"the records on phone {device.name}")
    differ = [key for key, content in have.items() if wanted.records[key] != content]
    require(not differ, f"each record on phone {device.name} is as on the server", differ=differ[:3])
    scopes = {(info.kind, info.ref): info.id for info in device.store.scopes.rows()}
    for scope, number in scopes.items():
        seen = {(member.kind, member.id) for member in device.store.members.of_scope(number)}
        require_same(seen, wanted.scopes.get(scope, ()), f"what phone {device.name} sees through {scope}")
    require(set(wanted.scopes) <= set(scopes), f"phone {device.name} has every scope of its person")


def _record(row: BaseRow) -> Record:
    """A record as the phone reads it; what it cannot read is a fault of this very build."""
    return msgspec.json.decode(row.record, type=KINDS[row.kind])


def second_sync_moves_nothing(day: Day) -> None:
    """No row, no receipt, no photo, and the cursor stays where it is."""
    for device in day.joined():
        moved = device.sync()
        counts = (moved.rows, moved.receipts, moved.done.pushed, moved.done.chunks, moved.done.photos)
        require(counts == (0, 0, 0, 0, 0), f"a second sync of {device.name} moves nothing", counts=counts)
        require(moved.cursor == moved.cursor_before, f"the cursor of {device.name} stays")
