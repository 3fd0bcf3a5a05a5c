"""Bad input over HTTP: a clear 4xx problem or a receipt of its own, never a fault, never a lost neighbour."""

from http import HTTPStatus
from typing import NamedTuple

import httpx
import msgspec

from mobile_contract import kinds
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import MAX_BATCH, MAX_COMMAND_BYTES, MAX_PUSH_BYTES, PushReply, PushRequest
from mobile_contract.visits import RecordVisit
from ops.phone import device as clocks
from ops.selfcheck.checking import require, require_done
from ops.selfcheck.day import Day
from ops.selfcheck.devices import Device, draft

NDJSON = "application/x-ndjson"
MSGPACK = "application/vnd.msgpack"
DEEP = 20_000
_HUGE = b"1" + b"0" * 30
_PROBLEM = "application/problem+json"
_PUSH, _PULL = "/v1/sync/push", "/v1/sync/pull"


class Bad(NamedTuple):
    """A request that is none: what is wrong with it, where it goes, and how it is refused."""

    what: str
    path: str
    media_type: str
    body: bytes
    status: int
    code: ProblemCode


def join(day: Day) -> None:
    """Worker A joins with one more phone, on which commands are made by hand."""
    day.phone("by_hand").join(day.desks.of(day.committee).enrol(day.beat_a.worker))
    day.phone("by_hand").sync()


def bad_requests_are_refused(day: Day) -> None:
    """Each is answered by its problem, and the next good one is served."""
    device = day.phone("by_hand")
    good = _ndjson(device, [_good(device)]).replace(b'"now":', b'"queue":{"last_error":"\\u0000"},"now":', 1)
    with device.client() as client:
        answer = client.post(_PUSH, content=good, headers={"content-type": NDJSON})
        require(answer.is_success, "a NUL in the words of a device is no fault of its commands")
        require_done(_reply(answer, NDJSON).receipts[0], "a command beside such words")
        for bad in _bad_requests(device):
            answer = client.post(bad.path, content=bad.body, headers={"content-type": bad.media_type})
            _require_problem(answer, bad)
        require(client.get("/v1/me").is_success, "a good request is served afterwards")
    _require_strangers_refused(day, device)


def bad_commands_spoil_no_other(day: Day) -> None:
    """Between good commands, each bad one gets its own receipt in its own place; the good ones are all applied."""
    device = day.phone("by_hand")
    lines: list[tuple[str, bytes]] = []
    for what, line in _bad_commands(device):
        lines += [("", _good(device)), (what, line)]
    lines.append(("", _good(device)))
    for media_type, body in (
        (NDJSON, _ndjson(device, [line for _, line in lines])),
        (MSGPACK, _packed(device, [_repacked(line) for line in (_good(device), b"", _good(device))])),
    ):
        with device.client() as client:
            answer = client.post(_PUSH, content=body, headers={"content-type": media_type})
        require(answer.is_success, "a good envelope is taken whatever is in it", status=answer.status_code)
        told = ["", "no MessagePack", ""] if media_type == MSGPACK else [what for what, _ in lines]
        _require_isolated(_reply(answer, media_type).receipts, told)


def desks_are_told_too(day: Day) -> None:
    """An office that sends what is no command gets a receipt that says so; one that asks for nonsense gets a 4xx."""
    for query in ("after=%00", "after=%ff%fe", "after=bm9ib2R5", "grid=%00", "limit=1e999", "limit=-1", "state=%00"):
        status = day.desks.of("leader").status_of(f"/v1/cases?{query}")
        require(400 <= status < 500, "a query that is none is answered 4xx", query=query, status=status)
    for path in ("cases/%00", "persons/%00?purpose=x", "households/%ff?purpose=%00", "persons?grid=%00&purpose=%00"):
        status = day.desks.of("leader").status_of(f"/v1/{path}")
        require(400 <= status < 500, "a path that is none is answered 4xx", path=path, status=status)
    for what, line in (
        ("NUL", b'{"kind":"comment_case","opinion":"\\u0000"}'),
        ("deep", b"[" * DEEP),
        ("text", b"\xff"),
    ):
        answer = day.desks.of("leader").send(line)
        require(answer.is_success, f"an office's {what} has a receipt", status=answer.status_code)
        receipt = msgspec.json.decode(answer.content, type=list[Receipt])[0]
        require(receipt.verdict is Verdict.PARKED, f"an office's {what} is parked", verdict=receipt.verdict)


def no_answer_was_a_fault(day: Day) -> None:
    """Of all answers of the day, none said that the server failed."""
    faults = day.traffic.faults()
    require(not faults, "no answer was a fault of the server's", faults=faults[:3])
    require(len(day.traffic.answers) > len(day.joined()), "answers were noted")


def _bad_requests(device: Device) -> list[Bad]:
    envelope = _envelope(device)
    malformed, json = ProblemCode.MALFORMED, "application/json"
    huge = envelope.replace(b'"mono":', b'"mono":' + _HUGE + b',"mono2":', 1)
    over = envelope + b"\n" + b'"' + b"x" * (MAX_COMMAND_BYTES + MAX_PUSH_BYTES) + b'"'
    many = b"\n".join([envelope, *[b"{}"] * (MAX_BATCH + 1)])
    unsupported = ProblemCode.UNSUPPORTED_MEDIA_TYPE
    return [
        Bad("an empty body", _PUSH, NDJSON, b"", 400, malformed),
        Bad("a cut envelope", _PUSH, NDJSON, envelope[:-5], 400, malformed),
        Bad("an unknown field", _PUSH, NDJSON, envelope[:-1] + b',"x":1}', 400, malformed),
        Bad("a huge integer", _PUSH, NDJSON, huge, 400, malformed),
        Bad("invalid UTF-8", _PUSH, NDJSON, envelope[:-1] + b',"\xff\xfe":1}', 400, malformed),
        Bad("a deep envelope", _PUSH, NDJSON, b"[" * DEEP, 400, malformed),
        Bad("a deep value", _PUSH, NDJSON, envelope[:-1] + b',"x":' + b"[" * DEEP + b"]" * DEEP + b"}", 400, malformed),
        Bad("deep MessagePack", _PUSH, MSGPACK, b"\x91" * DEEP, 400, malformed),
        Bad("a deep pull", _PULL, json, b"[" * DEEP, 400, malformed),
        Bad("a NUL cursor", _PULL, json, _pull(device, b'"\\u0000"'), 400, malformed),
        Bad("a lone surrogate", _PULL, json, _pull(device, b'"\\ud800"'), 400, malformed),
        Bad("a cursor of nobody's", _PULL, json, _pull(device, b'"bm9ib2R5"'), 400, malformed),
        Bad("plain text", _PUSH, "text/plain", envelope, 415, unsupported),
        Bad("a form", _PUSH, "application/x-www-form-urlencoded", envelope, 415, unsupported),
        Bad("JSON for lines", _PUSH, json, envelope, 415, unsupported),
        Bad("no media type", _PUSH, "", envelope, 415, unsupported),
        Bad("a body over the limit", _PUSH, NDJSON, over, 413, ProblemCode.TOO_LARGE),
        Bad("too many commands", _PUSH, NDJSON, many, 413, ProblemCode.TOO_LARGE),
    ]


def _bad_commands(device: Device) -> list[tuple[str, bytes]]:
    """A good visit, each with one thing wrong."""

    def spoilt(was: bytes, becomes: bytes) -> bytes:
        line = _good(device)
        require(was in line, "a visit has what is to be spoilt", was=was)
        return line.replace(was, becomes, 1)

    note = '"note":"一切正常"'.encode()
    deep = b'"note":' + b"[" * DEEP + b"]" * DEEP
    return [
        ("no JSON", b"{"),
        ("a list", b"[1,2]"),
        ("invalid UTF-8", spoilt(note, b'"note":"\xff\xfe"')),
        ("NUL", spoilt(note, b'"note":"\\u0000"')),
        ("a raw control character", spoilt(note, b'"note":"\x01"')),
        ("a lone surrogate", spoilt(note, b'"note":"\\ud800"')),
        ("a right-to-left override", spoilt(note, b'"note":"\\u202e"')),
        ("beyond 64 bits", spoilt(b'"minutes":5', b'"minutes":' + _HUGE)),
        ("a version beyond 64 bits", spoilt(note, b'"base":' + _HUGE)),
        ("a huge exponent", spoilt(b'"minutes":5', b'"minutes":1e999')),
        ("not a number", spoilt(b'"minutes":5', b'"minutes":NaN')),
        ("a point without a datum", spoilt(note, b'"point":{"lon":118.77,"lat":31.99}')),
        ("an unknown datum", spoilt(note, b'"point":{"lon":118.77,"lat":31.99,"datum":"mars"}')),
        ("an unknown field", spoilt(note, b'"colour":"red"')),
        ("an unknown kind", spoilt(b'"record_visit"', b'"divine_visit"')),
        (f"{DEEP} deep", spoilt(note, deep)),
    ]


def _require_problem(answer: httpx.Response, bad: Bad) -> None:
    told = answer.headers.get("content-type", "")
    require(answer.status_code == bad.status, f"{bad.what} is answered {bad.status}", status=answer.status_code)
    require(told.startswith(_PROBLEM), f"{bad.what} is answered by a problem", media_type=told)
    code = msgspec.json.decode(answer.content)["code"]
    require(code == bad.code, f"{bad.what} has its code", code=code)


def _require_isolated(receipts: list[Receipt], told: list[str]) -> None:
    require(len(receipts) == len(told), "each line has a receipt", lines=len(told), receipts=len(receipts))
    for what, receipt in zip(told, receipts, strict=True):
        if what:
            as_meant = receipt.verdict is Verdict.PARKED and receipt.why == ProblemCode.MALFORMED_COMMAND
            require(as_meant, f"{what} is parked as malformed", verdict=receipt.verdict.value, why=receipt.why)
        else:
            require_done(receipt, "a neighbour of what is malformed")


def _require_strangers_refused(day: Day, device: Device) -> None:
    """Without a token, with another's install, with text that no database takes: 4xx."""
    other = _envelope(day.phone("a"))
    with device.client() as client:
        answer = client.post(_PUSH, content=other, headers={"content-type": NDJSON})
        require(answer.status_code == HTTPStatus.FORBIDDEN, "another's install is refused", status=answer.status_code)
        for path in ("/v1/photos/%00", "/v1/photos/%ff%fe", "/v1/uploads/%00", "/v1/nothing"):
            status = client.get(path).status_code
            require(400 <= status < 500, f"{path} is answered 4xx", status=status)
        del client.headers["authorization"]
        status = client.post(_PUSH, content=other, headers={"content-type": NDJSON}).status_code
        require(status == HTTPStatus.UNAUTHORIZED, "nobody is not let in", status=status)
        for login in (b'"\\u0000"', b'"\\ud800"', b"1", b'"' + b"x" * 5_000 + b'"'):
            body = b'{"login":' + login + b',"password":"x"}'
            status = client.post("/v1/login", content=body, headers={"content-type": "application/json"}).status_code
            require(400 <= status < 500, "a login that is none is answered 4xx", login=login[:20], status=status)


def _good(device: Device) -> bytes:
    """A visit of the next number, as a line."""
    with device.store.commit():
        state = device.store.state()
        device.store.put_state(msgspec.structs.replace(state, next_seq=state.next_seq + 1))
    home = device.catalog().overlay.of_kind(kinds.HOUSEHOLD)[0].id
    visit = draft(RecordVisit, clocks.new_id(), home, household=home, minutes=5, note="一切正常")
    return msgspec.json.encode(msgspec.structs.replace(visit, seq=state.next_seq))


def _envelope(device: Device) -> bytes:
    return msgspec.json.encode(PushRequest(install=device.store.state().install, now=clocks.now()))


def _ndjson(device: Device, lines: list[bytes]) -> bytes:
    return b"\n".join([_envelope(device), *lines])


def _packed(device: Device, commands: list[bytes]) -> bytes:
    install = device.store.state().install
    return msgspec.msgpack.encode(PushRequest(install=install, now=clocks.now(), commands=tuple(commands)))


def _repacked(line: bytes) -> bytes:
    """A JSON command as MessagePack; nothing becomes something that is none."""
    return msgspec.msgpack.encode(msgspec.json.decode(line)) if line else b"\x91" * DEEP


def _pull(device: Device, cursor: bytes) -> bytes:
    return _envelope(device)[:-1] + b',"cursor":' + cursor + b"}"


def _reply(answer: httpx.Response, media_type: str) -> PushReply:
    decode = msgspec.msgpack.decode if media_type == MSGPACK else msgspec.json.decode
    return decode(answer.content, type=PushReply)
