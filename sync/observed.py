"""When something really happened, from a phone's clocks and the server's. Pure: asks no clock itself."""

from enum import StrEnum

from mobile_contract.base import Clock

EARLIEST_MS = 0
"""1970: nothing was observed before. A phone with a broken clock claims any time, and no calendar holds them all."""


class Quality(StrEnum):
    """How far an observed time can be trusted; stored beside it and beside the raw clocks."""

    EXACT = "exact"
    ESTIMATED = "estimated"
    CLAMPED = "clamped"


def observe(
    made: Clock,
    now: Clock,
    *,
    server_now_ms: int,
    previous_ms: int | None,
    offset_ms: int = 0,
) -> tuple[int, Quality]:
    """The observed time of a command, in milliseconds of the server's clock (sync.md 3).

    Within one boot it is the server's now less the command's monotonic age, whatever the wall clock says.
    Across a boot, or where the boot has no name, it is the wall clock, corrected by what it is off now and by
    `offset_ms` (how much more it is known to have been behind then). Either is clamped to [`previous_ms`,
    `server_now_ms`], where `previous_ms` is the install's last observed time in seq order, and EARLIEST_MS
    where there is none; the server's now wins if the two contradict.
    """
    if made.boot and made.boot == now.boot:
        told, quality = server_now_ms - (now.mono - made.mono), Quality.EXACT
    else:
        told, quality = made.wall + (server_now_ms - now.wall) + offset_ms, Quality.ESTIMATED
    floored = max(told, EARLIEST_MS if previous_ms is None else previous_ms)
    clamped = min(floored, server_now_ms)
    return clamped, quality if clamped == told else Quality.CLAMPED
