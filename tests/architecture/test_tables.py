"""Every table can be distributed by district (dependencies.md 6): what Citus asks for, asked of our own metadata."""

import re

import pytest
from sqlalchemy import Constraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from server.provision import schema
from tests.support.databases import list_tables
from tests.support.tree import ROOT

DISTRICT = "district_id"
REFERENCE_TABLES = frozenset[str]()
"""Catalogues without a district. None so far: what looks like one (case classes) is the district's own."""

_MOVES_BY_ITSELF = {"SET NULL", "SET DEFAULT", "CASCADE"}
TABLES = [table for table in list_tables() if table.name not in REFERENCE_TABLES]


def _keys_of(table: Table) -> list[tuple[str, list[str]]]:
    keys: list[PrimaryKeyConstraint | UniqueConstraint | Index] = [table.primary_key, *table.indexes]
    keys += [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return [(str(key.name), [str(column.name) for column in key.columns]) for key in keys]


def _foreign_keys_of(table: Table) -> list[ForeignKeyConstraint]:
    return [one for one in table.constraints if isinstance(one, ForeignKeyConstraint)]


def _misplaced(key: ForeignKeyConstraint) -> bool:
    """The district must stand at the same place on both sides, and no side may move it."""
    here = list(key.column_keys)
    there = [element.target_fullname.rsplit(".", 1)[1] for element in key.elements]
    target = key.elements[0].target_fullname.rsplit(".", 1)[0]
    if target in REFERENCE_TABLES:
        return False
    same_place = DISTRICT in here and DISTRICT in there and here.index(DISTRICT) == there.index(DISTRICT)
    return not same_place or bool({key.ondelete, key.onupdate} & _MOVES_BY_ITSELF)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_and_index_begins_with_the_district(table: Table) -> None:
    assert [name for name, columns in _keys_of(table) if columns[:1] != [DISTRICT]] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_foreign_key_carries_the_district_at_the_same_place(table: Table) -> None:
    assert [key.name for key in _foreign_keys_of(table) if _misplaced(key)] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_and_index_has_a_name_of_its_own(table: Table) -> None:
    items: list[Constraint | Index] = [*table.constraints, *table.indexes]
    names = [str(one.name) for one in items if one.name]
    assert len(set(names)) == len(names)
    assert all(name.startswith(("pk_", "uq_", "ix_", "fk_", "ck_")) and len(name) <= 63 for name in names)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_sqlite_keeps_the_table_strict_and_in_the_order_of_its_key(table: Table) -> None:
    told = table.dialect_options["sqlite"]
    assert (told["strict"], told["with_rowid"]) == (True, False)


def test_a_key_that_leaves_the_district_out_is_seen() -> None:
    lost = ForeignKeyConstraint(["building"], ["buildings.id"])
    turned = ForeignKeyConstraint(["district_id", "building"], ["buildings.id", "buildings.district_id"])
    moving = ForeignKeyConstraint(
        ["district_id", "building"], ["buildings.district_id", "buildings.id"], ondelete="SET NULL"
    )
    sound = ForeignKeyConstraint(["district_id", "building"], ["buildings.district_id", "buildings.id"])
    assert [_misplaced(key) for key in (lost, turned, moving, sound)] == [True, True, True, False]


def test_nothing_acts_behind_the_doors_back() -> None:
    forbidden = re.compile(
        r"\bTRIGGER\b|\bSET NULL\b|\bSET DEFAULT\b|\bCREATE (OR REPLACE )?(RULE|FUNCTION)\b|SERIAL", re.IGNORECASE
    )
    migrations = [path.read_text(encoding="utf-8") for path in (ROOT / "ops/migrations/versions").glob("*.py")]
    assert migrations
    statements = [*migrations, *schema("sqlite"), *schema("postgresql")]
    assert [found[0] for one in statements for found in forbidden.finditer(one)] == []
