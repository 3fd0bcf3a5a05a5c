"""Every refusal that a route can give is declared beside it, and none is that it cannot give."""

from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler

from mobile_contract.problems import ProblemCode
from server.app import ROUTES
from server.core.declared import refusals_of
from server.core.problems import Problem
from tests.support.refusals import Seen, refusals_in

JUDGED = {"accounts", "imports", "intake", "office", "openapi", "rezoning", "sync", "uploads"}
"""Features whose routes also refuse with what a rule, a store or a method of a value has said; `openapi` shows all."""

BY_NAME = {handler.fn.__module__.split(".")[1] + "." + handler.fn.__name__: handler for handler in ROUTES}


def seen_in(handler: HTTPRouteHandler) -> Seen:
    """What a route and what it depends on can raise."""
    providers: list[Any] = list((handler.dependencies or {}).values())
    needed = [provider.dependency for provider in providers]
    return refusals_in(handler.fn, *needed)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_route_declares_what_it_refuses_with(name: str) -> None:
    handler = BY_NAME[name]
    raised = {ProblemCode[code] for code in seen_in(handler).codes}
    for method in handler.http_methods:
        assert raised - refusals_of(handler.opt, method) == set()


@pytest.mark.parametrize("name", [name for name in BY_NAME if name.split(".")[0] not in JUDGED])
def test_a_route_declares_no_more_than_it_refuses_with(name: str) -> None:
    handler, seen = BY_NAME[name], seen_in(BY_NAME[name])
    told = {code.name for code in handler.opt.get("refuses", ())}
    assert told <= seen.codes
    assert not seen.passes_on


def inner(number: int) -> None:
    """Refuses in one of two ways."""
    raise Problem(ProblemCode.UNKNOWN_GRID if number > 1 else ProblemCode.NO_CALENDAR)


def giving(code: ProblemCode) -> None:
    """Refuses with what it is given."""
    raise Problem(code)


def test_what_a_called_function_raises_is_seen() -> None:
    assert refusals_in(inner).codes == {"UNKNOWN_GRID", "NO_CALENDAR"}
    assert refusals_in(giving).passes_on
    assert "WRONG_LOGIN" in seen_in(BY_NAME["accounts.login"]).codes
