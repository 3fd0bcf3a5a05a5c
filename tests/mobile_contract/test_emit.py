"""What `generated/` says is what the server's own types say, and the protocol's text leaves no verdict out."""

import re
from typing import Any, get_args

import msgspec
import pytest

from mobile_contract import accounts, sync
from mobile_contract.commands import AnyCommand
from mobile_contract.emit import CONTRACT_ROOT, files
from mobile_contract.offline import ONLINE_ONLY
from mobile_contract.problem_titles import TITLES
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.http import JSON_TYPE, MSGPACK_TYPE, NDJSON_TYPE
from server.features import all_handlers
from server.uploads.routes import BYTES_TYPE
from tests.support.tree import ROOT

_MESSAGE = re.compile(r"(Request|Reply|Proof)$")
_FILES = files()
_SCHEMA: dict[str, Any] = msgspec.json.decode(_FILES["generated/contract.schema.json"])


@pytest.mark.parametrize("path", files())
def test_what_lies_on_disk_is_what_the_types_make(path: str) -> None:
    assert (CONTRACT_ROOT / path).read_text(encoding="utf-8") == _FILES[path], "run `python -m mobile_contract.emit`"


def test_every_refusal_has_its_words_in_both_languages() -> None:
    assert TITLES.keys() == set(ProblemCode)
    assert all(en and zh for _, en, zh in TITLES.values())


def test_what_is_told_to_be_online_alone_is_what_the_rules_hold_to() -> None:
    assert {one.command for one in all_handlers().values() if one.online} == ONLINE_ONLY


def test_the_schema_has_every_command() -> None:
    assert {one.__name__ for one in get_args(AnyCommand)} <= _SCHEMA["$defs"].keys()


def test_the_protocol_names_the_encodings_that_the_server_takes_and_no_others() -> None:
    told = (ROOT / "mobile_contract/PROTOCOL.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(application/[a-z.+-]+)`", told))
    assert named == {JSON_TYPE, NDJSON_TYPE, MSGPACK_TYPE, "application/problem+json", BYTES_TYPE}


def test_every_message_that_a_phone_sends_or_gets_is_in_the_schema() -> None:
    named = {name for module in (accounts, sync) for name in vars(module) if _MESSAGE.search(name)} - {"Request"}
    assert {"RejoinRequest", "WipeProof", "PullReply"} <= named
    assert named <= _SCHEMA["messages"].keys()


def test_the_protocol_names_every_verdict() -> None:
    told = (ROOT / "mobile_contract/PROTOCOL.md").read_text(encoding="utf-8")
    assert {one.value for one in Verdict} <= set(re.findall(r"`([a-z_]+)`", told))
