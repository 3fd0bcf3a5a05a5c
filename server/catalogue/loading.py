"""Reads the catalogue for the directory: two queries, whatever its size."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from server.catalogue.entities import Override
from server.catalogue.index import CatalogueIndex
from server.catalogue.tables import case_classes, filing_conditions
from server.core.database import ReadTx
from server.core.decisions import ClassNode, ConditionNode
from server.core.statements import Row, Statement

_CLASSES = Statement(
    select(
        *(
            case_classes.c[name]
            for name in (
                "id",
                "code",
                "name",
                "photos_before",
                "photos_after",
                "limit_value",
                "limit_unit",
                "may_self_handle",
                "check_waived",
                "number",
                "valid_from",
                "valid_until",
            )
        )
    ).where(case_classes.c.district_id == bindparam("district"))
)
_CONDITIONS = Statement(
    select(
        *(
            filing_conditions.c[name]
            for name in (
                "ordinal",
                "id",
                "class_code",
                "scheme",
                "limit_value",
                "limit_unit",
                "photos_before",
                "photos_after",
                "closing_text",
                "valid_from",
                "valid_until",
                "overrides",
            )
        )
    ).where(filing_conditions.c.district_id == bindparam("district"))
)
_DECODE_OVERRIDES = msgspec.msgpack.Decoder(tuple[Override, ...])


async def load_catalogue(tx: ReadTx, district: int) -> CatalogueIndex:
    """Every version of every class and condition."""
    classes = await tx.fetch(_CLASSES, district=district)
    conditions = await tx.fetch(_CONDITIONS, district=district)
    return CatalogueIndex([ClassNode(*row) for row in classes], [_condition(row) for row in conditions])


def _condition(row: Row) -> tuple[int, ConditionNode]:
    ordinal, *facts, packed = row
    overrides = tuple((one.path, one.limit_value, one.limit_unit) for one in _DECODE_OVERRIDES.decode(packed))
    told: list[Any] = [*facts, overrides]
    return ordinal, ConditionNode(*told)
