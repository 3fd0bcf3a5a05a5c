"""What must not be stored is nowhere (domain.md 2.3): no field of the contract, no column, no sealed field, no code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from mobile_contract.commands import AnyCommand
from mobile_contract.kinds import KINDS as RECORDS
from server import features
from tests.support.databases import list_tables
from tests.support.tree import ROOT

REFUSED = {
    "religion": r"religio|faith|belief|church|zongjiao|xinyang|宗教|信仰",
    "political status": r"politic|party_member|zhengzhi|政治面貌|党派",
    "petitioner and stability lists": r"petition|stability|weiwen|shangfang|key_person|watch_?list|上访|涉稳|重点关注",
    "face data and face recognition": r"(?<![a-z])face(?!t|s_)|facial|biometr|fingerprint_of|人脸|指纹|虹膜",
    "social scoring": r"social_score|social_credit_score|credit_score|trust_score|社会信用分|积分排名",
}
"""Never a field, never importable: class N."""

GATED = {
    "foreigners": r"nationality|passport_country|visa|entry_port|purpose_of_stay|国籍|签证|来华",
    "special groups": r"prisoner|correction_order|community_correction|mental|drug|刑满|矫正|精神|吸毒",
}
"""Off by default, in a sealed compartment that this build does not have: class G."""


def _fields() -> Iterator[tuple[str, str]]:
    for struct in (*get_args(AnyCommand), *RECORDS.values()):
        yield from _of(struct)
    for codec in features.all_kinds().codecs.values():
        yield from ((codec.kind.entity.__name__, name) for name in codec.kind.entity.__struct_fields__)
        yield from ((codec.kind.name, name) for column, names in codec.kind.sealed.items() for name in (column, *names))
    for table in list_tables():
        yield from ((table.name, column.name) for column in table.columns)


def _of(struct: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    """The fields of a struct, and of those within it."""
    yield struct.__name__, str(struct.__struct_config__.tag)
    for field in msgspec.structs.fields(struct):
        yield struct.__name__, field.encode_name
        within = [one for one in _structs_in(field.type) if one is not struct]
        for one in within:
            yield from _of(one)


def _structs_in(told: object) -> Iterator[type[msgspec.Struct]]:
    if isinstance(told, type) and issubclass(told, msgspec.Struct):
        yield told
    for inner in get_args(told):
        yield from _structs_in(inner)


NAMES = sorted(set(_fields()))


@pytest.mark.parametrize("sort", [*REFUSED, *GATED])
def test_what_must_not_be_stored_has_no_field_and_no_column(sort: str) -> None:
    pattern = re.compile((REFUSED | GATED)[sort], re.IGNORECASE)
    assert [told for told in NAMES if pattern.search(told[1])] == []


@pytest.mark.parametrize("sort", REFUSED)
def test_no_code_table_of_a_register_speaks_of_it(sort: str) -> None:
    pattern = re.compile(REFUSED[sort], re.IGNORECASE)
    tables: Path = ROOT / "server" / "residents" / "data" / "codes.json"
    told = [(table["scheme"], name) for table in json.loads(tables.read_text("utf-8")) for name in _words(table)]
    assert len(told) > 150
    assert [one for one in told if pattern.search(" ".join(one))] == []


def _words(table: dict[str, Any]) -> list[str]:
    codes: dict[str, str] = table["codes"]
    return [str(table["title"]), *codes.values()]


def test_the_walk_sees_what_lies_deep() -> None:
    """The patterns are tried on names that are there, so that a walk which sees nothing fails."""
    names = {name for _, name in NAMES}
    assert {"ethnicity", "owner_id_no", "property_phone", "cert_no", "id_no_index", "more_phones", "collects"} <= names
    assert len(names) > 400
