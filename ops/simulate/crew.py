"""Many seeds at once: each process has a shelf of its own and plays seed after seed. Results keep the seeds' order."""

import gc
import multiprocessing
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager

import structlog
from msgspec import Struct
from msgspec.structs import replace

from ops.simulate.planted import PLANTED
from ops.simulate.port import REAL, Build
from ops.simulate.running import run_seed
from ops.simulate.stores import Shelf, opened
from sync.simulate import Result

_CRITICAL = 50


class Order(Struct, frozen=True):
    """What to play: how long, with how many phones, where, and with which planted bug, if any."""

    steps: int
    phones: int
    store: str
    planted: str = ""

    def build(self) -> Build:
        """The parts that it is played with."""
        return next((one.build for one in PLANTED if one.name == self.planted), REAL)


class _Seat:
    """What a process keeps between seeds."""

    shelf: Shelf
    order: Order
    stack: ExitStack


_seat = _Seat()


def play_one(shelf: Shelf, order: Order, seed: int) -> Result:
    """One seed; a run in which all was well brings no trace."""
    result = run_seed(shelf, seed, order.steps, order.build())
    return result if result.violations else replace(result, trace=())


@contextmanager
def settled() -> Generator[None]:
    """Without the server's log, which would tell of each injected fault, and with a collector that seldom looks."""
    kept = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(_CRITICAL))
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        structlog.configure(**kept)


def play_all(order: Order, seeds: Iterable[int], jobs: int) -> Iterator[Result]:
    """The results of seeds, as they come, in their order."""
    if jobs == 1:
        with settled(), opened(order.store, order.phones) as shelf:
            yield from (play_one(shelf, order, seed) for seed in seeds)
        return
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawned, initializer=_sit_down, initargs=(order,)) as pool:
        yield from pool.map(_play, seeds, chunksize=4)


def _sit_down(order: Order) -> None:
    _seat.order = order
    _seat.stack = ExitStack()
    _seat.stack.enter_context(settled())
    _seat.shelf = _seat.stack.enter_context(opened(order.store, order.phones))


def _play(seed: int) -> Result:
    return play_one(_seat.shelf, _seat.order, seed)
