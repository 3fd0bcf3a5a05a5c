"""Reads of what headings mean, and the memory of the last fillings."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import bindparam, select

from server.core.database import ReadTx, Tx
from server.core.statements import Statement, bulk
from server.forms.tables import form_fillings, heading_answers

Told = Mapping[str, Mapping[str, bytes]]

_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(dict[str, dict[str, bytes]])
_FILLINGS = bulk(form_fillings)
_answers, _fillings = heading_answers.c, form_fillings.c
_ANSWERS = Statement(select(_answers.heading, _answers.field).where(_answers.district_id == bindparam("district")))
_LAST = Statement(
    select(_fillings.filled_at, _fillings.told).where(
        _fillings.district_id == bindparam("district"),
        _fillings.form == bindparam("form"),
        _fillings.area == bindparam("area"),
    )
)


class LastTime(NamedTuple):
    """When a form was filled for an area the last time, and the marks of what it told."""

    at: datetime
    told: Told


async def list_answers(tx: ReadTx, district: int) -> dict[str, str]:
    """What headings were said to mean, by their keys."""
    return {row[0]: row[1] for row in await tx.fetch(_ANSWERS, district=district)}


async def find_last(tx: ReadTx, district: int, form: str, area: str) -> LastTime | None:
    """The last filling of a form for an area."""
    rows = await tx.fetch(_LAST, district=district, form=form, area=area)
    return LastTime(rows[0][0], _UNPACK.decode(rows[0][1])) if rows else None


async def keep_filling(tx: Tx, district: int, form: str, area: str, at: datetime, by: str, told: Told) -> None:
    """Put a filling in the place of the one before."""
    await tx.upsert(_FILLINGS, [(district, form, area, at, by, _PACK.encode(told))])
