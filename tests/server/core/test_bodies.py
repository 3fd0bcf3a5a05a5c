"""A refusal goes out after its request has come in; an answer to what was taken waits for nothing."""

from typing import Any

import pytest

from server.core.bodies import hear_out

CHUNK = bytes(1024 * 1024)
ASKED = {"type": "http", "method": "POST"}


class Line:
    """A line that brings so many chunks of a megabyte, and notes what happens on it in its order."""

    def __init__(self, chunks: int) -> None:
        self.left = chunks
        self.heard: list[str] = []

    async def receive(self) -> Any:
        self.left -= 1
        self.heard.append("in")
        return {"type": "http.request", "body": CHUNK, "more_body": self.left > 0}

    async def send(self, message: Any) -> None:
        self.heard.append(message["type"].removeprefix("http.response."))


async def answer(line: Line, status: int, *, reads: int = 0) -> list[str]:
    """What is heard on the line when an application answers after it read so many chunks."""

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        for _ in range(reads):
            await receive()
        await send({"type": "http.response.start", "status": status})
        await send({"type": "http.response.body"})

    await hear_out(app)(ASKED, line.receive, line.send)
    return line.heard


@pytest.mark.parametrize("reads", [0, 1, 3])
async def test_a_refusal_goes_out_after_the_whole_request(reads: int) -> None:
    assert await answer(Line(3), 413, reads=reads) == ["in", "in", "in", "start", "body"]


async def test_an_answer_that_is_no_refusal_waits_for_nothing() -> None:
    assert await answer(Line(3), 200) == ["start", "body"]


async def test_a_request_without_end_is_not_heard_for_ever() -> None:
    heard = await answer(Line(1_000_000), 413)
    assert heard[-2:] == ["start", "body"]
    assert heard.count("in") == 8


async def test_a_line_that_broke_is_not_waited_for() -> None:
    line = Line(3)

    async def broken() -> Any:
        line.heard.append("gone")
        return {"type": "http.disconnect"}

    line.receive = broken  # type: ignore[method-assign]  # the peer has gone
    assert await answer(line, 413) == ["gone", "start", "body"]
