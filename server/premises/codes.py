"""The code tables of premises: kinds of sites, of organisations, how a house is let and watched. Data, read once.

They are a starter that a district may change (domain.md 2.2: unconfirmed, keep configurable); each tells its scheme and
from when it is in force. A code that a row has already stays as it is, whatever becomes of the table.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from mobile_contract.premises import CodeItem, PremisesCodes

TABLE_OF: Mapping[str, str] = {
    "site_kind": "site_kind",
    "fire_class": "fire_class",
    "order_class": "order_class",
    "organisation_type": "organisation_type",
    "industry": "industry",
    "purpose": "house_purpose",
    "lessor_type": "lessor_type",
    "danger_type": "danger_type",
    "danger_level": "danger_level",
    "management_class": "management_class",
}
"""By field: the table that its codes are of."""


@cache
def tables() -> Mapping[str, PremisesCodes]:
    """Every table by its name."""
    folder = files("server.premises").joinpath("data")
    names = sorted(set(TABLE_OF.values()))
    return {name: _read(folder.joinpath(f"{name}.json").read_bytes()) for name in names}


def wrong_code(told: Iterable[tuple[str, Any]]) -> tuple[str, str] | None:
    """The first field whose code is in no table, with that code; None where all are known, or say nothing."""
    for field, value in told:
        if field in TABLE_OF and value is not None and value not in _by_code(TABLE_OF[field]):
            return field, str(value)
    return None


def verify_days(management_class: str) -> int:
    """After how many days a tenant is seen again: what the house's class says, the shortest where it is not known."""
    found = _by_code("management_class").get(management_class)
    days = [item.verify_days for item in tables()["management_class"].codes if item.verify_days is not None]
    return min(days) if found is None or found.verify_days is None else found.verify_days


@cache
def _by_code(table: str) -> Mapping[str, CodeItem]:
    return {item.code: item for item in tables()[table].codes}


def _read(raw: bytes) -> PremisesCodes:
    return msgspec.json.decode(raw, type=PremisesCodes)
