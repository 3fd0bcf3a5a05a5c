"""How often something is done: meters that let so many through, and wrong tries. No address lies here in clear.

Each look is one upsert that also counts, so that of a hundred at the same moment no more than allowed get through. The
names of meters are keyed hashes of a day: tomorrow's of the same address is another. These rows are no record of
anybody and are not in the journal; `forget` throws away what has no more to say.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from server.core import clock
from server.core.columns import among
from server.core.consumers import Job
from server.core.database import Tx
from server.core.door import Door
from server.core.seal import Seal
from server.core.statements import Bulk, Statement
from server.intake import tables as t

TRIES = 5
"""Wrong PINs of one code before it rests."""

REST = timedelta(minutes=15)
"""How long it rests after five wrong PINs; after ten twice as long, and so on."""

_FORGET_EVERY_S = 3600.0
_FORGET_TRIES = timedelta(days=2)
_REST_MS = REST // timedelta(milliseconds=1)
_FORGET_TRIES_MS = _FORGET_TRIES // timedelta(milliseconds=1)

# The theoretical arrival time of GCRA: one passes while the next free moment is not further off than the span.
_PASSES = "intake_meters.free_at_ms - excluded.at_ms <= excluded.span_ms"
_LATER = (
    "CASE WHEN intake_meters.free_at_ms > excluded.at_ms THEN intake_meters.free_at_ms ELSE excluded.at_ms END"
    " + excluded.step_ms"
)
_METERS = Bulk(
    t.intake_meters,
    ("district_id", "meter", "free_at_ms", "at_ms", "step_ms", "span_ms", "passed"),
    ("district_id", "meter"),
    on_conflict=(
        f"passed = {_PASSES}, free_at_ms = CASE WHEN {_PASSES} THEN {_LATER} ELSE intake_meters.free_at_ms END,"
        " at_ms = excluded.at_ms, step_ms = excluded.step_ms, span_ms = excluded.span_ms"
    ),
)
_RESTING = "intake_tries.until_ms > excluded.at_ms"
_OLD = f"intake_tries.at_ms < excluded.at_ms - {_FORGET_TRIES_MS}"
_TRIED = f"CASE WHEN {_RESTING} THEN intake_tries.tries WHEN {_OLD} THEN 1 ELSE intake_tries.tries + 1 END"
_RESTS = (
    f"CASE WHEN {_RESTING} THEN intake_tries.until_ms WHEN {_OLD} THEN 0"
    f" WHEN (intake_tries.tries + 1) % {TRIES} = 0"
    f" THEN excluded.at_ms + {_REST_MS} * ((intake_tries.tries + 1) / {TRIES}) ELSE 0 END"
)
_TRY = Bulk(
    t.intake_tries,
    ("district_id", "what", "tries", "at_ms", "until_ms", "passed"),
    ("district_id", "what"),
    on_conflict=(
        f"passed = NOT ({_RESTING}), tries = {_TRIED}, until_ms = {_RESTS},"
        f" at_ms = CASE WHEN {_RESTING} THEN intake_tries.at_ms ELSE excluded.at_ms END"
    ),
)
_m, _w = t.intake_meters.c, t.intake_tries.c
_READ_METERS = Statement(
    select(_m.free_at_ms, _m.step_ms, _m.span_ms, _m.passed).where(
        _m.district_id == bindparam("district"), among(_m.meter, "meters")
    )
)
_READ_TRY = Statement(
    select(_w.until_ms, _w.passed).where(_w.district_id == bindparam("district"), _w.what == bindparam("what"))
)
_FORGIVE = Statement(
    delete(t.intake_tries).where(_w.district_id == bindparam("district"), _w.what == bindparam("what"))
)
_OLD_METERS = Statement(
    delete(t.intake_meters).where(_m.district_id == bindparam("district"), _m.free_at_ms < bindparam("before"))
)
_OLD_TRIES = Statement(
    delete(t.intake_tries).where(_w.district_id == bindparam("district"), _w.at_ms < bindparam("before"))
)


class Meter(NamedTuple):
    """So many at once, and from then on one in so many milliseconds; `name` says of what, and never whose in clear."""

    name: str
    step_ms: int
    at_once: int


class Passed(NamedTuple):
    """How long to wait, 0 for not at all; and how many more would get through at this moment by the tightest meter."""

    wait_ms: int
    left: int


def named(seal: Seal, what: str, whose: str, at: datetime) -> str:
    """The name of somebody's meter for a day: nobody finds out whose without the district's key."""
    return seal.vouch("intake-meter", f"{what}|{at:%Y-%m-%d}|{whose}".encode())


async def pass_through(tx: Tx, district: int, meters: Sequence[Meter], at: datetime) -> Passed:
    """Count one on each of these meters, and say whether all of them let it through."""
    if not meters:
        return Passed(0, 0)
    now = clock.millis(at)
    rows = [
        (district, one.name, now + one.step_ms, now, one.step_ms, one.step_ms * (one.at_once - 1), True)
        for one in sorted(set(meters))
    ]
    await tx.upsert(_METERS, rows)
    found = await tx.fetch(_READ_METERS, district=district, meters=[one.name for one in meters])
    waits = [free_at - span - now for free_at, _, span, passed in found if not passed]
    left = min((span + now - free_at) // step + 1 for free_at, step, span, _ in found)
    return Passed(max(1, *waits) if waits else 0, max(0, left))


async def begin_try(tx: Tx, district: int, what: str, at: datetime) -> int:
    """Count a try before it is made: how many milliseconds `what` still rests, 0 when it may be tried."""
    now = clock.millis(at)
    await tx.upsert(_TRY, [(district, what, 1, now, 0, True)])
    [(until, passed)] = await tx.fetch(_READ_TRY, district=district, what=what)
    return 0 if passed else int(until) - now


async def forgive(tx: Tx, district: int, what: str) -> None:
    """It was right: the wrong tries before it count no more."""
    await tx.execute(_FORGIVE, district=district, what=what)


async def forget(door: Door) -> None:
    """Throw away meters that would let anybody through again, and tries of long ago."""
    now = clock.millis(clock.now())

    async def work(tx: Tx) -> None:
        await tx.execute(_OLD_METERS, district=door.district, before=now)
        await tx.execute(_OLD_TRIES, district=door.district, before=now - _FORGET_TRIES_MS)

    await door.database.write(work)


def meters_job() -> Job:
    """Keeps the meters few."""
    return Job("intake meters", _FORGET_EVERY_S, forget)
