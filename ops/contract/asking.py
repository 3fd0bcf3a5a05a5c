"""The line from the kit to a server: any request, well formed or not, and the answer as it came. It judges none."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import httpx
import msgspec
from msgspec import Struct

from ops.contract.checking import Fault, Untried

JSON, NDJSON, MSGPACK = "application/json", "application/x-ndjson", "application/vnd.msgpack"
PROBLEM = "application/problem+json"
CONNECT_S, ANSWER_S = 5.0, 60.0
MOST_WAITS, LONGEST_WAIT_S = 6, 30
_NOT_NOW = frozenset({429, 503, 507})
_FAULT = 500
_SAID = 160

Shape = TypeVar("Shape")


class Problem(Struct):
    """What every refusal tells (2.4)."""

    code: str
    title: str
    title_zh: str
    status: int


class Answer(NamedTuple):
    """An answer as it came."""

    status: int
    headers: httpx.Headers
    body: bytes

    def of(self, shape: type[Shape], *statuses: int) -> Shape:
        """The body as a value of the contract. Raises Fault where it is none, or the status is another than these."""
        if self.status not in (statuses or (200,)):
            raise Fault(f"status {self.status} where {_either(statuses or (200,))} was due: {self.said}")
        decode = msgspec.msgpack.decode if self.headers.get("content-type", "") == MSGPACK else msgspec.json.decode
        try:
            return decode(self.body, type=shape)
        except msgspec.MsgspecError as error:
            raise Fault(f"no {shape.__name__}: {error}: {self.said}") from error

    def refusal(self, status: int, *codes: str) -> Problem:
        """The problem document of a refusal. Raises Fault where it is another status, another code, or none."""
        if self.status != status:
            raise Fault(f"status {self.status} where {status} was due: {self.said}")
        if not self.headers.get("content-type", "").startswith(PROBLEM):
            raise Fault(f"a refusal of type {self.headers.get('content-type', 'none')}, not {PROBLEM} (2.4)")
        problem = self.of(Problem, status)
        if codes and problem.code not in codes:
            raise Fault(f"code {problem.code} where {_either(codes)} was due")
        return problem

    @property
    def said(self) -> str:
        """The beginning of the body, for a person."""
        return self.body[:_SAID].decode(errors="replace")


class Caller:
    """Asks one server, as one install or as nobody. What is refused for now is asked again when it may be."""

    def __init__(
        self, server: str, *, transport: httpx.BaseTransport | None = None, wait: Callable[[float], None] = time.sleep
    ) -> None:
        timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
        self.http = httpx.Client(base_url=server, timeout=timeout, transport=transport, trust_env=False)
        self._wait = wait

    def close(self) -> None:
        """Hang up."""
        self.http.close()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request; `headers` with underscores. Raises Fault where nobody answers, or the server breaks.

        429, 503 and 507 are waited for as they ask (2.4); Untried where they do not end.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(MOST_WAITS):
            try:
                answer = self.http.request(method, path, content=body, headers=named)
            except httpx.HTTPError as error:
                raise Fault(f"{method} {path}: no answer ({str(error) or type(error).__name__})") from error
            if answer.status_code in _NOT_NOW:
                self._wait(_seconds(answer, path))
                continue
            if answer.status_code >= _FAULT:
                raise Fault(f"{method} {path}: status {answer.status_code}: the server broke")
            return Answer(answer.status_code, answer.headers, answer.content)
        raise Untried(f"{method} {path}: refused for now {MOST_WAITS} times")

    def post(self, path: str, value: object, *, packed: bool = False) -> Answer:
        """A value as JSON, or as MessagePack."""
        if packed:
            return self.ask("POST", path, msgspec.msgpack.encode(value), content_type=MSGPACK)
        return self.ask("POST", path, msgspec.json.encode(value), content_type=JSON)


def facts_of(answer: Answer) -> dict[str, Any]:
    """The body as a JSON object."""
    return answer.of(dict[str, Any], answer.status)


def _seconds(answer: httpx.Response, path: str) -> float:
    told = answer.headers.get("retry-after", "")
    if not (told.isascii() and told.isdigit()):
        raise Fault(f"{path}: {answer.status_code} without Retry-After in seconds (2.4)")
    return min(float(told), LONGEST_WAIT_S)


def _either(these: tuple[object, ...]) -> str:
    return " or ".join(str(one) for one in these)
