"""The OpenAPI document is valid, is what lies on disk and what is served, and tells all of every route."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.routes import HTTPRoute
from openapi_spec_validator import OpenAPIV31SpecValidator

from mobile_contract.problem_titles import TITLES
from mobile_contract.problems import ProblemCode
from ops.contract.openapi import OPENAPI, written
from server.openapi.operations import PROBLEM_TYPE
from server.openapi.routes import operations_of
from server.openapi.words import FEATURES, WORDS
from tests.support.app import AnApp, running

_TEXT = written()
_DOCUMENT: dict[str, Any] = msgspec.json.decode(_TEXT)
_OPERATIONS = {
    f"{method.upper()} {path}": told for path, methods in _DOCUMENT["paths"].items() for method, told in methods.items()
}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    """The application of a district."""
    async with running(database_url, tmp_path) as one:
        yield one


def resolved(told: dict[str, Any]) -> dict[str, Any]:
    """What a reference within the document points to; what is none is itself."""
    if "$ref" not in told:
        return told
    found = _DOCUMENT
    for part in told["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def test_a_validator_finds_no_fault() -> None:
    assert list(OpenAPIV31SpecValidator(_DOCUMENT).iter_errors()) == []


def test_a_validator_would_find_one() -> None:
    broken: dict[str, Any] = {**_DOCUMENT, "paths": {"/v1/me": {"get": {"responses": {"200": {}}}}}}
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_what_lies_on_disk_is_what_the_routes_say() -> None:
    assert OPENAPI.read_bytes() == _TEXT, "run `hexward contract openapi`"


async def test_the_server_gives_its_own_document_to_anybody(app: AnApp) -> None:
    visitor = await app.visitor()
    answer = await visitor.get("/v1/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.content == _TEXT


async def test_every_route_and_method_is_there(app: AnApp) -> None:
    routes = {
        (route.path.replace(":str}", "}"), method)
        for route in app.litestar.routes
        if isinstance(route, HTTPRoute)
        for method in route.route_handler_map
        if method != "OPTIONS"
    }
    assert {f"{method} {path}" for path, method in routes} | {"OPTIONS /v1/uploads"} == set(_OPERATIONS)
    assert len(operations_of(app.litestar.routes)) == len(_OPERATIONS)


def test_every_tagged_union_has_its_discriminator() -> None:
    commands = _DOCUMENT["components"]["schemas"]["Command"]
    assert commands["discriminator"]["propertyName"] == "kind"
    assert len(commands["discriminator"]["mapping"]) == len(commands["anyOf"])


def test_what_clients_write_has_no_other_members_and_what_they_read_may_have() -> None:
    schemas = _DOCUMENT["components"]["schemas"]
    assert schemas["PushRequest"]["additionalProperties"] is False
    assert schemas["RecordVisit"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["PushReply"]


def test_instants_have_their_format() -> None:
    schemas = _DOCUMENT["components"]["schemas"]
    times = {name: told for schema in schemas.values() for name, told in schema.get("properties", {}).items()}
    ending = {name: msgspec.json.encode(told).decode() for name, told in times.items() if name.endswith("_at")}
    assert len(ending) > 40
    assert [name for name, told in ending.items() if '"format":"date-time"' not in told] == []


@pytest.mark.parametrize("name", _OPERATIONS)
def test_an_operation_tells_all_of_itself(name: str) -> None:
    told = _OPERATIONS[name]
    assert told["summary"]
    assert told["tags"][0] in FEATURES
    refused = {status: resolved(one) for status, one in told["responses"].items() if int(status) >= 400}
    codes = {code for one in refused.values() for body in one.get("content", {}).values() for code in body["examples"]}
    assert {"malformed", "internal"} <= codes
    assert all(str(TITLES[ProblemCode(code)][0]) in refused for code in codes)
    assert {media for one in refused.values() for media in one.get("content", {})} == {PROBLEM_TYPE}
    if told["security"]:
        assert "401" in refused
    for parameter in told["parameters"]:
        assert parameter["description"] == WORDS[parameter["name"].lower()].text


def test_every_code_has_an_example_with_both_its_titles() -> None:
    shown = _DOCUMENT["components"]["examples"]
    assert set(shown) == set(ProblemCode)
    for code in ProblemCode:
        status, en, zh = TITLES[code]
        value = shown[code]["value"]
        assert (value["status"], value["title"], value["title_zh"]) == (status, en, zh)


def test_no_two_operations_have_one_id_and_no_word_is_for_nothing() -> None:
    ids = [told["operationId"] for told in _OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    tags = {tag for told in _OPERATIONS.values() for tag in told["tags"]}
    assert tags == set(FEATURES)
