"""What a scene of the law of the feed is: a district made ready for one command, and the act that issues it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from mobile_contract.base import Command
from tests.server.cases.acts import DONE, Acts
from tests.support.scene import by_system, settle

C = TypeVar("C", bound=Command)

Act = Callable[[], Awaitable[object]]
"""What happens while the old phones are looking the other way: a command of some kind is applied."""

Scene = Callable[[Acts], Awaitable[Act]]
"""Makes a district ready for an act."""


def the_system(acts: Acts, command: Command) -> Act:
    """The server itself issues it."""
    return lambda: settle(acts.town.door, [command])


def somebody(acts: Acts, login: str, command: Command) -> Act:
    """A person issues it, and it must be done."""

    async def sent() -> None:
        receipt = await acts.sends(login, command)
        assert receipt.verdict in DONE, receipt

    return sent


def at_once(make: Callable[[Acts], Command], login: str = "") -> Scene:
    """A command for which the district is ready as it is."""

    async def ready(acts: Acts) -> Act:
        command = make(acts)
        return somebody(acts, login, command) if login else the_system(acts, command)

    return ready


async def had(acts: Acts, *commands: Command) -> None:
    """What the server itself has issued before, one after the other."""
    for command in commands:
        await settle(acts.town.door, [command])


def new(shape: type[C], entity: str, root: str | None = None, **facts: Any) -> C:
    """A command of the server's own."""
    return shape(**by_system(entity, root), **facts)
