"""Requests and commands with one thing wrong, of every sort, and what a refusal of one must be."""

import struct
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec

from server.core import clock
from server.core.ids import new_id

DEEP = 20_000
JSON, NDJSON, MSGPACK = "application/json", "application/x-ndjson", "application/vnd.msgpack"

Body = dict[str, Any]


def device_now(mono: int = 5) -> Body:
    """A device's clocks as an envelope tells them."""
    return {"wall": clock.millis(clock.now()), "boot": "boot", "mono": mono}


def require_problem(answer: httpx.Response, what: object) -> Body:
    """A refusal is a whole problem document (RFC 9457), and the request's fault."""
    assert 400 <= answer.status_code < 500, (what, answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json", what
    told: Body = answer.json()
    assert {"type", "code", "title", "title_zh", "status"} <= set(told), what
    assert told["status"] == answer.status_code, what
    return told


def spoilt_json(good: Body) -> Iterator[tuple[str, bytes]]:
    """A good body with one thing wrong, of every sort that JSON has."""
    whole = msgspec.json.encode(good)
    yield "nothing", b""
    yield "blank lines", b"\n\n\r\n\n"
    yield "null", b"null"
    yield "a list", b"[" + whole + b"]"
    yield "a number", b"17"
    yield "cut", whole[:-2]
    yield "a byte order mark", b"\xef\xbb\xbf" + whole
    yield "UTF-16", whole.decode().encode("utf-16")
    yield "deep lists", b"[" * DEEP
    yield "deep objects", b'{"a":' * DEEP
    yield "an unknown field", whole[:-1] + b',"zz":1}'
    yield "a deep unknown field", whole[:-1] + b',"zz":' + b"[" * DEEP + b"]" * DEEP + b"}"
    yield "an unknown field of bad text", whole[:-1] + b',"\xff\xfe":1}'
    yield "two values", whole + whole
    for name in good:
        yield f"no {name}", msgspec.json.encode({key: value for key, value in good.items() if key != name})
        for what, bad in (
            ("null", b"null"),
            ("a list", b"[1]"),
            ("NaN", b"NaN"),
            ("infinite", b"-Infinity"),
            ("huge", b"1" + b"0" * 400),
            ("beyond 64 bits", str(2**64).encode()),
            ("below 64 bits", str(-(2**63) - 1).encode()),
            ("a huge exponent", b"1e999"),
            ("true", b"true"),
            ("NUL", b'"a\\u0000b"'),
            ("a lone surrogate", b'"\\ud800"'),
            ("an encoded surrogate", b'"\xed\xa0\x80"'),
            ("invalid UTF-8", b'"\xff\xfe"'),
            ("a control character", b'"\x01"'),
            ("long", b'"' + b"x" * 3_000 + b'"'),
        ):
            yield f"{name} is {what}", spoilt(good, name, bad)


def spoilt(good: Body, name: str, bad: bytes) -> bytes:
    """The body with other bytes for one value."""
    return msgspec.json.encode({**good, name: "@@"}).replace(b'"@@"', bad, 1)


def spoilt_msgpack(good: Body) -> Iterator[tuple[str, bytes]]:
    """As `spoilt_json`, of every sort that MessagePack has."""
    pack = msgspec.msgpack.encode
    whole = pack(good)
    yield "nothing", b""
    yield "nil", b"\xc0"
    yield "a list", pack([good])
    yield "cut", whole[:-1]
    yield "a reserved byte", b"\xc1"
    yield "two values", whole + whole
    yield "deep lists", b"\x91" * DEEP
    yield "deep maps", b"\x81\xa1a" * DEEP
    yield "a promised gigabyte", b"\xdd\x3f\xff\xff\xff"
    yield "an unknown field", pack({**good, "zz": 1})
    yield "a key that is no text", pack({**good, 7: 1})
    yield "bad text", whole.replace(b"\xa7install", b"\xa7inst\xff\xfel", 1)
    for name in good:
        yield f"no {name}", pack({key: value for key, value in good.items() if key != name})
        for what, bad in (
            ("nil", None),
            ("NaN", float("nan")),
            ("infinite", float("inf")),
            ("2**64 - 1", 2**64 - 1),
            ("bytes", b"\x00\xff"),
            ("an extension", msgspec.msgpack.Ext(5, b"x")),
            ("a time", msgspec.msgpack.Ext(-1, struct.pack(">Iq", 0, 2**62))),
            ("NUL", "a\x00b"),
            ("true", True),
        ):
            yield f"{name} is {what}", pack({**good, name: bad})


def named_anew(body: bytes, good: Body) -> bytes:
    """The same bytes under a command's id of their own: one id with two bodies would be refused as that."""
    return body.replace(good["id"].encode(), new_id().encode())
