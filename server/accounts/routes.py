"""Logging in and out, who is signed in, and joining with a phone."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import RawBody

from mobile_contract.accounts import (
    Enrolled,
    EnrolmentIssued,
    EnrolRequest,
    LoginRequest,
    Me,
    NewEnrolment,
    RejoinRequest,
)
from mobile_contract.problems import ProblemCode
from server.accounts import service
from server.accounts.passwords import Passwords
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import JSON_TYPE, decoded, require_type
from server.gate import COOKIE
from server.settings import Settings


@post(
    "/v1/login",
    policy="public",
    takes={JSON_TYPE: LoginRequest},
    refuses=[ProblemCode.WRONG_LOGIN],
    status_code=200,
    request_max_body_size=4096,
)
async def login(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    passwords: NamedDependency[Passwords],
    settings: NamedDependency[Settings],
) -> Response[Me]:
    """Begin an office session: the cookie is for this site's own pages alone."""
    require_type(request, JSON_TYPE)
    asked = decoded(body, LoginRequest)
    token, actor, until = await service.login(door, passwords, asked, settings.session_hours)
    at = clock.now()
    csrf = door.seal.csrf_token(token)
    view = await door.database.read(lambda tx: service.me(tx, door, actor, csrf, at))
    cookie = Cookie(
        COOKIE, value=token, httponly=True, samesite="strict", secure=settings.secure_cookies, path="/",
        max_age=int((until - at).total_seconds()),
    )  # fmt: skip
    return Response(view, cookies=[cookie])


@post("/v1/logout", policy="office", status_code=204)
async def logout(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> None:
    """End this session."""
    await service.logout(door, actor)


@get("/v1/me", policy="signed_in")
async def read_me(request: Request[Any, Any, Any], door: NamedDependency[Door], actor: NamedDependency[Actor]) -> Me:
    """Who is signed in, with posts and grids."""
    csrf = door.seal.csrf_token(str(request.auth))
    at = clock.now()
    return await door.database.read(lambda tx: service.me(tx, door, actor, csrf, at))


@post("/v1/enrolments", policy="office", takes={JSON_TYPE: NewEnrolment}, status_code=201, request_max_body_size=4096)
async def create_enrolment(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
) -> EnrolmentIssued:
    """Issue a one-time code for a phone. It is shown this once."""
    require_type(request, JSON_TYPE)
    return await service.issue_enrolment(door, actor, decoded(body, NewEnrolment), settings.public_origin)


@post(
    "/v1/enrol",
    policy="public",
    takes={JSON_TYPE: EnrolRequest},
    refuses=[ProblemCode.WRONG_ENROLMENT],
    status_code=201,
    request_max_body_size=4096,
)
async def enrol(request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door]) -> Enrolled:
    """Join with a phone, by a code that is good once."""
    require_type(request, JSON_TYPE)
    return await service.enrol(door, decoded(body, EnrolRequest))


@post(
    "/v1/rejoin",
    policy="public",
    takes={JSON_TYPE: RejoinRequest},
    refuses=[ProblemCode.INSTALL_REVOKED, ProblemCode.WRONG_ENROLMENT],
    status_code=201,
    request_max_body_size=4096,
)
async def rejoin(request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door]) -> Enrolled:
    """Join again with a phone whose install was lost in a restore, or was cloned."""
    require_type(request, JSON_TYPE)
    return await service.rejoin(door, decoded(body, RejoinRequest))


HANDLERS = (login, logout, read_me, create_enrolment, enrol, rejoin)
