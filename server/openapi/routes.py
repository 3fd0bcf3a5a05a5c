"""/v1/openapi.json: what every route takes, gives and refuses, read off the routes themselves; /v1/docs shows it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from inspect import cleandoc
from types import UnionType
from typing import Any, Union, get_args, get_origin

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, HeaderParameter, ParameterKwarg
from litestar.routes import BaseRoute, HTTPRoute
from litestar.typing import FieldDefinition

from mobile_contract.problems import ProblemCode
from server.core.http import JSON_TYPE, packed
from server.core.problems import Problem
from server.openapi import page
from server.openapi.document import document, encoded
from server.openapi.operations import Operation, Parameter

_IN_PATH = re.compile(r"\{(\w+):\w+\}")
_NOT_MODIFIED = 304
_NOT_TOLD = frozenset({"OPTIONS"})


def operations_of(routes: Sequence[BaseRoute]) -> list[Operation]:
    """Every method of every address. What each address answers to OPTIONS by itself is left out."""
    return sorted(_operations(routes), key=lambda one: (one.path, one.method))


def _operations(routes: Iterable[BaseRoute]) -> Iterator[Operation]:
    for route in routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            if method not in _NOT_TOLD or "gives" in handler.opt:
                yield _operation(method, route.path, handler)


def _operation(method: str, path: str, handler: HTTPRouteHandler) -> Operation:
    function = handler.fn
    module = function.__module__.split(".")
    return Operation(
        method=method,
        path=_IN_PATH.sub(r"{\1}", path),
        feature=module[1],
        name=function.__name__,
        text=cleandoc(function.__doc__ or ""),
        status=handler.status_code,
        told=_told(handler.parsed_fn_signature.return_type),
        parameters=tuple(_parameters(handler, set(_IN_PATH.findall(path)))),
        opt=handler.opt,
    )


def _told(field: FieldDefinition) -> Any:
    """What a handler answers with, out of its wrapping; bytes where it may be bytes or nothing."""
    annotation = field.annotation
    if isinstance(get_origin(annotation) or annotation, type) and issubclass(
        get_origin(annotation) or annotation, Response
    ):
        annotation = next(iter(get_args(annotation)), Any)
    return _present(annotation)


def _present(annotation: Any) -> Any:
    """A type without None: a parameter that is not there is not sent."""
    if get_origin(annotation) not in {Union, UnionType}:
        return annotation
    left = [one for one in get_args(annotation) if one is not type(None)]
    return left[0] if len(left) == 1 else annotation


def _parameters(handler: HTTPRouteHandler, in_path: set[str]) -> Iterator[Parameter]:
    """Path, then query and headers, of the handler and of what it depends on."""
    fields = [*handler.parsed_fn_signature.parameters.items()]
    needed = {name for name, _ in fields}
    for name, provider in handler.resolve_dependencies().items():
        if name in needed:
            fields += provider.parsed_fn_signature.parameters.items()
    found: dict[tuple[str, str], Parameter] = {}
    for name, field in fields:
        if isinstance(field.kwarg_definition, ParameterKwarg) and not field.is_di_field:
            told = _parameter(name, field, in_path)
            found[told.place, told.name] = told
    order = ("path", "query", "header")
    yield from sorted(found.values(), key=lambda one: (order.index(one.place), one.name))


def _parameter(name: str, field: FieldDefinition, in_path: set[str]) -> Parameter:
    kwarg = field.kwarg_definition
    alias = (kwarg.name if isinstance(kwarg, ParameterKwarg) else None) or name
    if name in in_path:
        return Parameter(name, "path", field.annotation, required=True)
    place = "header" if isinstance(kwarg, HeaderParameter) else "query"
    default = field.default if field.has_default else None
    return Parameter(alias, place, _present(field.annotation), field.is_required, default)


@get("/v1/openapi.json", policy="public", gives={200: {JSON_TYPE: dict[str, Any]}}, sync_to_thread=False)
def read_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The document of everything that this server answers; nobody's secret."""
    state = request.app.state
    if "openapi" not in state:
        state.openapi = encoded(document(operations_of(request.app.routes)))
    data, headers = packed(request, state.openapi)
    return Response(data, media_type=JSON_TYPE, headers={**headers, "Cache-Control": "no-cache"})


@get("/v1/docs", policy="public", gives={200: {"text/html": str}}, sync_to_thread=False)
def show_document() -> Response[bytes]:
    """The document as a page for people, without any other host."""
    headers = {"Content-Security-Policy": page.POLICY, "Cache-Control": "no-cache"}
    return Response(page.PAGE.encode(), media_type="text/html", headers=headers)


@get(
    "/v1/docs/{file:str}",
    policy="public",
    refuses=[ProblemCode.NOT_FOUND],
    gives={200: dict.fromkeys(page.FILES.values(), bytes), 304: {}},
    asks=["If-None-Match"],
    tells=["ETag"],
    sync_to_thread=False,
)
def read_page_file(request: Request[Any, Any, Any], file: FromPath[str]) -> Response[bytes | None]:
    """A file that the page is made of. Refuses NOT_FOUND."""
    if file not in page.FILES:
        raise Problem(ProblemCode.NOT_FOUND)
    content, mark = page.content_of(file)
    headers = {"ETag": mark, "Cache-Control": "no-cache"}
    if mark in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(None, status_code=_NOT_MODIFIED, headers=headers)
    data, told = packed(request, content)
    return Response(data, media_type=page.FILES[file], headers={**headers, **told})


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_document, show_document, read_page_file)
