"""Clients that others publish send photos to `hexward serve` over sockets: tus-js-client and tuspy, as they are."""

import asyncio
import hashlib
import io
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient
from tusclient.uploader.uploader import Uploader

from ops.demo_photos import make_sample_jpeg
from ops.postgres import Postgres
from server.core.ids import new_id
from tests.support.databases import Templates, migrated
from tests.support.joined import Joined
from tests.support.node import install_npm, node
from tests.support.served import Served, serving
from tests.support.tree import ROOT

TOOLS = ROOT / "tests/media/tools"
PHOTO = make_sample_jpeg(3, 1200, 900) + bytes(300_000)
"""What stands behind an image's end is bytes like others, for now; its length is what matters here."""
SHA256 = hashlib.sha256(PHOTO).hexdigest()
CHUNK = 64 * 1024


@pytest.fixture
async def served(templates: Templates, engine: Postgres | None, tmp_path: Path) -> AsyncIterator[Served]:
    async with migrated(templates, engine, tmp_path) as url, serving(url, tmp_path) as one:
        yield one


def kept(folder: Path) -> bytes:
    return (folder / "blobs" / SHA256[:2] / SHA256[2:4] / SHA256).read_bytes()


class Script:
    """tus-js-client in the environment's Node."""

    def __init__(self, folder: Path, served: Served, phone: Joined) -> None:
        install_npm(TOOLS, folder)
        shutil.copy(TOOLS / "send.mjs", folder)
        (folder / "photo.jpg").write_bytes(PHOTO)
        self._folder = folder
        self._told = {
            "endpoint": f"{served.url}/v1/uploads", "authorization": phone.http.headers["authorization"],
            "file": str(folder / "photo.jpg"), "sha256": SHA256,
        }  # fmt: skip

    async def send(self, cut_at: int | None, **more: Any) -> dict[str, Any]:
        told = json.dumps({**self._told, "command": new_id(), "cut_at": cut_at, **more}).encode()
        process = await asyncio.create_subprocess_exec(
            node(), self._folder / "send.mjs", cwd=self._folder,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(told), 60)
        assert process.returncode == 0, err.decode()
        answer: dict[str, Any] = json.loads(out)
        return answer


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_tus_js_client_is_cut_and_goes_on(served: Served, tmp_path: Path) -> None:
    phone = await served.join("worker_west")
    folder = tmp_path / "js"
    folder.mkdir()
    script = await asyncio.to_thread(Script, folder, served, phone)
    with served.without_faults():
        gone = await script.send(CHUNK, options={"chunkSize": CHUNK}, terminate=True)
        assert (await phone.http.head(gone["first"]["url"])).status_code == 404
        cut = await script.send(3 * CHUNK, options={"chunkSize": CHUNK})
        assert (cut["first"]["whole"], cut["second"]["whole"]) == (False, True)
        assert cut["second"]["url"] == cut["first"]["url"]
        assert kept(tmp_path) == PHOTO
        along = await script.send(None, options={"uploadDataDuringCreation": True})
        known = await script.send(None)
        assert (along["first"]["whole"], known["first"]["whole"]) == (True, True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_tuspy_is_cut_and_goes_on(served: Served, tmp_path: Path) -> None:
    phone = await served.join("worker_west")
    client = TusClient(f"{served.url}/v1/uploads", {"Authorization": phone.http.headers["authorization"]})
    metadata = {"sha256": SHA256, "command": new_id(), "filename": "井盖.jpg"}

    def uploader(**more: Any) -> Uploader:
        return client.uploader(  # pyright: ignore[reportUnknownMemberType] - tuspy says half of its types
            file_stream=io.BytesIO(PHOTO), chunk_size=CHUNK, metadata=metadata, upload_checksum=True, **more
        )

    def cut() -> str:
        first = uploader()
        first.upload(stop_at=2 * CHUNK)
        return str(first.url)

    def on(url: str) -> int:
        second = uploader(url=url)
        offset = int(second.get_offset())
        second.upload()
        return offset

    with served.without_faults():
        url = await asyncio.to_thread(cut)
        assert await asyncio.to_thread(on, url) == 2 * CHUNK
    assert kept(tmp_path) == PHOTO
    where = await phone.http.head(url)
    assert (where.headers["upload-offset"], where.headers["upload-length"]) == (str(len(PHOTO)), str(len(PHOTO)))
