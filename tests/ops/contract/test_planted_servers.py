"""A server with faults, each planted between our own and the kit: the kit names every one of them by its clause."""

import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from ops.contract.server_checks import CHECKS
from ops.postgres import Postgres
from tests.ops.contract.kit import code_for, tell
from tests.support.databases import Templates, migrated
from tests.support.served import Served, serving

Onward = Callable[[bytes], httpx.Response]
Spoil = Callable[[str, bytes, Onward], httpx.Response]
"""What stands in the way: the path, what was asked, and how to ask our server. It gives what the kit is answered."""

PUSH, PULL, BOOT = "/v1/sync/push", "/v1/sync/pull", "/v1/sync/boot"
_MINE = frozenset({"host", "connection", "content-length"})
_DROPPED = frozenset({"content-length", "transfer-encoding", "connection", "content-encoding", "date", "server"})


class _Between(BaseHTTPRequestHandler):
    """Hands requests on to our server, and answers back as the planted fault has it."""

    protocol_version = "HTTP/1.1"
    onward: httpx.Client
    spoil: Spoil

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's own word
        """Say nothing."""

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() not in _MINE}
        headers["accept-encoding"] = "identity"
        http = self.onward
        if self.path.startswith("/v1/sync/wake") and "wait=" not in self.path:
            self._stream(http, headers)
            return

        def onward(content: bytes) -> httpx.Response:
            return http.request(self.command, self.path, content=content, headers=headers)

        answer = type(self).spoil(self.path, body, onward)
        self._begin(answer)
        if self.command != "HEAD":
            self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _stream(self, http: httpx.Client, headers: dict[str, str]) -> None:
        self.close_connection = True
        with http.stream("GET", self.path, headers=headers) as answer:
            self._begin(answer)
            self.send_header("connection", "close")
            self.end_headers()
            for line in answer.iter_lines():
                try:
                    self.wfile.write(line.encode() + b"\n")
                except BrokenPipeError:
                    return

    def _begin(self, answer: httpx.Response) -> None:
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name not in _DROPPED:
                self.send_header(name, value)

    do_GET = do_POST = do_HEAD = do_PATCH = _hand_on  # noqa: N815 - the library's own names


@contextmanager
def between(url: str, spoil: Spoil) -> Generator[str]:
    """Where a server answers that is our own but for a fault."""
    onward = httpx.Client(base_url=url, timeout=60, trust_env=False)
    handler = type("Handler", (_Between,), {"onward": onward, "spoil": staticmethod(spoil)})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
        onward.close()


def changed(answer: httpx.Response, facts: dict[str, Any]) -> httpx.Response:
    """The answer with another body."""
    return httpx.Response(answer.status_code, headers=answer.headers, content=msgspec.json.encode(facts))


def facts_of(answer: httpx.Response) -> dict[str, Any] | None:
    """What a good JSON answer says; None of any other."""
    told = answer.headers.get("content-type", "").startswith("application/json")
    found: dict[str, Any] | None = answer.json() if answer.content and answer.is_success and told else None
    return found


def honest(_path: str, body: bytes, onward: Onward) -> httpx.Response:
    return onward(body)


class LosesAcknowledged:
    """The first command of a kind never gets to the district, and is acknowledged all the same."""

    def __init__(self) -> None:
        self.lost = b""

    def __call__(self, path: str, body: bytes, onward: Onward) -> httpx.Response:
        lines = body.split(b"\n")
        mine = [line for line in lines if b'"note":"d"' in line or line == self.lost]
        if path != PUSH or not mine:
            return onward(body)
        self.lost = mine[0]
        answer = onward(b"\n".join(line for line in lines if line != self.lost))
        told = facts_of(answer)
        assert told is not None
        made_up = {"id": msgspec.json.decode(self.lost)["id"], "verdict": "applied", "pos": 1, "version": 1}
        told["receipts"].insert(lines.index(self.lost) - 1, made_up)
        return changed(answer, told)


class AnswersOtherwise:
    """A command that comes again gets a receipt of another place."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, path: str, body: bytes, onward: Onward) -> httpx.Response:
        answer = onward(body)
        told = facts_of(answer)
        if path != PUSH or told is None:
            return answer
        for receipt in told["receipts"]:
            if receipt["id"] in self.seen and receipt["verdict"] == "applied":
                receipt["pos"] += 1
            self.seen.add(receipt["id"])
        return changed(answer, told)


class LeaksAnotherScope:
    """A page brings a row of a scope that the phone was never given."""

    def __call__(self, path: str, body: bytes, onward: Onward) -> httpx.Response:
        answer = onward(body)
        told = facts_of(answer)
        if path != PULL or told is None or not told["rows"]:
            return answer
        told["rows"].append([4_711, *told["rows"][0][1:]])
        return changed(answer, told)


class SkipsAPosition:
    """The first page that has a visit comes without it, and its cursor says that it was there."""

    def __init__(self) -> None:
        self.skipped = ""

    def __call__(self, path: str, body: bytes, onward: Onward) -> httpx.Response:
        answer = onward(body)
        told = facts_of(answer)
        if path != PULL or told is None:
            return answer
        self.skipped = self.skipped or next((row[2] for row in told["rows"] if row[1] == 6), "")
        told["rows"] = [row for row in told["rows"] if row[2] != self.skipped]
        return changed(answer, told)


class LiesInADigest:
    """The last page tells one row more than there is."""

    def __call__(self, path: str, body: bytes, onward: Onward) -> httpx.Response:
        answer = onward(body)
        told = facts_of(answer)
        if path != PULL or told is None or not told.get("digests"):
            return answer
        for digest in told["digests"].values():
            digest["count"] += 1
        return changed(answer, told)


FAULTS: dict[str, tuple[Callable[[], Spoil], set[str], set[str]]] = {
    "none": (lambda: honest, set(), {check.clause for check in CHECKS}),
    "loses an acknowledged command": (LosesAcknowledged, {"6.2 What was applied"}, {"7.1", "8.1"}),
    "answers a repeat otherwise": (AnswersOtherwise, {"4.2 The same bytes"}, {"6.2", "7.1", "8.1", "8.2"}),
    "leaks another scope": (LeaksAnotherScope, {"7.1 Pages bring"}, {"4.2", "6.2", "8.1", "8.2"}),
    "skips a position": (SkipsAPosition, {"6.2 What was pulled"}, {"4.2", "7.1", "8.1"}),
    "lies in a digest": (LiesInADigest, {"8.1 The digests are"}, {"4.2", "6.2", "7.1"}),
}
"""Each fault with the lines of the list that must name it, and clauses that it must not be laid to."""


@pytest.fixture
async def served(templates: Templates, engine: Postgres | None, tmp_path: Path) -> AsyncIterator[Served]:
    async with migrated(templates, engine, tmp_path) as url, serving(url, tmp_path) as one:
        yield one


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_each_of_five_planted_faults_is_named_and_nothing_is_laid_to_another(served: Served) -> None:
    for fault, (make, named, innocent) in FAULTS.items():
        with between(served.url, make()) as url:
            exit_code, told = await tell(url, await code_for(served, "worker_west"))

        failed = [one for one in told["results"] if one["outcome"] == "fail"]
        lines = [f"{one['clause']} {one['title']}" for one in failed]
        untried = [one for one in told["results"] if one["outcome"] == "untried"]
        assert exit_code == (1 if named else 0), (fault, failed, untried)
        for name in named:
            assert any(line.startswith(name) for line in lines), (fault, failed)
        assert not innocent & {one["clause"] for one in failed}, (fault, failed)
