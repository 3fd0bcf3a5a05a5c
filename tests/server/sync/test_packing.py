"""Replies are as small as the asker can unpack, and the same whatever it can."""

import gzip

import httpx
import msgspec
import pytest
import zstandard

from mobile_contract.residents import AddDwelling
from server.core.entities import grid_scope, scope_id, self_scope
from server.core.ids import new_id
from tests.support.joined import Joined
from tests.support.scene import by_system
from tests.support.served import Served


@pytest.fixture
async def phone(served: Served) -> Joined:
    """A worker's phone."""
    return await served.join("worker_west")


async def raw(phone: Joined, scope: int, accepted: str) -> tuple[httpx.Headers, bytes]:
    """The bytes of a boot's reply as they crossed."""
    asked = {"install": phone.install, "scope": scope}
    headers = {"accept-encoding": accepted}
    async with phone.http.stream("POST", "/v1/sync/boot", json=asked, headers=headers) as answer:
        assert answer.status_code == 200
        return answer.headers, b"".join([piece async for piece in answer.aiter_raw()])


async def test_a_large_reply_is_packed_as_the_asker_can_unpack_it(served: Served, phone: Joined) -> None:
    building, scope = served.scene.building, scope_id(grid_scope(served.scene.west))
    await served.door.issue([AddDwelling(**by_system(new_id()), building=building, room=str(n)) for n in range(60)])
    plain_headers, plain = await raw(phone, scope, "identity")
    assert "content-encoding" not in plain_headers
    assert len(msgspec.json.decode(plain)["rows"]) > 60

    for accepted, encoding, unpack in (
        ("gzip, deflate, br, zstd", "zstd", zstandard.ZstdDecompressor().decompress),
        ("gzip;q=0.8, br", "gzip", gzip.decompress),
    ):
        headers, packed = await raw(phone, scope, accepted)
        assert (headers["content-encoding"], headers["vary"]) == (encoding, "Accept-Encoding")
        assert len(packed) < len(plain) / 2
        assert msgspec.json.decode(unpack(packed))["rows"] == msgspec.json.decode(plain)["rows"]


async def test_a_small_reply_is_left_as_it_is(served: Served, phone: Joined) -> None:
    headers, body = await raw(phone, scope_id(self_scope(served.scene.users["worker_west"])), "zstd, gzip")
    assert "content-encoding" not in headers
    assert len(body) < 4_096
