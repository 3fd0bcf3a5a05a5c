"""Lets tokens go whose install was shut out or has signed out. Whoever sends asks for itself whether one is let in."""

from collections.abc import Iterable, Sequence

from mobile_contract.base import Command
from mobile_contract.notices import RemovePushToken, TokenEnd
from mobile_contract.receipts import Verdict
from server.accounts.entities import Install
from server.accounts.service import made_now
from server.core import clock
from server.core.consumers import Consumer
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import Entry
from server.core.reading import list_by
from server.notices.entities import PushToken
from server.notices.planning import is_let_in

NAME = "push tokens"
KINDS = ("revoke_install", "end_session")


class Unheard(Exception):
    """The door could not take a removal in just now; whoever asked for it tries again."""


def tokens_consumer() -> Consumer:
    """Follows who is shut out and who signs out."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        await let_go(door, {entry.entity for entry in entries if entry.version})

    return Consumer(NAME, KINDS, handle)


async def let_go(door: Door, installs: Iterable[str]) -> int:
    """Remove the tokens of those of these installs that are let in no more; how many tokens that were."""
    at = clock.now()

    async def read(tx: ReadTx) -> dict[str, TokenEnd]:
        out = {
            one.id: TokenEnd.LOGOUT if one.until_at else TokenEnd.REVOKED
            for one in await list_by(tx, door, Install, "id", installs)
            if not is_let_in(one, at)
        }
        tokens = await list_by(tx, door, PushToken, "install", out)
        return {one.id: out[one.install] for one in tokens if one.removed_at is None}

    found = await door.database.read(read)
    await issue(door, [RemovePushToken(**made_now(token), why=why) for token, why in sorted(found.items())])
    return len(found)


async def issue(door: Door, commands: Sequence[Command]) -> None:
    """Have the door take commands of the server's own in. Raises Unheard where it cannot now."""
    if not commands:
        return
    receipts = (await door.issue(commands)).receipts
    if any(receipt.verdict is Verdict.RETRY for receipt in receipts):
        raise Unheard("the door is overloaded")
