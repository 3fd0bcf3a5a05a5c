"""The line from the terminal phone to a district: requests out, replies or one clear refusal back. Keeps nothing."""

from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec

from mobile_contract.accounts import Enrolled, EnrolRequest, Me
from mobile_contract.media import NewUpload, UploadView
from mobile_contract.problems import ProblemCode
from mobile_contract.sync import BootReply, BootRequest, PullReply, PullRequest, PushReply

CONNECT_S = 5.0
ANSWER_S = 60.0
CHUNK_BYTES = 256 * 1024

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
    """One district, as one install sees it. `token` is `<install>.<secret>`, empty before joining."""

    def __init__(self, server: str, token: str = "", *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"accept": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            base_url=server,
            headers=headers,
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            transport=transport,
            trust_env=transport is None,
        )

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def enrol(self, request: EnrolRequest) -> Enrolled:
        """Redeem an enrolment code."""
        return self._json("/v1/enrol", request, Enrolled)

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
