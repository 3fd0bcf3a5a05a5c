"""What a document tells of one operation: parameters, body, answers, refusals. Pure: it knows no framework."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any, NamedTuple

from mobile_contract.problem_titles import TITLES
from mobile_contract.problems import ProblemCode
from server.core.declared import Bearer, Lines, refusals_of
from server.core.problems import RETRYABLE
from server.openapi.words import WORDS

JSON_TYPE, PROBLEM_TYPE = "application/json", "application/problem+json"
_EMPTY: dict[int, dict[str, Any]] = {}
_COOKIE_AND_TOKEN: dict[str, list[str]] = {"session": [], "csrf": []}


class Parameter(NamedTuple):
    """A parameter of a request: its name there; `query`, `path` or `header`; its type."""

    name: str
    place: str
    type: Any
    required: bool
    default: Any = None


class Operation(NamedTuple):
    """A method of an address, as its route declares it; `told` is the type that its signature answers with."""

    method: str
    path: str
    feature: str
    name: str
    text: str
    status: int
    told: Any
    parameters: tuple[Parameter, ...]
    opt: Mapping[str, Any]

    @property
    def refusals(self) -> frozenset[ProblemCode]:
        """Every code that it may refuse with."""
        return refusals_of(self.opt, self.method)

    @property
    def answers(self) -> Mapping[int, Mapping[str, Any]]:
        """What it answers if all is well, by status and media type. Raises TypeError where nobody has said so."""
        given: Mapping[int, Mapping[str, Any]] = self.opt.get("gives", _EMPTY)
        if given:
            return given
        if self.told is None or self.told is type(None):
            return {self.status: {}}
        if self.told in {bytes, Any}:
            raise TypeError(f"{self.method} {self.path} does not declare what it gives")
        return {self.status: {JSON_TYPE: self.told}}

    @property
    def types(self) -> list[Any]:
        """Every type that it needs a schema of."""
        takes: Mapping[str, Any] = self.opt.get("takes", {})
        bodies = [one for body in (takes, *self.answers.values()) for one in body.values()]
        told = [part for one in bodies for part in (one if isinstance(one, Lines) else (one,)) if part is not None]
        return [*(one for one in told if one not in {bytes, str}), *(one.type for one in self.parameters)]


Schemas = Mapping[Any, dict[str, Any]]
Examples = Mapping[Any, Any]


def operation(one: Operation, schemas: Schemas, examples: Examples) -> dict[str, Any]:
    """The operation object of OpenAPI 3.1."""
    told: dict[str, Any] = {
        "operationId": f"{one.feature}_{one.name}",
        "tags": [one.feature],
        "summary": _summary(one.text),
        "description": one.text,
        "security": _security(one),
        "parameters": [*_parameters(one, schemas), *(_header(name) for name in one.opt.get("asks", ()))],
        "responses": {**_answers(one, schemas, examples), **_refusals(one)},
    }
    takes = one.opt.get("takes")
    if takes:
        told["requestBody"] = {"required": True, "content": _content(takes, schemas, examples)}
    return told


def _summary(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".")


def _security(one: Operation) -> list[dict[str, list[str]]]:
    bearer: Bearer | None = one.opt.get("bearer")
    if bearer is not None:
        return [{bearer.name: []}]
    session: dict[str, list[str]] = {"session": []} if one.method in {"GET", "HEAD", "OPTIONS"} else _COOKIE_AND_TOKEN
    match one.opt["policy"]:
        case "phone":
            return [{"phone": []}]
        case "office":
            return [session]
        case "signed_in":
            return [{"phone": []}, session]
        case _:
            return []


def _parameters(one: Operation, schemas: Schemas) -> Iterable[dict[str, Any]]:
    for parameter in one.parameters:
        word = WORDS[parameter.name.lower()]
        schema = {**schemas[parameter.type], **word.schema}
        if parameter.default not in {None, ""}:
            schema["default"] = parameter.default
        told = {"name": parameter.name, "in": parameter.place, "required": parameter.required, "schema": schema}
        yield told | {"description": word.text} | _shown(word.example, schema)


def _shown(example: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    if example is None:
        return {}
    return {"example": [example] if schema.get("type") == "array" else example}


def _header(name: str) -> dict[str, Any]:
    word = WORDS[name.lower()]
    return {
        "name": name,
        "in": "header",
        "required": False,
        "schema": {"type": "string", **word.schema},
        "description": word.text,
        "example": word.example,
    }


def _content(body: Mapping[str, Any], schemas: Schemas, examples: Examples) -> dict[str, Any]:
    return {media_type: _media(told, schemas, examples) for media_type, told in body.items()}


def _media(told: Any, schemas: Schemas, examples: Examples) -> dict[str, Any]:
    if told is bytes:
        return {"schema": {"type": "string", "format": "binary"}}
    if told is str:
        return {"schema": {"type": "string"}}
    if isinstance(told, Lines):
        lines = {"each": schemas[told.each]} | ({} if told.first is None else {"first": schemas[told.first]})
        return {"schema": {"type": "string", "description": "JSON, a line each", "x-hexward-lines": lines}}
    shown = {} if told not in examples else {"example": examples[told]}
    return {"schema": schemas[told], **shown}


def _answers(one: Operation, schemas: Schemas, examples: Examples) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for status, body in sorted(one.answers.items()):
        answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if body:
            answer["content"] = _content(body, schemas, examples)
        names: Iterable[str] = one.opt.get("tells", ())
        if names and status < HTTPStatus.BAD_REQUEST:
            answer["headers"] = {name: _told_header(name) for name in names}
        told[str(status)] = answer
    return told


def _told_header(name: str) -> dict[str, Any]:
    word = WORDS[name.lower()]
    return {"description": word.text, "schema": {"type": "string"}}


def _refusals(one: Operation) -> dict[str, Any]:
    groups = refusal_groups(one)
    return {str(status): {"$ref": f"#/components/responses/{name_of(status, some)}"} for status, some in groups.items()}


def refusal_groups(one: Operation) -> dict[int, tuple[ProblemCode, ...]]:
    """The codes that an operation may refuse with, by their status."""
    codes = sorted(one.refusals, key=lambda code: (TITLES[code][0], code))
    return {status: tuple(some) for status, some in groupby(codes, lambda code: TITLES[code][0])}


def name_of(status: int, codes: Sequence[ProblemCode]) -> str:
    """What the answer of a status with some codes is called among the components."""
    return f"{status}-{'-'.join(code.value for code in codes)}"


def refusal(status: int, chosen: Sequence[ProblemCode]) -> dict[str, Any]:
    """The answer of a status that may have any of some codes."""
    narrowed = {"code": {"enum": [code.value for code in chosen]}, "status": {"const": status}}
    told: dict[str, Any] = {
        "description": "; ".join(f"`{code}`: {TITLES[code][1]} ({TITLES[code][2]})" for code in chosen),
        "content": {
            PROBLEM_TYPE: {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": narrowed}]},
                "examples": {code.value: {"$ref": f"#/components/examples/{code.value}"} for code in chosen},
            }
        },
    }
    if status in RETRYABLE:
        told["headers"] = {"Retry-After": _told_header("Retry-After")}
    return told
