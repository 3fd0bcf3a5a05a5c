"""Asks every operation of a running server what its document allows and what it does not, as each of six roles."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

import hypothesis
import msgspec
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.openapi.checks import UndefinedContentType, UndefinedStatusCode
from schemathesis.specs.openapi import checks

from mobile_contract.commands import AnyCommand
from mobile_contract.emit.components import examples

WAKE = ("GET", "/v1/sync/wake")
ENDING = ("POST", "/v1/logout")
PUSH = "POST /v1/sync/push"
"""Among what is known: the lines of a push that can be judged."""
_untyped: Any = schemathesis
_checks: Any = checks
CHECKS = [
    _checks.status_code_conformance,
    _checks.content_type_conformance,
    _checks.response_headers_conformance,
    _checks.response_schema_conformance,
]
_TIMEOUT_S = 20
_NEVER_MIND: Any = list(HealthCheck)


class Role(NamedTuple):
    """Somebody who asks: `sign_in` gives the headers that say who they are, and gives them anew after a sign-out."""

    name: str
    sign_in: Callable[[], Mapping[str, str]]


class Fault(NamedTuple):
    """What an operation answered that it must not."""

    operation: str
    role: str
    status: int
    why: str


class Asker:
    """Sends generated cases to a server as every role, and keeps what is wrong with its answers."""

    def __init__(self, url: str, document: dict[str, Any], roles: list[Role], known: Mapping[str, Any]) -> None:
        config = _untyped.Config.from_dict({"generation": {"with-security-parameters": False}})
        schema: Any = _untyped.openapi.from_dict(document, config=config)
        self.operations: list[Any] = [found.ok() for found in schema.get_all_operations()]
        self.asked = 0
        self.answered: dict[tuple[str, int], int] = {}
        self.faults: dict[Fault, str] = {}
        self._url = url
        self._roles = roles
        self._known = known
        self._headers = {role.name: dict(role.sign_in()) for role in roles}
        self._sessions = {role.name: requests.Session() for role in roles}

    def ask_all(self, cases: int) -> None:
        """So many cases of every operation, some of which follow no rule: as made up, and about what is there."""
        for operation in self.operations:
            self._ask(operation, cases)

    def tell(self) -> None:
        """Print how many answers of each status there were, for who looks at a long run."""
        by_status = Counter[int]()
        for (_, status), count in self.answered.items():
            by_status[status] += count
        print(f"{self.asked} asked, answers by status: {dict(sorted(by_status.items()))}")  # noqa: T201

    def _ask(self, operation: Any, cases: int) -> None:
        positive, *negative = strategies_of(operation)

        @hypothesis.settings(
            max_examples=cases, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=_NEVER_MIND, verbosity=Verbosity.quiet, derandomize=True,
        )  # fmt: skip
        @hypothesis.given(case=st.one_of(positive, *negative))
        def each(case: Any) -> None:
            self._send(case)
            self._speak_of_known(case)
            self._send(case)

        each()

    def _send(self, case: Any) -> None:
        here = (case.method.upper(), case.path)
        if here == WAKE:
            case.query = {**(case.query or {}), "wait": _short(case.query or {})}
        for role in self._roles:
            self._send_as(role, case, here)

    def _send_as(self, role: Role, case: Any, here: tuple[str, str]) -> None:
        self.asked += 1
        name = " ".join(here)
        answer = case.call(
            base_url=self._url, session=self._sessions[role.name], headers=self._headers[role.name], timeout=_TIMEOUT_S
        )
        key = (name, answer.status_code)
        self.answered[key] = self.answered.get(key, 0) + 1
        if answer.status_code >= 500:
            self.faults.setdefault(Fault(name, role.name, answer.status_code, "a fault of ours"), answer.text[:300])
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                fault = Fault(name, role.name, answer.status_code, _why(failure))
                self.faults.setdefault(fault, f"{failure.message[:600]}\n{answer.text[:200]}")
        if here == ENDING:
            self._sessions[role.name] = requests.Session()
            self._headers[role.name] = dict(role.sign_in())

    def _speak_of_known(self, case: Any) -> None:
        """Put what the district has in the place of what was made up."""
        for place in (case.path_parameters, case.query, case.headers):
            for name in list[str](place or ()):
                if name.lower() in self._known:
                    place[name] = self._known[name.lower()]
        if f"{case.method.upper()} {case.path}" == PUSH and case.media_type == "application/x-ndjson":
            case.body = self._known[PUSH]
        told: Any = case.body
        if isinstance(told, dict):
            body = cast("dict[str, Any]", told)
            body.update({name: self._known[name] for name in body if name in self._known})


def strategies_of(operation: Any) -> Iterator[Any]:
    """What the document allows, and, where something may be wrong, what it does not."""
    yield operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    if list(operation.iter_parameters()) or operation.body:
        yield operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)


def _short(query: Mapping[str, Any]) -> Any:
    """How long to wait for news: not at all, unless what was asked for is refused at once."""
    told = query.get("wait", 0)
    try:
        number = int(str(told))
    except ValueError:
        return told
    return 0 if number >= 0 else told


def _why(failure: Any) -> str:
    match failure:
        case UndefinedStatusCode():
            return "an undocumented status"
        case UndefinedContentType():
            return "an undocumented content type"
        case _:
            return f"{type(failure).__name__}: {failure.title}"


@schemathesis.serializer(
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/offset+octet-stream",
    "application/octet-stream",
    "text/csv",
)
def as_it_is(_context: Any, value: Any) -> bytes:
    """Bytes or text of a body that is no JSON."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.serializer("application/vnd.msgpack")
def packed(_context: Any, value: Any) -> bytes:
    """The same value as for JSON, in MessagePack."""
    return b"" if value is NOT_SET else msgspec.msgpack.encode(value)


def a_push(install: str) -> bytes:
    """One command of every kind, as a phone would push them."""
    told = [{"install": install}]
    return b"\n".join(msgspec.json.encode(one) for one in (*told, *examples(AnyCommand.__args__)))
