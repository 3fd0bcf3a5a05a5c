"""Partners: a key for one purpose, so many events a day, and what they tell becomes cases. It trusts no key twice.

A key is `id.secret`; the server keeps a hash of the secret alone. A key for trying out is answered as a live one would
be, as far as that can be said without keeping anything.
"""

from mobile_contract.intake_orders import EventTaken, NewEvent, NewOrder, OrderTaken, PartnerPurpose
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.scope import directory_of
from server.cases.entities import Case
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor, ClassNode
from server.core.door import Door
from server.core.entities import named_id
from server.core.ids import is_id
from server.core.problems import Problem
from server.core.reading import find_entity
from server.core.seal import same, secret_hash
from server.intake import metering, orders
from server.intake.books import Templates
from server.intake.doorway import mint_of, refused, too_often
from server.intake.entities import Partner
from server.intake.making import case_of_event, of_event
from server.intake.metering import Meter

PARTNERS = named_id("actor:partner")
"""The install of all that partners tell; the actor is the partner."""

_DAY_MS = 24 * 3600 * 1000
_NOBODY = "0" * 64


async def partner_of(door: Door, key: str, purpose: PartnerPurpose) -> Partner:
    """Whose key it is. Refuses NOT_SIGNED_IN for one that is wrong or revoked, NOT_ALLOWED for another purpose."""
    identity, _, secret = key.partition(".")
    found = None
    if is_id(identity):
        found = await door.database.read(lambda tx: find_entity(tx, door, Partner, identity))
    right = same(_NOBODY if found is None else found.key_hash, secret_hash(secret))
    if found is None or not right or found.revoked_at is not None:
        raise Problem(ProblemCode.NOT_SIGNED_IN)
    if found.purpose is not purpose:
        raise Problem(ProblemCode.NOT_ALLOWED, purpose=found.purpose)
    return found


async def tell(door: Door, partner: Partner, event: NewEvent) -> EventTaken:
    """A partner's event becomes a case, once, however often it is told.

    Refuses NOT_ALLOWED for a class that is not the key's, UNKNOWN_CLASS and CLASS_RETIRED, SLOW_DOWN over the quota,
    and what the rule of reports refuses.
    """
    mint = mint_of(door)
    node = await _class(door, partner, event)
    case = case_of_event(partner.id, event.event, mint)
    if await _is_known(door, case):
        return EventTaken(event=event.event, case=case, known=True)
    left = await _within_quota(door, partner)
    if not partner.live:
        return EventTaken(event=event.event, test=True, left_today=left)
    command = of_event(event, partner.id, f"{node.name}（{partner.name}）", mint)
    [answer] = (await door.issue([command], _actor(partner))).receipts
    if answer.verdict is not Verdict.APPLIED and not await _is_known(door, case):
        raise refused(answer)
    return EventTaken(event=event.event, case=case, left_today=left)


async def order(door: Door, partner: Partner, asked: NewOrder, templates: Templates) -> OrderTaken:
    """A hotline's order. Refuses NOT_ALLOWED for a class that is not the key's and for a key that is for trying out,
    SLOW_DOWN over the quota, and as `orders.take`.
    """
    if asked.class_code is not None and partner.classes and asked.class_code not in partner.classes:
        raise Problem(ProblemCode.NOT_ALLOWED, class_code=asked.class_code)
    if not partner.live:
        raise Problem(ProblemCode.NOT_ALLOWED, live="no")
    await _within_quota(door, partner)
    return await orders.take(door, _actor(partner), asked, templates)


async def _class(door: Door, partner: Partner, event: NewEvent) -> ClassNode:
    at = clock.now()

    async def work(tx: ReadTx) -> ClassNode:
        directory = await directory_of(tx, door)
        if event.class_code not in partner.classes:
            raise Problem(ProblemCode.NOT_ALLOWED, class_code=event.class_code)
        if directory.case_class(event.class_code) is None:
            raise Problem(ProblemCode.UNKNOWN_CLASS, class_code=event.class_code)
        node = directory.class_at(event.class_code, at)
        if node is None:
            raise Problem(ProblemCode.CLASS_RETIRED, class_code=event.class_code)
        return node

    return await door.database.read(work)


async def _is_known(door: Door, case: str) -> bool:
    return await door.database.read(lambda tx: find_entity(tx, door, Case, case)) is not None


async def _within_quota(door: Door, partner: Partner) -> int:
    """How many more may be told today; a day's quota comes back evenly over the day."""
    at = clock.now()
    meter = Meter(f"partner|{partner.id}", _DAY_MS // partner.daily_quota, partner.daily_quota)
    passed = await door.database.write(lambda tx: metering.pass_through(tx, door.district, [meter], at))
    if passed.wait_ms:
        raise too_often(passed.wait_ms)
    return passed.left


def _actor(partner: Partner) -> Actor:
    return Actor(user=partner.id, install=PARTNERS, system=True)
