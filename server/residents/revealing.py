"""A sealed value of a person shown whole: one field, for a reason that stays, and so many a day and no more.

A list is masked and a record has its number masked; who needs the number itself asks for it alone. The journal has who
saw what of whom for which purpose and reason, in the same commit as the count: nothing is shown and not written down.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from mobile_contract.problems import ProblemCode
from mobile_contract.register_views import Revealed, RevealField, RevealRequest
from server.accounts.scope import REGISTER_POSTS, directory_of, scope_of
from server.core import clock
from server.core.database import Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import has_words
from server.core.statements import Statement, bulk
from server.residents import queries
from server.residents import tables as t
from server.residents.entities import Person
from server.residents.moves import CHINA, day_of

_COUNTS = bulk(t.reveals)
_COUNT = Statement(
    select(t.reveals.c.count)
    .where(
        t.reveals.c.district_id == bindparam("district"),
        t.reveals.c.user_id == bindparam("user"),
        t.reveals.c.day == bindparam("on_day"),
    )
    .with_for_update()
)


async def reveal(door: Door, actor: Actor, person: str, asked: RevealRequest) -> Revealed:
    """One field of a person, whole; of the loser of a merge, the winner's. A field that says nothing counts too.

    Refuses MALFORMED without words of why, NOT_FOUND for who is not there or not theirs, and REVEALS_USED_UP (`a_day`,
    `from_at`) when the day's budget is spent: then nothing was opened.
    """
    at, reason = clock.now(), asked.reason.strip()
    if not has_words(reason):
        raise Problem(ProblemCode.MALFORMED, field="reason")

    async def work(tx: Tx) -> tuple[Revealed, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        most = (await directory_of(tx, door)).register.reveals_a_day
        count = await _count(tx, door, actor.user, day_of(at))
        if count >= most:
            raise _used_up(most, at)
        found = await queries.find_person(scope, tx, door, person)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        await tx.upsert(_COUNTS, [(door.district, actor.user, day_of(at), count + 1)])
        return Revealed(asked.field, _values(found, asked.field), most - count - 1), [found.id]

    what = f"reveal:{asked.field.value}:{reason}"
    return await door.witnessed(Reading(actor, asked.purpose, what, person), work)


async def _count(tx: Tx, door: Door, user: str, day: str) -> int:
    """How many of today; whoever asks at the same moment waits."""
    await tx.insert_missing(_COUNTS, [(door.district, user, day, 0)])
    [(count,)] = await tx.fetch(_COUNT, district=door.district, user=user, on_day=day)
    return int(count)


def _used_up(most: int, at: datetime) -> Problem:
    tomorrow = (at.astimezone(CHINA) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    wait_s = max(1, round((tomorrow - at).total_seconds()))
    facts = {"a_day": most, "from_at": tomorrow.isoformat()}
    return Problem(ProblemCode.REVEALS_USED_UP, headers={"Retry-After": str(wait_s)}, **facts)


def _values(person: Person, field: RevealField) -> tuple[str, ...]:
    if field is RevealField.MORE_PHONES:
        return person.more_phones
    value = person.id_no if field is RevealField.ID_NO else person.phone
    return () if value is None else (value,)
