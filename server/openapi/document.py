"""The OpenAPI 3.1 document of some operations: components from the contract's types, one problem shape. Pure."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from mobile_contract.base import CONTRACT
from mobile_contract.commands import AnyCommand
from mobile_contract.emit.components import components, examples
from mobile_contract.problem_titles import TITLES
from mobile_contract.problems import ProblemCode
from server.core.declared import PARTNER, RECEIPT
from server.core.problems import Problem
from server.openapi.operations import Operation, name_of, operation, refusal, refusal_groups
from server.openapi.words import FEATURES, WORDS

_DESCRIPTION = """Everything that Hexward answers over HTTP. Changes are commands: offices send them to
`POST /v1/commands`, phones to `POST /v1/sync/push` (see PROTOCOL.md); all else reads. A refusal is a problem document
(RFC 9457): clients translate by its `code`."""
_CODE, _COMMAND = "code", "Command"
_ABOUT_COMMANDS = "A person's intent; `kind` says which. What became of it is in its receipt, never in a status."


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The document, with the same content for the same operations. Raises KeyError for a parameter without words."""
    types = list(dict.fromkeys(told for one in operations for told in one.types))
    schemas, named = components((AnyCommand, *types))
    by_type = dict(zip((AnyCommand, *types), schemas, strict=True))
    named[_COMMAND] = {"title": _COMMAND, "description": _ABOUT_COMMANDS, **by_type[AnyCommand]}
    by_type[AnyCommand] = {"$ref": f"#/components/schemas/{_COMMAND}"}
    shaped = [told for told in types if isinstance(told, type) and issubclass(told, Struct)]
    shown = dict(zip(shaped, examples(shaped), strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in sorted(operations, key=lambda one: (one.path, one.method)):
        paths.setdefault(one.path, {})[one.method.lower()] = operation(one, by_type, shown)
    refusals = {name_of(*told): refusal(*told) for one in operations for told in refusal_groups(one).items()}
    features = sorted({one.feature for one in operations})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hexward",
            "x-title-zh": "社区网格治理服务接口",
            "version": str(CONTRACT),
            "description": " ".join(_DESCRIPTION.split()),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "the server that gave this document"}],
        "tags": [
            {"name": name, "description": FEATURES[name][0], "x-title-zh": FEATURES[name][1]} for name in features
        ],
        "paths": paths,
        "components": {
            "schemas": {**named, "Problem": _problem()},
            "responses": dict(sorted(refusals.items())),
            "examples": {code.value: _example(code) for code in ProblemCode},
            "securitySchemes": _security_schemes(),
        },
    }


def encoded(told: dict[str, Any]) -> bytes:
    """A document as it is served, and as it lies on disk."""
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "title": "Problem",
        "description": "A refusal (RFC 9457). Facts stand beside these members: what is asked for, what would fit.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "pattern": "^urn:hexward:problem:[a-z_]+$"},
            _CODE: {"type": "string", "enum": [code.value for code in ProblemCode]},
            "title": text,
            "title_zh": text,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
        },
        "required": ["type", _CODE, "title", "title_zh", "status"],
    }


def _example(code: ProblemCode) -> dict[str, Any]:
    _, en, zh = TITLES[code]
    return {"summary": f"{en} {zh}", "value": Problem(code).body()}


def _security_schemes() -> dict[str, Any]:
    return {
        "phone": {
            "type": "http",
            "scheme": "bearer",
            "description": "A phone's: the id of its install, a full stop, the secret that it made (`POST /v1/enrol`).",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "hexward_session",
            "description": "An office's session (`POST /v1/login`).",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "x-hexward-csrf",
            "description": WORDS["x-hexward-csrf"].text,
        },
        RECEIPT.name: {"type": "http", "scheme": "bearer", "description": RECEIPT.whose},
        PARTNER.name: {"type": "http", "scheme": "bearer", "description": PARTNER.whose},
    }
