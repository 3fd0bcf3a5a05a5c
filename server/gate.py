"""The gate before every route: who is asking, and whether the route is for them. Knows litestar, as routes do."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import ImproperlyConfiguredException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.routes import BaseRoute, HTTPRoute

from mobile_contract.problems import ProblemCode
from server.accounts.service import authenticate
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.seal import same

COOKIE = "hexward_session"
CSRF_HEADER = "x-hexward-csrf"
PUBLIC, PHONE, OFFICE, SIGNED_IN = "public", "phone", "office", "signed_in"
POLICIES = frozenset({PUBLIC, PHONE, OFFICE, SIGNED_IN})
_OPTIONS = "OPTIONS"
_QUESTIONS = "questions"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate(AbstractAuthenticationMiddleware):
    """Reads the bearer token of a phone or the cookie of an office, and keeps each to the routes that are for it."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Who asks. Refuses MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED and CROSS_SITE; NOT_FOUND where no policy is told."""
        policy = connection.route_handler.opt.get("policy")
        if policy == PUBLIC or _method(connection) == _OPTIONS:
            _refuse_unasked(connection)
            return AuthenticationResult(user=None, auth=None)
        if policy not in POLICIES:
            raise Problem(ProblemCode.NOT_FOUND)
        token, by_cookie = _token(connection)
        door: Door = connection.app.state.door
        at = clock.now()
        found = await authenticate(door.database, door.district, token, at) if token else None
        if found is None:
            raise Problem(ProblemCode.NOT_SIGNED_IN)
        kind = OFFICE if found.is_session else PHONE
        if policy not in {SIGNED_IN, kind}:
            raise Problem(ProblemCode.NOT_ALLOWED)
        if by_cookie and _method(connection) not in _SAFE_METHODS:
            _refuse_cross_site(connection, door, token)
        _refuse_unasked(connection)
        return AuthenticationResult(user=found.actor, auth=token)


def _method(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return connection.scope["method"] if connection.scope["type"] == ScopeType.HTTP else ""


def _token(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[str, bool]:
    told = connection.headers.get("authorization", "")
    scheme, _, token = told.partition(" ")
    if scheme.lower() == "bearer":
        return token.strip(), False
    return connection.cookies.get(COOKIE, ""), True


def _refuse_cross_site(connection: ASGIConnection[Any, Any, Any, Any], door: Door, token: str) -> None:
    """A cookie alone changes nothing: the page must show that it is ours, by its origin and by the session's token."""
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "")
    if origin is not None and not _is_ours(origin, host):
        raise Problem(ProblemCode.CROSS_SITE)
    if connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Problem(ProblemCode.CROSS_SITE)
    if not same(connection.headers.get(CSRF_HEADER, ""), door.seal.csrf_token(token)):
        raise Problem(ProblemCode.CROSS_SITE)


def _is_ours(origin: str, host: str) -> bool:
    try:
        told = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(told) and told == host


def _refuse_unasked(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """A parameter that a route does not know, or that is there twice, was meant to say something: it is not ignored."""
    asked: dict[str, bool] = connection.route_handler.opt.get(_QUESTIONS, {})
    for name, values in connection.query_params.dict().items():
        if name not in asked or (len(values) > 1 and not asked[name]):
            raise Problem(ProblemCode.MALFORMED, field=name)


def close_the_gate(routes: Sequence[BaseRoute]) -> None:
    """Note what each route may be asked. Refuses to start an application that has a route without a policy."""
    for route in routes:
        if not isinstance(route, HTTPRoute):
            raise ImproperlyConfiguredException(f"{route.path} is no route that the gate knows")
        for method, (handler, model) in route.route_handler_map.items():
            if method != _OPTIONS and handler.opt.get("policy") not in POLICIES:
                raise ImproperlyConfiguredException(f"the route {route.path} declares no policy")
            handler.opt[_QUESTIONS] = {told.field_alias: told.is_sequence for told in model.expected_query_params}


def the_actor(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """Who is asking, on a route that is not public."""
    actor = connection.user
    if not isinstance(actor, Actor):
        raise Problem(ProblemCode.NOT_SIGNED_IN)
    return actor
