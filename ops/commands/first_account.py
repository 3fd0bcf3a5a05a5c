"""The first account of a district, from which all others come: made through the door, as the server itself."""

import secrets
from typing import Any, NamedTuple

from mobile_contract.accounts import CreateOrg, CreateUser, GrantMembership, OrgLevel, Post
from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.receipts import Verdict
from ops.commands.answering import Refused
from server.accounts.passwords import Passwords
from server.app import open_door
from server.core.ids import new_id
from server.settings import Settings

_PASSWORD_BYTES = 12


class Account(NamedTuple):
    """Who may sign in, and with what."""

    login: str
    password: str


async def make_first_account(settings: Settings, name: str, login: str) -> Account:
    """The district's own organisation, and a system administrator at it. Raises Refused when the door says no."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    passwords = Passwords(
        memory_kib=settings.argon2_memory_kib, time_cost=settings.argon2_time_cost, lanes=settings.argon2_lanes
    )
    try:
        password_hash = await passwords.hash(password)
    finally:
        passwords.close()
    org, user = new_id(), new_id()
    commands: list[Command] = [
        CreateOrg(**_facts(org), code=str(settings.district), name=name, level=OrgLevel.DISTRICT),
        CreateUser(**_facts(user), login=login, name=login, password_hash=password_hash),
        GrantMembership(**_facts(new_id()), user=user, org=org, post=Post.SYS_ADMIN),
    ]
    door = await open_door(settings)
    try:
        outcome = await door.issue(commands)
    finally:
        await door.database.close()
    refused = [receipt for receipt in outcome.receipts if receipt.verdict is not Verdict.APPLIED]
    if refused:
        raise Refused(f"the district is made, its first account is not: {refused[0].why}")
    return Account(login, password)


def _facts(entity: str) -> dict[str, Any]:
    made = Clock(wall=0, boot="server", mono=0)
    return {"id": new_id(), "seq": 0, "entity": entity, "root": entity, "made": made, "contract": CONTRACT}
