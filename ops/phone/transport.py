"""The line from the terminal phone to a district: requests out, replies or one clear refusal back. Keeps nothing."""

from collections.abc import Generator
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec

from mobile_contract.accounts import Enrolled, EnrolRequest, Me, RejoinRequest
from mobile_contract.media import NewUpload, UploadView
from mobile_contract.problems import ProblemCode
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    Wake,
    WipeProof,
    WipeReply,
)

CONNECT_S = 5.0
ANSWER_S = 60.0
CHUNK_BYTES = 256 * 1024

_EVENTS = "text/event-stream"
_LIVE = httpx.Timeout(CONNECT_S, read=45.0)
"""Three heartbeats: a line that is silent for so long is dead."""

Reply = TypeVar("Reply")


class Unreachable(Exception):
    """No answer, or none that a district gives: the phone goes on working and tries again."""


class Refused(Exception):
    """The district said no to the request itself; `code` is a ProblemCode, or the HTTP status of another party."""

    def __init__(self, status: int, code: str, title: str, facts: dict[str, Any], retry_after_s: int = 0) -> None:
        super().__init__(title)
        self.status = status
        self.code = code
        self.title = title
        self.facts = facts
        self.retry_after_s = retry_after_s

    @property
    def signed_out(self) -> bool:
        """Whether only joining anew helps; nothing on the phone is lost."""
        return self.status == HTTPStatus.UNAUTHORIZED


class Line:
    """One district, as one install sees it. `token` is `<install>.<secret>`, empty before joining.

    An answer is waited for `answer_s`.
    """

    def __init__(
        self, server: str, token: str = "", *, transport: httpx.BaseTransport | None = None, answer_s: float = ANSWER_S
    ) -> None:
        headers = {"accept": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            base_url=server,
            headers=headers,
            timeout=httpx.Timeout(answer_s, connect=CONNECT_S),
            transport=transport,
            trust_env=transport is None,
        )

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def enrol(self, request: EnrolRequest) -> Enrolled:
        """Redeem an enrolment code."""
        return self._json("/v1/enrol", request, Enrolled)

    def rejoin(self, request: RejoinRequest) -> Enrolled:
        """Join again by the certificate of the enrolment."""
        return self._json("/v1/rejoin", request, Enrolled)

    def me(self) -> Me:
        """Who this install belongs to."""
        return _decoded(self._send("GET", "/v1/me", b"", {}), Me)

    def push(self, body: bytes) -> PushReply:
        """Send a batch."""
        answer = self._send("POST", "/v1/sync/push", body, {"content-type": "application/x-ndjson"})
        return _decoded(answer, PushReply)

    def pull(self, request: PullRequest) -> PullReply:
        """Ask for a page."""
        return self._json("/v1/sync/pull", request, PullReply)

    def boot(self, request: BootRequest) -> BootReply:
        """Ask for a chunk of a scope."""
        return self._json("/v1/sync/boot", request, BootReply)

    def digest(self, request: DigestRequest) -> DigestReply:
        """Ask what a scope holds."""
        return self._json("/v1/sync/digest", request, DigestReply)

    def wipe(self, proof: WipeProof) -> WipeReply:
        """Prove that a scope is gone."""
        return self._json("/v1/sync/wipe", proof, WipeReply)

    def wait(self, after: int, wait_s: int) -> Wake:
        """Ask whether something changed after a position, and wait so long for it."""
        return _decoded(self._send("GET", f"/v1/sync/wake?after={after}&wait={wait_s}", b"", {}), Wake)

    def listen(self, after: int) -> Generator[Wake | None]:
        """Hear what changes after a position: wakes, and None for each heartbeat, until the stream ends."""
        try:
            with self._client.stream(
                "GET", "/v1/sync/wake", params={"after": after}, headers={"accept": _EVENTS}, timeout=_LIVE
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _refusal(answer)
                if answer.headers.get("content-type", "").startswith(_EVENTS):
                    yield from _events(answer)
        except httpx.HTTPError as error:
            raise Unreachable(f"{self._client.base_url}: {str(error) or type(error).__name__}") from error

    def promise(self, upload: NewUpload) -> UploadView:
        """Promise a photo's bytes; the answer tells how many of them are there already."""
        return self._json("/v1/uploads", upload, UploadView)

    def offset(self, upload: str) -> int:
        """How many bytes of an upload have arrived."""
        return _offset(self._send("HEAD", f"/v1/uploads/{upload}", b"", {}))

    def send(self, upload: str, offset: int, chunk: bytes) -> int:
        """Send bytes from an offset on; the offset after them."""
        headers = {"content-type": "application/offset+octet-stream", "upload-offset": str(offset)}
        return _offset(self._send("PATCH", f"/v1/uploads/{upload}", chunk, headers))

    def _json(self, path: str, request: msgspec.Struct, shape: type[Reply]) -> Reply:
        body = msgspec.json.encode(request)
        return _decoded(self._send("POST", path, body, {"content-type": "application/json"}), shape)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        try:
            answer = self._client.request(method, path, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(f"{self._client.base_url}: {str(error) or type(error).__name__}") from error
        if answer.is_success:
            return answer
        raise _refusal(answer)


def _events(answer: httpx.Response) -> Generator[Wake | None]:
    for line in answer.iter_lines():
        if line.startswith(":"):
            yield None
        elif line.startswith("data:"):
            try:
                yield msgspec.json.decode(line.removeprefix("data:"), type=Wake)
            except msgspec.MsgspecError as error:
                raise Unreachable(f"{answer.url}: no wake of a district ({error})") from error


class _Problem(msgspec.Struct):
    code: str
    title: str = ""


def _refusal(answer: httpx.Response) -> Refused:
    wait = answer.headers.get("retry-after", "")
    retry_after_s = int(wait) if wait.isascii() and wait.isdigit() else 0
    try:
        problem = msgspec.json.decode(answer.content, type=_Problem)
        facts: dict[str, Any] = msgspec.json.decode(answer.content)
    except msgspec.MsgspecError:
        problem, facts = _Problem(str(answer.status_code), answer.reason_phrase), {}
    return Refused(answer.status_code, problem.code, problem.title, facts, retry_after_s)


def _decoded(answer: httpx.Response, shape: type[Reply]) -> Reply:
    try:
        return msgspec.json.decode(answer.content, type=shape)
    except msgspec.MsgspecError as error:
        raise Unreachable(f"{answer.url}: not the answer of a district ({error})") from error


def _offset(answer: httpx.Response) -> int:
    told = answer.headers.get("upload-offset", "")
    if not (told.isascii() and told.isdigit()):
        raise Unreachable(f"{answer.url}: an upload without an offset")
    return int(told)


UPLOAD_LOST = frozenset({ProblemCode.UPLOAD_EXPIRED, ProblemCode.UPLOAD_MISMATCH, ProblemCode.NOT_FOUND})
"""Refusals after which an upload begins anew."""
