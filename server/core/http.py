"""How problems, bodies and headers cross HTTP. The one module of the core that knows litestar."""

import errno
import gzip
from typing import Any, TypeVar

import msgspec
import structlog
import zstandard
from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mobile_contract.problems import ProblemCode
from server.core import clock
from server.core.database import DatabaseFault, stop_the_process
from server.core.declared import refusals_of
from server.core.problems import Problem

T = TypeVar("T")

log = structlog.get_logger()

PROBLEM_TYPE = "application/problem+json"
JSON_TYPE = "application/json"
MSGPACK_TYPE = "application/vnd.msgpack"
NDJSON_TYPE = "application/x-ndjson"

_BY_STATUS = {
    400: ProblemCode.MALFORMED,
    401: ProblemCode.NOT_SIGNED_IN,
    403: ProblemCode.NOT_ALLOWED,
    404: ProblemCode.NOT_FOUND,
    405: ProblemCode.METHOD_NOT_ALLOWED,
    413: ProblemCode.TOO_LARGE,
    415: ProblemCode.UNSUPPORTED_MEDIA_TYPE,
}
_ZSTD = zstandard.ZstdCompressor(level=3)
_GZIP_LEVEL = 1
_WORTH_PACKING_BYTES = 4_096
_OURS = 500
_AS_IT_IS = "identity"
_GONE = "client disconnected prematurely"
_SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def content_type(request: Request[Any, Any, Any]) -> str:
    """The media type of the body, without its parameters."""
    return request.headers.get("content-type", "").split(";", 1)[0].strip().lower()


def require_type(request: Request[Any, Any, Any], *allowed: str) -> str:
    """The media type, which must be one of these, and its bytes as they are, not compressed.

    Refuses UNSUPPORTED_MEDIA_TYPE: a form must never pass for JSON, and what is unpacked here has no limit.
    """
    told = content_type(request)
    if told not in allowed or request.headers.get("content-encoding", _AS_IT_IS).lower() != _AS_IT_IS:
        raise Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, allowed=list(allowed))
    return told


def packed(request: Request[Any, Any, Any], data: bytes) -> tuple[bytes, dict[str, str]]:
    """A reply as the asker can unpack it, and the headers that say so: zstd, else gzip, of what is worth it."""
    told = {"Vary": "Accept-Encoding"}
    if len(data) < _WORTH_PACKING_BYTES:
        return data, told
    asked = {one.strip().partition(";")[0].lower() for one in request.headers.get("accept-encoding", "").split(",")}
    if "zstd" in asked:
        return _ZSTD.compress(data), told | {"Content-Encoding": "zstd"}
    if "gzip" in asked:
        return gzip.compress(data, _GZIP_LEVEL, mtime=0), told | {"Content-Encoding": "gzip"}
    return data, told


def decoded(body: bytes, told: type[T], media_type: str = JSON_TYPE) -> T:
    """A body as a value of the contract, strictly. Refuses MALFORMED, whatever the bytes are."""
    decode = msgspec.msgpack.decode if media_type == MSGPACK_TYPE else msgspec.json.decode
    try:
        return decode(body, type=told, strict=True)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise Problem(ProblemCode.MALFORMED, detail=str(error)[:300]) from error


def problem_response(problem: Problem) -> Response[bytes]:
    """A problem as its document."""
    return Response(
        msgspec.json.encode(problem.body()),
        status_code=problem.status,
        media_type=PROBLEM_TYPE,
        headers={**problem.headers, "Cache-Control": "no-store"},
    )


def on_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """A refusal of our own. One that its route does not declare is no worse for who asked, and a fault of ours."""
    if undeclared(request.scope, problem):
        log.error("undeclared refusal", route=_route(request.scope), method=request.method, code=problem.code.value)
    return problem_response(problem)


def undeclared(scope: Any, problem: Problem) -> bool:
    """Whether a refusal is none that the route of this request declares. An address without a route refuses freely."""
    handler = scope.get("route_handler")
    if handler is None or "policy" not in handler.opt:
        return False
    return problem.code not in refusals_of(handler.opt, scope["method"])


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """The framework's own refusals in the project's words; what it would echo of the request is left out."""
    if error.status_code >= _OURS and error.detail != _GONE:
        return on_anything(request, error)
    code = _BY_STATUS.get(error.status_code, ProblemCode.MALFORMED)
    facts: dict[str, object] = {}
    if code is ProblemCode.TOO_LARGE:
        facts = {"max_bytes": request.route_handler.resolve_request_max_body_size()}
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return problem_response(Problem(code, headers=headers, **facts))


def on_database_fault(_request: Request[Any, Any, Any], fault: DatabaseFault) -> Response[bytes]:
    """The database could not: our fault, and it goes away."""
    log.error("database fault", why=str(fault), transient=fault.transient)
    return problem_response(Problem(ProblemCode.NO_SPACE if fault.full else ProblemCode.OVERLOADED))


def on_disk_fault(request: Request[Any, Any, Any], fault: OSError) -> Response[bytes]:
    """A file could not be written: no room is told, a failing disk ends the process."""
    if fault.errno == errno.EIO:
        stop_the_process("EIO")
    return on_anything(request, fault)


def on_malformed(_request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    """Bytes that broke a decoder of the framework's own."""
    return problem_response(Problem(ProblemCode.MALFORMED))


def on_anything(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours. The log has it in full; the answer has a code and a time to come back."""
    log.error("fault", route=_route(request.scope), exc_info=error)
    return problem_response(Problem(ProblemCode.INTERNAL))


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Problem: on_problem,
    HTTPException: on_http_exception,
    DatabaseFault: on_database_fault,
    OSError: on_disk_fault,
    RecursionError: on_malformed,
    UnicodeDecodeError: on_malformed,
    Exception: on_anything,
}


def safe_headers(app: ASGIApp) -> ASGIApp:
    """Middleware: the headers that every answer carries, and one access log line without a body or a name."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        started = clock.ticks()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name for name, _ in headers}
                headers += [(name, value) for name, value in _SAFE_HEADERS if name not in names]
                if b"cache-control" not in names:
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
                log.info(
                    "request",
                    method=scope["method"],
                    route=_route(scope),
                    status=message["status"],
                    ms=round(clock.elapsed_ms(started), 1),
                )
            await send(message)

        await app(scope, receive, sending)

    return wrapped


def _route(scope: Any) -> str:
    handler = scope.get("route_handler")
    paths = sorted(getattr(handler, "paths", ()) or ())
    return paths[0] if paths else "-"
