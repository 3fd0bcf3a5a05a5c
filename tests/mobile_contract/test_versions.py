"""Commands of old contracts are read as their own contract meant them, in both encodings."""

from typing import Any

import msgspec
import pytest

from mobile_contract import versions
from mobile_contract.base import CONTRACT
from mobile_contract.commands import Malformed, decode_json, decode_msgpack
from mobile_contract.visits import RecordVisit

_VISIT = {
    "kind": "record_visit",
    "id": "01970000-0000-7000-8000-000000000001",
    "seq": 4,
    "entity": "01970000-0000-7000-8000-000000000002",
    "root": "01970000-0000-7000-8000-000000000003",
    "made": {"wall": 1, "boot": "b", "mono": 2},
    "contract": 1,
    "household": "01970000-0000-7000-8000-000000000003",
    "channel": "door",
    "outcome": "met",
}
_OLD = {name: value for name, value in _VISIT.items() if name != "channel"} | {"how": "door"}


def _renamed(told: dict[str, Any]) -> dict[str, Any]:
    how = told.pop("how")
    return told | {"channel": how}


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the channel of a visit had had another name in contract 1."""
    monkeypatch.setattr(versions, "CONVERTERS", {1: {"record_visit": _renamed}})


@pytest.mark.usefixtures("renamed")
def test_a_command_of_an_old_contract_is_read_as_that_contract_meant_it() -> None:
    for command in (decode_json(msgspec.json.encode(_OLD)), decode_msgpack(msgspec.msgpack.encode(_OLD))):
        assert isinstance(command, RecordVisit)
        assert command.channel == "door"
        assert command.contract == 1


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize(
    "told",
    [
        _OLD | {"contract": CONTRACT},
        _OLD | {"contract": 0},
        _OLD | {"contract": "1"},
        _OLD | {"kind": ["record_visit"]},
        _OLD | {"how": 7},
        {name: value for name, value in _OLD.items() if name != "how"},
        [_OLD],
    ],
)
def test_what_no_contract_knows_stays_malformed(told: Any) -> None:
    with pytest.raises(Malformed):
        decode_json(msgspec.json.encode(told))


def test_a_command_whose_shape_never_changed_passes_untouched() -> None:
    assert decode_json(msgspec.json.encode(_VISIT)).contract == 1


def test_pull_goes_two_contracts_back_and_no_further() -> None:
    assert [versions.may_pull(contract, newest=5) for contract in range(1, 6)] == [False, False, True, True, True]
