"""What a masked pack shows word for word: commands in which nobody wrote a word, judged by their very bytes."""

from typing import Any

import msgspec
import pytest

from mobile_contract.accounts import RevokeInstall
from mobile_contract.base import Clock, Command, Datum, Point
from mobile_contract.case_steps import MergeCase
from mobile_contract.cases import AcceptCase, CaseState, DispatchCase, FileCase, ReportMatter
from mobile_contract.duty import TellLight
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.receipts import Receipt, Verdict
from server.cases.disclosure import is_shown
from tests.support.judging import an_id, command_facts

CASE, OTHER = an_id(1), an_id(2)
POINT = Point(lon=118.775, lat=31.995, datum=Datum.WGS84)


def of(command: Command, encoding: str = "json", **facts: str) -> bytes:
    """The body of an entry of a command."""
    codec: Any = msgspec.json if encoding == "json" else msgspec.msgpack
    return a_body(codec.encode(command), encoding, **facts)


def a_body(raw: bytes, encoding: str = "json", **facts: str) -> bytes:
    return msgspec.msgpack.encode((encoding, raw, Receipt(id=an_id(3), verdict=Verdict.APPLIED, facts=facts)))


def accept(**more: Any) -> AcceptCase:
    return AcceptCase(**(command_facts(CASE) | more))


WORDLESS: list[Command] = [
    accept(),
    accept(saw=CaseState.REPORTED, epoch="3f2a-9", base=4, needs=(OTHER,)),
    FileCase(**command_facts(CASE), class_code="B-event-01-13", condition="B-event-01-13-1"),
    DispatchCase(**command_facts(CASE), department=OTHER, assisting=(OTHER,)),
    MergeCase(**command_facts(CASE), duplicate_of=OTHER),
    TellLight(**command_facts(CASE), timer=CASE, percent=80),
    AttachPhoto(
        **command_facts(OTHER), subject_kind=PhotoSubject.CASE, subject=CASE, phase=PhotoPhase.CHECK, sha256="ab" * 32,
        size_bytes=9,
    ),
]  # fmt: skip
WITH_WORDS: list[Command] = [
    accept(opinion="张三"),
    accept(opinion="13900000000"),
    accept(made=Clock(wall=0, boot="张三的手机", mono=0)),
    accept(epoch="张三"),
    ReportMatter(**command_facts(CASE), title="有坑"),
    ReportMatter(**command_facts(CASE), title="", point=POINT),
    AttachPhoto(
        **command_facts(OTHER), subject_kind=PhotoSubject.CASE, subject=CASE, phase=PhotoPhase.CHECK, sha256="ab" * 32,
        size_bytes=9, caption="张三家",
    ),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
@pytest.mark.parametrize("command", WORDLESS)
def test_a_command_without_a_word_is_shown(command: Command, encoding: str) -> None:
    assert is_shown(of(command, encoding), full=False)


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
@pytest.mark.parametrize("command", WITH_WORDS)
def test_a_command_with_words_or_a_place_is_shown_in_a_whole_pack_alone(command: Command, encoding: str) -> None:
    assert not is_shown(of(command, encoding), full=False)
    assert is_shown(of(command, encoding), full=True)


def test_an_entry_without_a_body_says_nothing_of_anybody() -> None:
    assert is_shown(b"", full=False)


@pytest.mark.parametrize("full", [False, True])
def test_what_is_no_command_of_a_case_or_cannot_be_read_stays_closed(full: bool) -> None:
    account = RevokeInstall(**command_facts(CASE), reason="丢失")
    for body in (of(account), a_body(b"{}"), a_body(b"\xff"), b"\x00", b"\xff\xff"):
        assert not is_shown(body, full=full)


def test_words_that_a_reader_would_drop_keep_an_entry_closed() -> None:
    said = accept()
    raw, packed = msgspec.json.encode(said), msgspec.msgpack.encode(said)
    twice = raw.replace(b'{"kind"', '{"opinion":"张三","opinion":"","kind"'.encode())
    assert msgspec.json.decode(twice, type=AcceptCase) == said
    assert not is_shown(a_body(twice), full=False)
    assert not is_shown(a_body(raw + b" " * 20), full=False)
    assert not is_shown(a_body(packed + b"\xc0", "msgpack"), full=False)


def test_defaults_that_a_phone_spells_out_say_no_more_than_those_it_leaves_out() -> None:
    spelt_out = msgspec.json.encode({**msgspec.to_builtins(accept()), "opinion": "", "saw": None, "generation": 0})
    assert is_shown(a_body(spelt_out), full=False)


def test_an_answer_that_repeats_words_keeps_its_entry_closed() -> None:
    assert is_shown(of(accept(), apart_m="61"), full=False)
    assert not is_shown(of(accept(), told="张三"), full=False)
