"""The code tables of care: kinds of service tags and levels. Data, read once; a starter that a district may change."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from mobile_contract.care import CareCodes

FIELDS = ("tag_kind", "care_level")
"""The fields that are codes, each of the table of its own name."""


@cache
def tables() -> Mapping[str, CareCodes]:
    """Every table by its name."""
    folder = files("server.care").joinpath("data")
    return {name: msgspec.json.decode(folder.joinpath(f"{name}.json").read_bytes(), type=CareCodes) for name in FIELDS}


def wrong_code(told: Iterable[tuple[str, Any]]) -> tuple[str, str] | None:
    """The first field whose code is in no table, with that code; None where all are known, or say nothing."""
    for field, value in told:
        if field in FIELDS and value is not None and value not in _ranks(field):
            return field, str(value)
    return None


def rank(level: str) -> int:
    """The place of a level, the closest is 0; one of another table comes last."""
    return _ranks("care_level").get(level, len(_ranks("care_level")))


@cache
def _ranks(table: str) -> Mapping[str, int]:
    return {item.code: place for place, item in enumerate(tables()[table].codes)}
