"""How a district keeps its register, read for its snapshot of slow facts. It changes nothing."""

import msgspec
from sqlalchemy import bindparam, select

from mobile_contract.codes import CodeShape
from server.core.database import ReadTx
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.codes import Register
from server.residents.entities import OwnCodes, RegisterSwitches

_SWITCHES = Statement(
    select(*(t.register_switches.c[name] for name in ("id", "version", "collects", "reveals_a_day"))).where(
        t.register_switches.c.district_id == bindparam("district")
    )
)
_CODES = Statement(
    select(*(t.own_codes.c[name] for name in ("id", "version", "scheme", "title", "codes"))).where(
        t.own_codes.c.district_id == bindparam("district")
    )
)
_DECODE_FACTS = msgspec.msgpack.Decoder(tuple[str, ...])
_DECODE_CODES = msgspec.msgpack.Decoder(tuple[CodeShape, ...])


async def load_register(tx: ReadTx, district: int) -> Register:
    """What it collects, and its own tables of codes."""
    switches = [
        RegisterSwitches(id=row[0], version=row[1], collects=_DECODE_FACTS.decode(row[2]), reveals_a_day=row[3])
        for row in await tx.fetch(_SWITCHES, district=district)
    ]
    own = [
        OwnCodes(id=row[0], version=row[1], scheme=row[2], title=row[3], codes=_DECODE_CODES.decode(row[4]))
        for row in await tx.fetch(_CODES, district=district)
    ]
    return Register(switches[0] if switches else None, own)
