"""What `hexward intake` reads and orders: files of matters, partners; all through the door under its own name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mobile_contract.base import CONTRACT, Clock, Datum
from mobile_contract.intake_orders import AddPartner, PartnerPurpose, RevokePartner
from mobile_contract.receipts import Receipt, Verdict
from ops.commands.answering import Refused
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import is_id, new_id
from server.core.reading import find_entity
from server.core.seal import new_secret, secret_hash
from server.intake import importing, queries
from server.intake.books import Templates, WrongTemplates, templates_of
from server.intake.entities import Partner
from server.intake.files import NotReadable, read_matters, table_of
from server.intake.importing import Channel, Plan
from server.settings import Settings

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward intake"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

_MADE = Clock(wall=0, boot="server", mono=0)
_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Asked(NamedTuple):
    """A file of matters and how it is to be read."""

    file: Path
    channel: Channel
    source: str
    template: str
    datum: Datum


async def look(door: Door, asked: Asked, templates: Templates) -> Plan:
    """Read a file and work out what it would begin. Raises Refused when the file cannot be read at all."""
    try:
        table = table_of(asked.file.name, asked.file.read_bytes())
    except NotReadable as error:
        raise Refused(f"{asked.file}: {error}") from error
    read = read_matters(table, asked.source, asked.template, asked.datum)
    if not read.orders and not read.faults:
        raise Refused(f"{asked.file} has no rows")
    return await importing.look(door, read, asked.channel, templates)


def templates_in(settings: Settings) -> Templates:
    """The templates of a district. Raises Refused when its own file cannot be read."""
    try:
        return templates_of(settings.templates)
    except (WrongTemplates, OSError) as error:
        raise Refused(f"wrong templates: {error}") from error


async def carry_out(door: Door, plan: Plan) -> list[Receipt]:
    """Begin all of it in one commit; what was not done comes back."""
    outcome = await door.issue(plan.commands, OPERATOR)
    return [receipt for receipt in outcome.receipts if receipt.verdict not in _DONE]


async def add_partner(
    door: Door, name: str, purpose: PartnerPurpose, classes: Sequence[str], quota: int, *, live: bool
) -> str:
    """Let a partner in; the key is shown this once. Raises Refused with what the rule has against it."""
    partner, secret = new_id(), new_secret()
    command = AddPartner(
        **_facts(partner),
        name=name,
        key_hash=secret_hash(secret),
        purpose=purpose,
        classes=tuple(classes),
        daily_quota=quota,
        live=live,
    )
    await _order(door, command)
    return f"{partner}.{secret}"


async def revoke_partner(door: Door, partner: str) -> None:
    """Let a partner in no more. Raises Refused where there is none."""
    known = is_id(partner) and await door.database.read(lambda tx: find_entity(tx, door, Partner, partner)) is not None
    if not known:
        raise Refused(f"there is no partner {partner}; `hexward intake partners` lists them")
    await _order(door, RevokePartner(**_facts(partner)))


async def list_partners(door: Door) -> list[Partner]:
    """Every partner, the oldest first."""
    return await door.database.read(lambda tx: queries.list_partners(tx, door))


async def _order(door: Door, command: AddPartner | RevokePartner) -> None:
    [receipt] = (await door.issue([command], OPERATOR)).receipts
    if receipt.verdict not in _DONE:
        raise Refused(" ".join((receipt.why, *(f"{name}={value}" for name, value in receipt.facts.items()))))


def _facts(entity: str) -> dict[str, Any]:
    return {"id": new_id(), "seq": 0, "entity": entity, "root": entity, "made": _MADE, "contract": CONTRACT}
