"""What the checks of a server share: the phone that is played, what it has written, and where."""

import time
from collections.abc import Callable

import httpx
from msgspec import Struct

from mobile_contract import kinds
from mobile_contract.sync import ScopeInfo
from ops.contract.asking import Caller
from ops.contract.checking import Untried
from ops.contract.player import Player


class House(Struct, frozen=True):
    """The ids of a house that the kit has made: nearly everything that it writes is about this one."""

    building: str
    dwelling: str
    household: str


class Trial:
    """One run against one server.

    `acknowledged` are the rows (kind, id) that the server says it has made, `answers` the receipts as they were told,
    word for word, by the bytes of their command.
    """

    def __init__(
        self,
        server: str,
        code: str,
        *,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.caller = Caller(server, transport=transport, wait=wait)
        self.code = code
        self.phone = Player(self.caller)
        self.scopes: tuple[ScopeInfo, ...] = ()
        self.made: House | None = None
        self.acknowledged: list[tuple[int, str]] = []
        self.answers: dict[bytes, bytes] = {}

    @property
    def player(self) -> Player:
        """The phone, once the server has taken it in. Untried before."""
        if not self.phone.joined:
            raise Untried("no phone could join")
        return self.phone

    @property
    def grid(self) -> str:
        """A grid that the phone holds. Untried where its user has none."""
        for info in self.scopes:
            if info.kind == "grid" and info.id in self.player.held:
                return info.ref
        raise Untried("the code's user works in no grid")

    @property
    def house(self) -> House:
        """The house that the kit made. Untried where the server did not take it."""
        if self.made is None:
            raise Untried("no house could be made")
        return self.made

    def wrote(self, kind: str, row_id: str) -> None:
        """The server says that a row was made."""
        self.acknowledged.append((kinds.NUMBERS[kind], row_id))
