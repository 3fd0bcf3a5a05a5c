"""What must hold when everything has been heard and said: phones against the tables, receipts against both.

The numbers are those of sync.md 18; R1 is its fifth principle, R2 its rule of the monotonic clock, R3 that every
receipt names the commit that holds it, R6 its third section's identity, R7 what a split or a merge promises.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import msgspec

from mobile_contract.base import Record
from mobile_contract.kinds import KINDS
from mobile_contract.receipts import Receipt, Verdict
from sync.outbox import nameless_id
from sync.simulation import settlements
from sync.simulation.clocks import Journey, clock_faults, order_faults
from sync.simulation.devices import Handset, Written
from sync.simulation.fold import Fault, Fold, said_in, same
from sync.simulation.ports import Fields, Key, Settled, Truth

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANTS = frozenset(
    {
        "at", "visited_at", "last_visited_at", "reported_at", "due_at", "closed_at", "arrived_at", "opened_at",
        "settled_at", "answered_at", "sent_at", "suspended_until", "retired_at", "valid_from", "valid_until",
        "verified_at",
    }
)  # fmt: skip
_AWAY = frozenset({Verdict.HELD, Verdict.PARKED})
_ANOTHERS = frozenset({"id_taken", "id_reuse"})
_IN_GRIDS = (
    "buildings", "dwellings", "households", "persons", "residencies", "visits", "cases", "case_events", "photos",
    "conflicts",
)  # fmt: skip
_CHILD_OF = {
    "dwellings": ("building", "buildings", ("grid",)),
    "households": ("dwelling", "dwellings", ("grid",)),
    "residencies": ("person", "persons", ("grid",)),
    "visits": ("household", "households", ("grid",)),
    "case_events": ("case_id", "cases", ("grid", "handler", "checker")),
}
"""By table: the column that names the parent, the parent's table, and what the child must carry of it."""


def phone_faults(device: Handset, truth: Truth, unknown: Container[tuple[int, str]] = frozenset()) -> Iterable[Fault]:
    """I1 and I9: a phone's rows are those of its scopes, by id, version and content, and no other. I10: all is sent.

    `unknown` are fields, by kind and name, that its app does not keep.
    """
    holds = truth.holds[device.user]
    must = {key: told for held in holds.values() for key, told in held.items()}
    has = {(row.kind, row.id): row for row in device.store.base.rows()}
    for key in sorted(must.keys() - has.keys()):
        yield Fault("I1", f"lacks {_name(key)}")
    for key in sorted(has.keys() - must.keys()):
        yield Fault("I9", f"still holds {_name(key)}")
    for key in sorted(must.keys() & has.keys()):
        version, record = must[key]
        if has[key].version != version:
            yield Fault("I1", f"holds {_name(key)} as version {has[key].version}, and it is {version}")
        elif (differs := _differs(key[0], has[key].record, record, unknown)) is not None:
            yield Fault("I1", f"holds {_name(key)} with another {differs}")
    for scope, held in sorted(holds.items()):
        members = {(one.kind, one.id) for one in device.store.members.of_scope(scope)}
        if members != set(held):
            yield Fault("I1", f"sees other rows through scope {scope} than it should")
    if device.store.queue.rows():
        yield Fault("I10", f"{len(device.store.queue.rows())} commands were never sent")
    if any(not photo.done for photo in device.store.photos.rows()):
        yield Fault("I10", "a photo was never sent")
    if device.store.booting.rows() or device.store.dropping.rows() or device.store.leaving.rows():
        yield Fault("I10", "a scope never came to its end")


def known_faults(device: Handset, mine: Iterable[Written], truth: Truth) -> Iterable[Fault]:
    """I3: of every command exactly one verdict, known to its phone, and the same as the server's.

    I12: that is so too after the server was set back, of all that was ever acknowledged and not erased since.
    """
    stored = {entry.id: msgspec.json.decode(entry.receipt, type=Receipt) for entry in device.store.answered.rows()}
    set_back = len(truth.epochs) > 1
    for written in mine:
        known = stored.get(written.id) or device.answers.get(written.id)
        settled = _settled(written, truth)
        if known is None:
            yield Fault("I3", f"nobody told what became of {written.id}")
        elif known.verdict is Verdict.GONE or (set_back and _is_about_erased(written, truth)):
            continue
        elif settled is None:
            yield Fault("I12" if set_back else "I3", f"the server forgot its answer to {written.id}")
        elif written.id not in stored and set_back:
            continue  # the person was told long ago, and the phone has forgotten: a decision may be lost since
        elif known.verdict != settled.receipt.verdict:
            yield Fault("I3", f"{written.id} is {known.verdict} here and {settled.receipt.verdict} there")


def command_faults(ledger: Mapping[str, Written], truth: Truth, journeys: Callable[[str], Journey]) -> Iterable[Fault]:
    """I6, R2, R6 and the parked: nothing typed is lost, no sound command is put away, no clock is believed."""
    bytes_in = {entry.receipt.id: entry.raw for entry in truth.entries if entry.receipt is not None}
    gone = {(entry.pos, entry.entity) for entry in truth.entries if entry.gone}
    items: dict[str, list[Any]] = {}
    for item in truth.inbox.values():
        items.setdefault(item.command, []).append(item.mine)
    for written in ledger.values():
        settled = _settled(written, truth)
        if settled is None or settled.receipt.verdict is Verdict.GONE:
            continue
        receipt = settled.receipt
        if _is_about_erased(written, truth) or (receipt.pos, written.entity) in gone:
            continue
        if written.body not in (bytes_in.get(receipt.id), truth.kept.get(receipt.id)):
            yield Fault("I6", f"the bytes of {written.id} are nowhere")
        if receipt.verdict is Verdict.CONFLICT and not items.get(written.id):
            yield Fault("I6", f"{written.id} is a conflict of which nobody is told")
        if receipt.why in _ANOTHERS and written.valid:
            yield Fault("R6", f"{written.id} is refused as {receipt.why}, and nobody else has written it")
        if receipt.why == "late_scope" and written.body not in items.get(written.id, []):
            yield Fault("I6", f"{written.id} came late, and its payload is not in the inbox")
        if receipt.verdict is Verdict.PARKED and written.valid and not _lets_poison_in(written, ledger, truth):
            yield Fault("I3", f"{written.id} is parked, and nothing was wrong with it")
        yield from clock_faults(written, settled, journeys(written.id))
    yield from order_faults(truth)


def _lets_poison_in(written: Written, ledger: Mapping[str, Written], truth: Truth) -> bool:
    """Whether it is a decision that carries out what no server can keep: that is parked with it."""
    item = truth.inbox.get(written.entity)
    decided = None if item is None else ledger.get(item.command)
    return decided is not None and not decided.valid


def _is_about_erased(written: Written, truth: Truth) -> bool:
    said = said_in(written.body) or {}
    return any(value in truth.erased for value in said.values() if isinstance(value, str))


def _settled(written: Written, truth: Truth) -> Settled | None:
    """The server's answer, by the command's id, or by the name that bytes without one get."""
    return truth.receipts.get(written.id) or truth.receipts.get(nameless_id(written.body))


def photo_faults(lacking: Iterable[Fields], files: Container[str]) -> Iterable[Fault]:
    """P1: the bytes of a photo that the server lacks are still on a phone, be it one that was lost itself."""
    for photo in lacking:
        if photo["sha256"] not in files:
            yield Fault("P1", f"nobody has the bytes of photo {photo['id']}")


def journal_faults(truth: Truth) -> Iterable[Fault]:
    """I4 and R3: each version of a row is written once, each command has one effect, at the commit that it names."""
    versions = Counter((entry.entity, entry.version) for entry in truth.entries if entry.version)
    for (entity, version), times in sorted(versions.items()):
        if times > 1:
            yield Fault("I4", f"version {version} of {entity} was written {times} times")
    told = Counter(entry.receipt.id for entry in truth.entries if entry.receipt and entry.receipt.verdict not in _AWAY)
    decided = _decided(truth)
    for command, times in sorted(told.items()):
        if times > 1 + decided[command]:
            yield Fault("I4", f"{command} was done {times} times")
    places = {(entry.pos, entry.receipt.id) for entry in truth.entries if entry.receipt is not None}
    blank = {entry.pos for entry in truth.entries if not entry.raw}
    for command, settled in sorted(truth.receipts.items()):
        pos = settled.receipt.pos
        if (pos, command) not in places and pos not in blank:
            yield Fault("R3", f"the receipt of {command} names position {pos}, which does not hold it")


def _decided(truth: Truth) -> Counter[str]:
    """How often a person decided on what a command had opened: each time it may have another answer."""
    decided: Counter[str] = Counter()
    for entry in truth.entries:
        said = said_in(entry.raw) if entry.kind == settlements.KIND and entry.receipt is not None else None
        item = None if said is None else truth.inbox.get(said["entity"])
        if item is not None:
            decided[item.command] += 1
    return decided


def row_faults(truth: Truth) -> Iterable[Fault]:
    """I8: children carry what their root carries. I5, I6, I7, I11, R1: the tables are what the journal tells."""
    for table, (column, parents, carried) in _CHILD_OF.items():
        for identity, row in sorted(truth.rows[table].items()):
            parent = truth.rows[parents].get(row[column])
            if parent is not None and any(row[name] != parent[name] for name in carried):
                yield Fault("I8", f"{table} {identity} is seen elsewhere than its root")
    yield from _twin_faults(truth)
    yield from _place_faults(truth)
    yield from _outliving_faults(truth)
    fold = Fold(truth)
    yield from fold.faults
    for table, folded in sorted(fold.rows.items()):
        yield from _fold_faults(table, folded, truth)
    for identity, state in sorted(fold.states.items()):
        case = truth.rows["cases"].get(identity)
        events = sum(1 for event in truth.rows["case_events"].values() if event["case_id"] == identity)
        if case is not None and (case["state"] != state or events != fold.events[identity]):
            yield Fault("I11", f"case {identity} is {case['state']} with {events} events; its events say {state}")


def _outliving_faults(truth: Truth) -> Iterable[Fault]:
    """E1: what was typed about somebody who is erased is in no inbox. Of two with one number it holds ids alone.

    Nor is what came late or had to wait before there was such a subject in the journal, under whatever key.
    """
    for entry in truth.entries:
        receipt = entry.receipt
        waited = receipt is not None and (receipt.verdict in _AWAY or receipt.why == "late_scope")
        if waited and entry.raw and entry.entity in truth.erased:
            yield Fault("E1", f"what waited about the erased {entry.entity} is in the journal at {entry.pos}")
    for identity, row in sorted(truth.rows["conflicts"].items()):
        if row["meant"] in truth.erased and row["reason"] != "duplicate":
            yield Fault("E1", f"conflict {identity} about the erased {row['meant']} is still there")


def _place_faults(truth: Truth) -> Iterable[Fault]:
    """R7: once every job is through, nothing lies in a grid that is no more, and buildings lie where they stand."""
    grids = {identity: grid for identity, grid in truth.rows["grids"].items() if grid["status"] == "published"}
    for table in _IN_GRIDS:
        for identity, row in sorted(truth.rows[table].items()):
            if row["grid"] and row["grid"] not in grids and not row.get("left_by") and not row.get("merged_into"):
                yield Fault("R7", f"{table} {identity} lies in {row['grid']}, which is no grid any more")
    for identity, building in sorted(truth.rows["buildings"].items()):
        grid = grids.get(building["grid"])
        if building["leaving"] or (grid is not None and not _lies_in(grid, building["lon"], building["lat"])):
            yield Fault("R7", f"building {identity} is seen by {building['grid']}, and stands elsewhere")


def _lies_in(grid: Fields, lon: float, lat: float) -> bool:
    """Whether a point lies in a grid, which is a rectangle, or on its edge."""
    points = [point for polygon in grid["geometry"] for ring in polygon for point in ring]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return bool(min(lons) <= lon <= max(lons) and min(lats) <= lat <= max(lats))


def _twin_faults(truth: Truth) -> Iterable[Fault]:
    """I8: what stayed with the loser of a merge is seen no more than the loser. R5: a second one is told of."""
    persons = truth.rows["persons"]
    for identity, stay in sorted(truth.rows["residencies"].items()):
        person = persons.get(stay["person"])
        if person is not None and (stay["left_by"] is None) != (person["merged_into"] is None):
            yield Fault("I8", f"stay {identity} is seen, or not, otherwise than its person")
    flagged = {item.entity for item in truth.inbox.values() if item.reason == "duplicate"}
    by_number: dict[str, set[str]] = {}
    for identity, person in persons.items():
        if person["id_no"] is not None and person["merged_into"] is None:
            by_number.setdefault(person["id_no"], set()).add(identity)
    for number, twins in sorted(by_number.items()):
        if len(twins - flagged) > 1:
            yield Fault("R5", f"{sorted(twins - flagged)} have the number {number}, and nobody was told")


def _fold_faults(table: str, folded: Mapping[str, Fields], truth: Truth) -> Iterable[Fault]:
    rows = truth.rows[table]
    for identity in sorted(rows.keys() - folded.keys()):
        yield Fault("I4", f"{table} {identity} is there, and no command made it")
    for identity, facts in sorted(folded.items()):
        row = rows.get(identity)
        if row is None:
            yield Fault("I6", f"{table} {identity} was made, and is not there")
            continue
        wrong = [name for name, value in facts.items() if not same(_listed(row[name]), _listed(value))]
        if wrong:
            name = wrong[0]
            yield Fault("I7", f"{table} {identity}.{name} is {row[name]!r}; the journal says {facts[name]!r}")


def _listed(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [*cast("Sequence[Any]", value)]
    return value


def _name(key: Key) -> str:
    return f"{KINDS[key[0]].__struct_config__.tag} {key[1]}"


@cache
def _left_out(shape: type[Record]) -> tuple[tuple[str, Any], ...]:
    """The fields of a record, and what one that is not told means."""
    return tuple((field.name, field.default) for field in msgspec.structs.fields(shape))


def _differs(kind: int, told: bytes, must: Fields, unknown: Container[tuple[int, str]]) -> str | None:
    """The first field that a phone's bytes tell otherwise than the tables."""
    has: dict[str, Any] = msgspec.json.decode(told)
    for name, left in _left_out(KINDS[kind]):
        value = has.get(name, left)
        if name in _INSTANTS and isinstance(value, str):
            value = round((datetime.fromisoformat(value) - _EPOCH).total_seconds() * 1_000_000)
        if _listed(value) != _listed(must[name]) and (kind, name) not in unknown:
            return name
    return None
