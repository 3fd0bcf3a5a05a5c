"""How much of everything a run of the bench has. Data alone."""

from msgspec import Struct

from ops.seed.territory import Scale


class Sizes(Struct, frozen=True, kw_only=True):
    """Residents in the grids that are used, loads, and repeats. The defaults are the figures that are asked for."""

    scale: Scale = Scale.FULL
    booted: int = 1_200
    visits: int = 2_000
    cases: int = 300
    boots: int = 8
    pushed: int = 1_200
    batch: int = 200
    warm_batches: int = 3
    batches: int = 30
    fleet: int = 100
    in_fleet: int = 50
    fleet_commands: int = 50
    fleet_rounds: int = 3
    pulled: int = 20
    in_pulled: int = 100
    changed: int = 50
    pull_rounds: int = 12
    small: int = 11_000
    large: int = 600_000
    floor_batches: int = 100
    floor_s: float = 1.0


QUICK_RESIDENTS = 20_000
