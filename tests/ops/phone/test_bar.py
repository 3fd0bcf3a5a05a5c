"""The sync bar: seven states, the first that holds, in two languages."""

import msgspec
import pytest

from mobile_contract.receipts import Receipt, Verdict
from ops.phone.bar import State, bar, text
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.ports import Answered, PhotoFile
from tests.support.phones import INSTALL, USER, add_household, at, district, made_id, phone, sync


def shown(device: Phone, *, sending: bool = False) -> tuple[State, str]:
    told = bar(device.store, at(60), sending=sending, next_in_s=60)
    return told.state, text(told)


def with_photo(device: Phone) -> None:
    photo = PhotoFile(made_id(7), made_id(8), made_id(9), "0" * 64, 3_000_000, "image/png", "p", offset=900_000)
    device.enqueue([], at(), photos=[photo])


def test_each_state_gives_way_to_the_one_before_it() -> None:
    server = district()
    device = phone()
    sync(device, server)
    assert shown(device)[0] is State.SAVED
    assert shown(device)[1].startswith("✓ All saved on server ")

    with_photo(device)
    assert shown(device) == (State.PHOTOS, "📷 Photos waiting 1 (2.1 MB)")
    device.enqueue([add_household(1, command=101)], at())
    assert shown(device) == (State.WAITING, "↑ 1 waiting")
    assert shown(device, sending=True) == (State.SENDING, "↻ Sending 1")
    device.note_failure("no network")
    assert shown(device)[0] is State.OFFLINE
    assert shown(device)[1].startswith("✈ Offline, 1 safe on this phone, next attempt ")
    receipt = msgspec.json.encode(Receipt(made_id(100), Verdict.REFUSED))
    with device.store.commit():
        device.store.answered.put(Answered(99, made_id(100), "visit", made_id(1), receipt, 0))
    assert shown(device) == (State.NEEDS_YOU, "! 1 needs you · 1 waiting")
    device.note_failure("not_signed_in")
    assert shown(device) == (State.SIGN_IN, "⛔ Sign in again, nothing lost · 1 waiting")
    device.join(INSTALL, USER)
    device.dismiss(made_id(100))
    assert shown(device)[0] is State.OFFLINE


def test_a_phone_that_never_joined_asks_to_sign_in() -> None:
    assert shown(Phone(MemoryStore()))[0] is State.SIGN_IN


@pytest.mark.parametrize("language", ["en_US.UTF-8", "zh_CN.UTF-8"])
def test_every_state_has_words_in_both_languages(language: str) -> None:
    device = phone()
    told = bar(device.store, at())

    for state in State:
        line = text(msgspec.structs.replace(told, state=state, unsent=3), language)
        assert ("{" in line, bool(line)) == (False, True)
        assert any("一" <= letter <= "鿿" for letter in line) is language.startswith("zh")
