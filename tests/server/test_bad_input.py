"""Bad commands and odd values over real HTTP, on both databases: each has its receipt, no neighbour is lost."""

import struct
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.base import Clock, Command, Datum, Point
from mobile_contract.cases import ReportMatter
from mobile_contract.residents import AddBuilding, AddDwelling, IdType, RegisterPerson
from mobile_contract.sync import MAX_BATCH, MAX_COMMAND_BYTES, MAX_PUSH_BYTES
from mobile_contract.visits import RecordVisit
from server.core.ids import new_id
from tests.support.joined import Joined
from tests.support.scene import by_system
from tests.support.served import Served
from tests.support.spoiling import (
    DEEP,
    JSON,
    MSGPACK,
    NDJSON,
    Body,
    device_now,
    named_anew,
    require_problem,
    spoilt,
    spoilt_json,
)


@pytest.fixture(scope="module")
async def phone(served: Served) -> Joined:
    return await served.join("worker_west")


@pytest.fixture(scope="module")
async def office(served: Served) -> httpx.AsyncClient:
    return await served.sign_in("supervisor")


@pytest.fixture(autouse=True)
async def no_fault(served: Served) -> AsyncIterator[None]:
    with served.without_faults():
        yield


def a_visit(phone: Joined, served: Served, **more: Any) -> RecordVisit:
    household = served.scene.household
    return RecordVisit(**phone.facts(new_id(), household), household=household, **more)


def as_json(phone: Joined, served: Served, **more: Any) -> Body:
    """A visit as the builtins that its bytes are made of."""
    told: Body = msgspec.json.decode(msgspec.json.encode(a_visit(phone, served)))
    return told | more


def bad_lines(phone: Joined, served: Served) -> list[tuple[str, bytes]]:
    """Commands of one line each that are none, and would be a visit but for one thing."""
    good = as_json(phone, served, note="@@", minutes=5)
    whole = msgspec.json.encode(good)
    point = {"lon": 118.775, "lat": 31.995}
    lines = [
        ("cut", whole[:-1]),
        ("a number", b"17"),
        ("invalid UTF-8", whole.replace(b"@@", b"\xff\xfe")),
        ("an encoded surrogate", whole.replace(b"@@", b"\xed\xa0\x80")),
        ("a lone surrogate", whole.replace(b"@@", b"\\ud800")),
        ("a surrogate pair cut", whole.replace(b"@@", b"\\ud83d")),
        ("NUL", whole.replace(b"@@", b"a\\u0000b")),
        ("a right-to-left override", whole.replace(b"@@", b"\\u202e")),
        ("a control character", whole.replace(b"@@", b"\x01")),
        ("a byte order mark", b"\xef\xbb\xbf" + whole),
        ("an unknown field", spoilt(good, "zz", b"1")),
        ("an unknown kind", spoilt(good, "kind", b'"be_a_king"')),
        ("no kind", msgspec.json.encode({key: good[key] for key in good if key != "kind"})),
        ("2**63", spoilt(good, "minutes", str(2**63).encode())),
        ("2**64", spoilt(good, "seq", str(2**64).encode())),
        ("10**400", spoilt(good, "base", b"1" + b"0" * 400)),
        ("a negative number", spoilt(good, "seq", b"-1")),
        ("a float", spoilt(good, "minutes", b"5.0")),
        ("a number in text", spoilt(good, "minutes", b'"5"')),
        ("NaN", spoilt(good, "minutes", b"NaN")),
        ("infinite", spoilt(good, "minutes", b"Infinity")),
        ("no datum", spoilt(good, "point", msgspec.json.encode(point))),
        ("an unknown datum", spoilt(good, "point", msgspec.json.encode({**point, "datum": "mars"}))),
        ("a place off the earth", spoilt(good, "point", b'{"lon":1e999,"lat":0,"datum":"wgs84"}')),
        ("deep lists", spoilt(good, "note", b"[" * DEEP + b"]" * DEEP)),
        ("deep and not closed", b'{"kind":"record_visit","note":' + b'{"a":' * DEEP),
        ("long text", spoilt(good, "note", b'"' + b"x" * 4_001 + b'"')),
        ("many persons", spoilt(good, "persons", msgspec.json.encode([new_id() for _ in range(31)]))),
        ("an id that is none", spoilt(good, "household", b'"' + b"0" * 36 + b'"')),
        ("an id in capitals", spoilt(good, "household", f'"{served.scene.household.upper()}"'.encode())),
        ("an id of another version", spoilt(good, "entity", b'"0193f0a0-0000-4000-8000-00000000aaaa"')),
        ("an id with a line feed", spoilt(good, "entity", f'"{new_id()}\\n"'.encode())),
    ]
    return [(what, named_anew(line, good)) for what, line in lines]


async def test_each_command_that_is_none_is_parked_alone_between_good_ones(served: Served, phone: Joined) -> None:
    bad = bad_lines(phone, served)
    lines = [line for _, one in bad for line in (msgspec.json.encode(a_visit(phone, served)), one)]
    receipts = await phone.push(*lines)
    assert [receipt["verdict"] for receipt in receipts[::2]] == ["applied"] * len(bad)
    for (what, _), receipt in zip(bad, receipts[1::2], strict=True):
        assert (receipt["verdict"], receipt["why"]) == ("parked", "malformed_command"), what
    assert await phone.push(*lines) == receipts


async def push_packed(phone: Joined, *commands: bytes) -> httpx.Response:
    envelope = {"install": phone.install, "now": device_now(phone.seq * 1000), "commands": commands}
    body = msgspec.msgpack.encode(envelope)
    return await phone.http.post("/v1/sync/push", content=body, headers={"content-type": MSGPACK})


async def test_each_packed_command_that_is_none_is_parked_alone_between_good_ones(
    served: Served, phone: Joined
) -> None:
    pack = msgspec.msgpack.encode
    good = as_json(phone, served, note="@@")
    bad = {
        "nothing": b"",
        "cut": pack(good)[:-1],
        "nil": b"\xc0",
        "a reserved byte": b"\xc1",
        "deep lists": b"\x91" * DEEP,
        "deep maps": b"\x81\xa1a" * DEEP,
        "a deep value": pack(good)[:-1] + b"\x91" * DEEP,
        "a promised gigabyte": b"\xdf\x3f\xff\xff\xff",
        "bad text": pack(good).replace(b"@@", b"\xff\xfe"),
        "an encoded surrogate": pack({**good, "note": "###"}).replace(b"###", b"\xed\xa0\x80"),
        "NUL": pack({**good, "note": "a\x00b"}),
        "NaN": pack({**good, "point": {"lon": float("nan"), "lat": 31.9, "datum": "wgs84"}}),
        "infinite": pack({**good, "point": {"lon": 118.7, "lat": 31.9, "datum": "wgs84", "accuracy_m": float("inf")}}),
        "no datum": pack({**good, "point": {"lon": 118.7, "lat": 31.9}}),
        "beyond 63 bits": pack({**good, "minutes": 2**64 - 1}),
        "bytes for text": pack({**good, "note": b"\x00\xff"}),
        "an extension": pack({**good, "note": msgspec.msgpack.Ext(5, b"x")}),
        "a time of no calendar": pack({**good, "ended_wall": msgspec.msgpack.Ext(-1, struct.pack(">Iq", 0, 2**62))}),
        "a key that is no text": pack({**good, 7: 1}),
        "JSON": msgspec.json.encode(good),
    }
    commands = [one for body in bad.values() for one in (pack(a_visit(phone, served)), named_anew(body, good))]
    answer = await push_packed(phone, *commands)
    assert answer.status_code == 200, answer.content
    receipts = msgspec.msgpack.decode(answer.content)["receipts"]
    assert [receipt["verdict"] for receipt in receipts[::2]] == ["applied"] * len(bad)
    for what, receipt in zip(bad, receipts[1::2], strict=True):
        assert (receipt["verdict"], receipt["why"]) == ("parked", "malformed_command"), what


async def test_what_is_odd_but_readable_is_done(served: Served, phone: Joined) -> None:
    twice = msgspec.json.encode(as_json(phone, served, minutes=1)).replace(b'"minutes":1', b'"minutes":1,"minutes":2')
    returned = msgspec.json.encode(a_visit(phone, served)) + b"\r"
    spaced = b" \t" + msgspec.json.encode(a_visit(phone, served)) + b"  "
    emoji = msgspec.json.encode(a_visit(phone, served, note="𠮷野家 😀 \u00a0\ufeff" + "字" * 3_900))
    receipts = await phone.push(b"", b"\r", twice, b"  ", returned, spaced, emoji, b"", b"")
    assert [receipt["verdict"] for receipt in receipts] == ["applied"] * 4


async def test_an_envelope_may_come_alone_and_batches_have_their_limits(served: Served, phone: Joined) -> None:
    assert await phone.push() == []
    headers = {"content-type": NDJSON}
    many = phone.body(*[b"{}"] * (MAX_BATCH + 1))
    answer = await phone.http.post("/v1/sync/push", content=many, headers=headers)
    told = require_problem(answer, "too many")
    assert (told["status"], told["max_batch"]) == (413, MAX_BATCH)
    large = phone.body(b"x" * (MAX_PUSH_BYTES // 2 + 9), b"y" * (MAX_PUSH_BYTES // 2))
    assert require_problem(await phone.http.post("/v1/sync/push", content=large, headers=headers), "large")["max_bytes"]
    alone = msgspec.json.encode(as_json(phone, served, note="@@")).replace(b"@@", b"x" * (MAX_COMMAND_BYTES - 1_000))
    assert (await phone.push(alone))[0]["verdict"] == "parked"


async def test_an_office_gets_receipts_for_commands_that_are_none(served: Served, office: httpx.AsyncClient) -> None:
    case = {**by_system(new_id()), "kind": "comment_case", "opinion": "@@", "made": {"wall": 0, "boot": "", "mono": 0}}
    for what, body in spoilt_json(case):
        answer = await office.post("/v1/commands", content=named_anew(body, case), headers={"content-type": JSON})
        if what in {"nothing", "blank lines"}:
            require_problem(answer, what)
            continue
        assert answer.status_code == 200, (what, answer.text)
        verdict = "held" if what in {"no opinion", "opinion is long"} else "parked"
        assert [receipt["verdict"] for receipt in answer.json()] == [verdict], (what, answer.text)
    for media_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = await office.post("/v1/commands", content=b"{}", headers={"content-type": media_type})
        assert require_problem(answer, media_type)["status"] == 415
    lines = b"{}\n" * (MAX_BATCH + 1)
    assert (await office.post("/v1/commands", content=lines, headers={"content-type": NDJSON})).status_code == 413


async def test_the_words_of_a_device_stop_no_command(served: Served) -> None:
    """Any clock, any words of a device about itself: they are evidence at best, and the work beside them is done."""
    queue = {"last_error": "\0 😀 \x01" + "字" * 400, "free_bytes": 2**53, "oldest_s": 2**40}
    edge = 2**53
    for boot, wall, mono in (("b", 0, -edge), ("b", 0, edge), ("", -edge, 0), ("", edge, 0), ("b", 0, 0)):
        phone = await served.join("worker_west")
        now_there = {"wall": -wall, "boot": "b", "mono": -mono}
        envelope = {"install": phone.install, "now": now_there, "queue": queue}
        made = Clock(wall=wall, boot=boot, mono=mono)
        visit = msgspec.structs.replace(a_visit(phone, served), made=made)
        body = b"\n".join(map(msgspec.json.encode, (envelope, visit)))
        answer = await phone.http.post("/v1/sync/push", content=body, headers={"content-type": NDJSON})
        assert answer.status_code == 200, (boot, wall, mono, answer.text)
        assert answer.json()["receipts"][0]["verdict"] in {"applied", "conflict"}, answer.text


def at_the_edge(phone: Joined, served: Served) -> list[tuple[str, Command]]:
    """Commands that the contract lets through, with values at the edges of what a database can hold."""
    scene, long = served.scene, "\U0010ffff\ufffe\ufdd0\u0300\u200b" * 40

    def anew() -> dict[str, Any]:
        return phone.facts(new_id())

    home: dict[str, Any] = {"dwelling": scene.dwelling, "household": scene.household}
    edge = Point(lon=118.775, lat=31.995, datum=Datum.WGS84, accuracy_m=100_000)
    most: dict[str, Any] = {
        "name": long, "birth_on": "1900-01-01", "cert_until": "2099-12-31", "id_type": IdType.OTHER,
        "id_no": "(" * 32, "care_labels": ("x" * 32,) * 30, "phone": "+99999 9999 99999 999",
    }  # fmt: skip
    told: dict[str, Any] = {"minutes": 1440, "note": "字" * 4_000, "point": edge, "ended_wall": -(2**53)}
    return [
        ("applied", AddBuilding(**anew(), grid=scene.west, name=long, estate=long, floors=300)),
        ("applied", AddDwelling(**anew(), building=scene.building, room=long, floor=-10, area_m2=5e-324)),
        ("applied", AddDwelling(**anew(), building=scene.building, room="", floor=300, area_m2=1_000_000)),
        ("applied", AddDwelling(**anew(), building=scene.building, room="\t\n", area_m2=-0.0)),
        ("applied", RegisterPerson(**anew(), residency=new_id(), **home, **most)),
        ("refused", RegisterPerson(**anew(), residency=new_id(), **home, name="x", birth_on="2026-02-30")),
        ("applied", a_visit(phone, served, **told, needs_told=("9" * 32,) * 20)),
        ("applied", ReportMatter(**anew(), title=long, address=long, photos=20, claimed_grid=scene.west)),
        ("applied", ReportMatter(**anew(), title="x", point=edge, class_code="." * 64)),
        ("refused", ReportMatter(**anew(), title="x", point=Point(lon=180, lat=180, datum=Datum.BD09))),
        ("refused", ReportMatter(**anew(), title="\t\n", point=edge)),
    ]


async def test_what_only_a_database_could_choke_on_has_one_verdict_on_both(served: Served, phone: Joined) -> None:
    told = at_the_edge(phone, served)
    receipts = await phone.push(*(command for _, command in told))
    assert [receipt["verdict"] for receipt in receipts] == [verdict for verdict, _ in told], receipts
    pulled = await phone.http.post("/v1/sync/pull", json={"install": phone.install, "now": device_now()})
    assert pulled.status_code == 200


async def test_an_instant_is_within_two_centuries_on_both(served: Served, office: httpx.AsyncClient) -> None:
    """A year that one of the databases keeps and never reads again would stop whoever asks for that user."""
    facts = {**by_system(new_id()), "made": {"wall": 0, "boot": "", "mono": 0}, "kind": "assign_worker"}
    for at, verdict in (
        ("1900-01-01T00:00:00Z", "applied"),
        ("2099-12-31T23:59:59.999999Z", "applied"),
        ("2026-02-28T23:59:60Z", "parked"),
        ("2026-01-01T00:00:00+23:59", "applied"),
        ("2026-01-01T00:00:00", "parked"),
        ("0001-01-01T00:00:00+14:00", "parked"),
        ("0001-01-01T00:00:00Z", "parked"),
        ("9999-12-31T23:59:59-14:00", "parked"),
        ("1899-12-31T23:59:59Z", "parked"),
    ):
        own = {"id": new_id(), "entity": new_id(), "user": served.scene.users["stranger"], "from_at": at}
        command = {**facts, **own, "grid": served.north}
        answer = await office.post("/v1/commands", json=command)
        assert answer.status_code == 200, (at, answer.text)
        assert answer.json()[0]["verdict"] == verdict, (at, answer.json())
    stranger = await served.sign_in("stranger")
    assert (await stranger.get("/v1/me")).json()["grids"] == [served.north]
