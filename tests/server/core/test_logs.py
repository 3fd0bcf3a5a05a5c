"""What a server process writes to its log never holds what somebody typed, sent or keeps secret."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.accounts import IssueEnrolment
from mobile_contract.cases import CommentCase, ReportMatter
from mobile_contract.residents import AddBuilding, ChangePerson, IdType, PersonEdits, RegisterPerson
from mobile_contract.visits import RecordVisit
from server.core import clock, logs
from server.core.database import Database, DatabaseFault, Tx
from server.core.ids import new_id
from server.core.statements import bulk
from server.core.tables import heads, receipts
from tests.support.app import PASSWORD
from tests.support.joined import Joined
from tests.support.scene import by_system
from tests.support.served import Served

NAME, PHONE, ID_NO, WORD = "金丝雀一号", "13912345678", "CANARY-0042", "canary-in-the-mine"
HASH = "ca9a7e" * 10 + "ffff"
CANARIES = (NAME, PHONE, ID_NO, WORD, HASH, PASSWORD)
NDJSON = {"content-type": "application/x-ndjson"}


async def personal_words(served: Served, phone: Joined) -> None:
    """Commands that are done, merged, refused, held, late or unreadable, each with words in it."""
    home: dict[str, Any] = {"dwelling": served.scene.dwelling, "household": served.scene.household}
    facts: dict[str, Any] = {"name": NAME, "phone": PHONE, "id_type": IdType.OTHER, "id_no": ID_NO, "workplace": WORD}
    person = new_id()
    visit = RecordVisit(**phone.facts(new_id()), household=served.scene.household, note=WORD)
    unreadable = msgspec.json.encode(visit)
    receipts = await phone.push(
        RegisterPerson(**phone.facts(person), residency=new_id(), **home, **facts),
        RegisterPerson(**phone.facts(person), residency=new_id(), **home, **facts),
        RegisterPerson(**phone.facts(new_id()), residency=new_id(), dwelling=new_id(), **facts),
        RegisterPerson(**phone.facts(new_id()), residency=new_id(), **home, **facts, birth_on="2026-02-31"),
        ChangePerson(**phone.facts(person), set=PersonEdits(name=("x", WORD), phone=(PHONE, None))),
        ChangePerson(**phone.facts(new_id()), set=PersonEdits(note=(None, WORD))),
        AddBuilding(**phone.facts(new_id()), grid=served.north, name=WORD),
        ReportMatter(
            **phone.facts(new_id()), title=NAME, description=PHONE, claimed_grid=served.scene.west, address=WORD
        ),
        CommentCase(**phone.facts(new_id()), opinion=WORD),
        unreadable.replace(b'"channel"', b'"' + WORD.encode() + b'"').replace(b"}", b',"' + WORD.encode() + b'":1}', 1),
        unreadable.replace(b"}", f',"outcome":"{NAME}"}}'.encode(), 1),
        unreadable.replace(b'"record_visit"', f'"{WORD}"'.encode()),
        NAME.encode(),
    )
    verdicts = [receipt["verdict"] for receipt in receipts]
    assert {"applied", "refused", "held", "conflict", "parked"} <= set(verdicts), verdicts


async def bad_requests(served: Served, phone: Joined, visitor: httpx.AsyncClient) -> None:
    """Words where none belong: in addresses, headers, envelopes, logins and photos."""
    for path in (
        f"/v1/{WORD}",
        f"/v1/photos/{WORD}",
        f"/v1/me?{WORD}={NAME}",
        f"/{NAME}",
        f"/v1/sync/{WORD}?x={PHONE}",
    ):
        assert (await phone.http.get(path)).status_code in {400, 404}
    for path, body in (
        ("login", {"login": WORD, "password": NAME}),
        ("login", {"login": "office", "password": WORD}),
        ("login", {"login": WORD, "password": NAME, WORD: NAME}),
        ("enrol", {"code": WORD, "install": new_id(), "secret_hash": HASH, "platform": NAME}),
        ("enrol", {"code": WORD, "install": WORD, "secret_hash": HASH}),
    ):
        assert 400 <= (await visitor.post(f"/v1/{path}", json=body)).status_code < 500
    for headers in (
        {"authorization": f"Bearer {new_id()}.{WORD}"},
        {"authorization": WORD},
        {"cookie": f"hexward_session={new_id()}.{WORD}"},
        {"x-hexward-csrf": WORD, "x-hexward-purpose": WORD, "user-agent": WORD, "referer": f"http://x/{WORD}"},
    ):
        assert (await visitor.get("/v1/me", headers=headers)).status_code == 401
    envelope: dict[str, Any] = {
        "install": phone.install,
        "now": {"wall": 0, "boot": WORD, "mono": 0},
        "queue": {"last_error": WORD},
    }
    for pushed in ({**envelope, WORD: NAME}, {**envelope, "install": WORD}, envelope):
        await phone.http.post("/v1/sync/push", content=json.dumps(pushed), headers=NDJSON)
    await phone.http.post("/v1/sync/pull", json={**envelope, "cursor": WORD})


async def a_photo_that_is_none(phone: Joined) -> None:
    content, upload = f"{WORD} {NAME}".encode(), new_id()
    sha256 = hashlib.sha256(content).hexdigest()
    promise = {"upload": upload, "sha256": sha256, "size_bytes": len(content), "command": new_id()}
    assert (await phone.http.post("/v1/uploads", json=promise)).status_code == 200
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    assert (await phone.http.patch(f"/v1/uploads/{upload}", content=content, headers=headers)).status_code == 422


async def a_database_fault(served: Served, office: httpx.AsyncClient) -> None:
    """Two promises of one code: the database refuses the second, and would like to quote it."""
    until, worker = clock.now() + timedelta(minutes=5), served.scene.users["worker_west"]
    for _ in range(2):
        promise = IssueEnrolment(**by_system(new_id()), user=worker, code_hash=HASH, expires_at=until)
        body = msgspec.json.encode(promise)
        answer = await office.post("/v1/commands", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 200


async def test_no_secret_and_no_words_of_anybody_are_in_the_log_of_a_server(served: Served) -> None:
    phone, office, visitor = await served.join("worker_west"), await served.sign_in("office"), await served.visitor()
    await personal_words(served, phone)
    await bad_requests(served, phone, visitor)
    await a_photo_that_is_none(phone)
    await a_database_fault(served, office)
    code = (await office.post("/v1/enrolments", json={"user": served.scene.users["worker_west"]})).json()["code"]
    asked = {"purpose": "register", "grid": served.scene.west}
    assert NAME[0] in (await office.get("/v1/persons", params=asked)).text
    told = served.log.read_text(encoding="utf-8")
    secrets = [phone.http.headers["authorization"].rpartition(".")[2], office.headers["x-hexward-csrf"], code]
    secrets.append(office.cookies["hexward_session"].rpartition(".")[2])
    for canary in (*CANARIES, *secrets, json.dumps(NAME).strip('"')):
        assert canary not in told, canary
    events = {json.loads(line)["event"] for line in told.splitlines() if line.startswith("{")}
    assert {"request", "batch failed", "command failed"} <= events


def a_rule_that_fails() -> None:
    raise ValueError(WORD) from LookupError(NAME)


def test_an_exception_leaves_its_type_and_its_places_alone() -> None:
    with pytest.raises(ValueError, match=WORD) as caught:
        a_rule_that_fails()
    told = logs.places_alone(None, "error", {"event": "fault", "exc_info": caught.value})
    assert (told["event"], told["exception"]) == ("fault", "ValueError")
    assert told["at"][0].startswith("test_logs.py:")
    assert WORD not in repr(told)
    assert NAME not in repr(told)


ROW = (320114, new_id(), new_id(), 1, WORD, new_id(), b"x", WORD, b"x", 1, clock.now(), clock.now(), WORD)
HEAD = (320114, WORD, 1, b"x", 1, 1, WORD)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (receipts, [ROW, ROW]),
        (receipts, [(*ROW[:1], WORD, *ROW[2:3], WORD, *ROW[4:])]),
        (receipts, [(*ROW[:9], None, *ROW[10:])]),
        (receipts, [(*ROW[:9], 2**63, *ROW[10:])]),
        (heads, [HEAD, HEAD]),
        (heads, [(*HEAD[:1], WORD + "\x00\ud800", WORD, *HEAD[3:])]),
    ],
)
async def test_a_fault_of_the_database_quotes_no_value(database: Database, table: Any, rows: list[Any]) -> None:
    async def write(tx: Tx) -> None:
        await tx.insert(bulk(table), rows)

    with pytest.raises(DatabaseFault) as caught:
        await database.write(write)
    assert WORD not in str(caught.value)
    assert str(2**63) not in str(caught.value)
