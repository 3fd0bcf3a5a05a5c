"""Every check of a server, in the order in which they are made: later ones build on what earlier ones wrote."""

from ops.contract import ends, hostile, joins, photos, pulls, pushes, wakes
from ops.contract.checking import Check
from ops.contract.trial import Trial

CHECKS: tuple[Check[Trial], ...] = (
    *joins.CHECKS,
    *pulls.CHECKS,
    *pushes.CHECKS,
    *hostile.CHECKS,
    *ends.CHECKS,
    *wakes.CHECKS,
    *photos.CHECKS,
    *pushes.AFTER,
    *pulls.AFTER,
    *ends.LAST,
    *joins.LAST,
)
