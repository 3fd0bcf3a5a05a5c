"""How patrols are kept: sealed by their worker's key; no phone has them, the worker's own made them."""

from server.core.kinds import Kind
from server.patrol import tables
from server.patrol.entities import PatrolDay

KINDS = (
    Kind(
        "patrol_day",
        PatrolDay,
        tables.patrol_days,
        subject_column="worker",
        sealed={"personal": ("minutes", "cells")},
    ),
)
