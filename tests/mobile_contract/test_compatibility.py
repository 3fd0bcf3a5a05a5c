"""No phone that is out there is let down: what a released contract wrote is taken, what it reads is told."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mobile_contract.base import CONTRACT
from mobile_contract.emit import CONTRACT_ROOT
from mobile_contract.emit.breaking import Break, breaks
from mobile_contract.emit.schema import schema
from mobile_contract.versions import CONVERTERS

RELEASED = sorted((CONTRACT_ROOT / "released").glob("*.schema.json"))
NOW: dict[str, Any] = msgspec.json.decode(schema())


def _number(file: Path) -> int:
    return int(file.name.split(".")[0])


def _tag(schema_: dict[str, Any], shape: str) -> str:
    tag = schema_["$defs"][shape]["properties"].get("kind", {}).get("enum", [""])
    return str(tag[0])


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.name)
def test_what_a_released_contract_wrote_is_taken_or_converted(file: Path) -> None:
    """Where this fails: give the contract a new number in CHANGES.md, and the command a converter in versions.py."""
    old: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    converted = {kind for number, kinds in CONVERTERS.items() if number >= _number(file) for kind in kinds}

    found = [one for one in breaks(old, NOW) if _tag(old, one.of) not in converted]

    assert found == []


def test_every_contract_before_this_one_is_kept_from_the_second_on() -> None:
    assert [_number(file) for file in RELEASED] == list(range(2, CONTRACT))
    changes = (CONTRACT_ROOT / "CHANGES.md").read_text(encoding="utf-8")
    assert all(f"\n## {number}\n" in changes for number in range(1, CONTRACT + 1))


def _fields(told: dict[str, Any], shape: str) -> dict[str, Any]:
    return told["$defs"][shape]["properties"]  # type: ignore[no-any-return]


def _lose_a_field(told: dict[str, Any]) -> None:
    del _fields(told, "RecordVisit")["note"]


def _need_a_field(told: dict[str, Any]) -> None:
    told["$defs"]["RecordVisit"]["required"].append("note")


def _lose_a_command(told: dict[str, Any]) -> None:
    del told["$defs"]["RecordVisit"]


def _narrow_a_text(told: dict[str, Any]) -> None:
    name = _fields(told, "RegisterPerson")["name"]
    name["maxLength"] = 20


def _lose_a_word(told: dict[str, Any]) -> None:
    told["$defs"]["VisitChannel"]["enum"].pop()


def _change_a_pattern(told: dict[str, Any]) -> None:
    _fields(told, "RecordVisit")["household"]["pattern"] = "^x$"


def _change_a_type(told: dict[str, Any]) -> None:
    _fields(told, "RecordVisit")["seq"] = {"type": "string"}


def _tell_no_more(told: dict[str, Any]) -> None:
    told["$defs"]["PullReply"]["required"].remove("cursor")


def _tell_otherwise(told: dict[str, Any]) -> None:
    _fields(told, "PersonRecord")["name"] = {"type": "integer"}


def _tell_null(told: dict[str, Any]) -> None:
    _fields(told, "PersonRecord")["name"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


@pytest.mark.parametrize(
    ("change", "of", "how"),
    [
        (_lose_a_field, "RecordVisit", "not taken any more"),
        (_need_a_field, "RecordVisit", "needed now"),
        (_lose_a_command, "RecordVisit", "removed"),
        (_narrow_a_text, "RegisterPerson", "maxLength is 20"),
        (_lose_a_word, "RecordVisit", "is not taken any more"),
        (_change_a_pattern, "RecordVisit", "pattern"),
        (_change_a_type, "RecordVisit", "became"),
        (_tell_no_more, "PullReply", "may be missing"),
        (_tell_otherwise, "PersonRecord", "became"),
        (_tell_null, "PersonRecord", "null is told"),
    ],
)
def test_a_change_that_breaks_a_phone_is_found(change: Callable[[dict[str, Any]], None], of: str, how: str) -> None:
    changed = copy.deepcopy(NOW)
    change(changed)

    found = breaks(NOW, changed)

    assert any(one.of == of and how in one.how for one in found), found


def _add_a_field(told: dict[str, Any]) -> None:
    _fields(told, "RecordVisit")["mood"] = {"type": "string", "default": ""}


def _tell_more(told: dict[str, Any]) -> None:
    _fields(told, "PersonRecord")["mood"] = {"type": "string"}
    told["$defs"]["PersonRecord"]["required"].append("mood")


def _widen_a_text(told: dict[str, Any]) -> None:
    _fields(told, "RegisterPerson")["name"]["maxLength"] = 4000


def _more_words(told: dict[str, Any]) -> None:
    told["$defs"]["VisitChannel"]["enum"].append("by_letter")


@pytest.mark.parametrize("change", [_add_a_field, _tell_more, _widen_a_text, _more_words])
def test_what_only_adds_breaks_nobody(change: Callable[[dict[str, Any]], None]) -> None:
    changed = copy.deepcopy(NOW)
    change(changed)

    assert breaks(NOW, changed) == list[Break]()
