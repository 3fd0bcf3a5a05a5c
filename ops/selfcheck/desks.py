"""Offices of the day: somebody at a desk in a browser, with a session cookie and its token. Judges nothing."""

from typing import Any, TypeVar

import httpx
import msgspec

from mobile_contract.accounts import EnrolmentIssued, LoginRequest, Me, NewEnrolment
from mobile_contract.base import Command
from mobile_contract.cases import CaseCommand, CaseDetail
from mobile_contract.catalogue import ClassHistory
from mobile_contract.receipts import Receipt
from ops.selfcheck.checking import require, require_done
from ops.selfcheck.devices import draft
from ops.selfcheck.traffic import Traffic

CSRF_HEADER = "x-hexward-csrf"
"""Beside the cookie: what shows that a request comes from the page that signed in."""

_ENROLMENT_MINUTES = 60
_JSON = {"content-type": "application/json"}
_RECEIPTS = msgspec.json.Decoder(list[Receipt])

T = TypeVar("T")


class Desk:
    """One signed-in office user. Close it when done."""

    def __init__(self, server: str, login: str, password: str, transport: httpx.BaseTransport) -> None:
        self.login = login
        self._client = httpx.Client(base_url=server, transport=transport, timeout=60.0)
        me = self.post("/v1/login", LoginRequest(login, password), Me)
        self._client.headers[CSRF_HEADER] = me.csrf
        self.user = me.user

    def issue(self, command: Command) -> Receipt:
        """Issue one command; its receipt, whatever the verdict."""
        answer = self._client.post("/v1/commands", content=msgspec.json.encode(command), headers=_JSON)
        return _RECEIPTS.decode(answer.raise_for_status().content)[0]

    def send(self, body: bytes) -> httpx.Response:
        """Issue bytes that may be no command at all."""
        return self._client.post("/v1/commands", content=body, headers=_JSON)

    def status_of(self, path: str) -> int:
        """The status that a GET is answered with."""
        return self._client.get(path).status_code

    def step(self, shape: type[CaseCommand], case: str, **facts: Any) -> None:
        """Lead a case on, as seen just now. Raises Failed unless that was done."""
        seen = self.case(case)
        command = draft(
            shape, case, base=seen.version, saw=seen.case.state, generation=seen.case.generation, **facts
        )  # fmt: skip
        kind = str(shape.__struct_config__.tag)
        require(kind in seen.commands, f"the case offers {self.login} to {kind}", offered=seen.commands)
        require_done(self.issue(command), f"{kind} by {self.login}")

    def case(self, case: str) -> CaseDetail:
        """A case as this office sees it."""
        answer = self._client.get(f"/v1/cases/{case}")
        return msgspec.json.decode(answer.raise_for_status().content, type=CaseDetail)

    def condition(self, class_code: str) -> str:
        """The first filing condition of a class that is in force, by its id."""
        answer = self._client.get(f"/v1/catalogue/classes/{class_code}").raise_for_status()
        known = msgspec.json.decode(answer.content, type=ClassHistory).conditions
        return min((one for one in known if one.valid_until is None), key=lambda one: one.ordinal).id

    def enrol(self, user: str) -> str:
        """A one-time code for a phone of a user."""
        return self.post("/v1/enrolments", NewEnrolment(user, _ENROLMENT_MINUTES), EnrolmentIssued).code

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def post(self, path: str, body: msgspec.Struct, shape: type[T]) -> T:
        """What a POST is answered with."""
        answer = self._client.post(path, content=msgspec.json.encode(body), headers=_JSON)
        return msgspec.json.decode(answer.raise_for_status().content, type=shape)


class Desks:
    """The desks of a district, each signed in when it is first needed."""

    def __init__(self, server: str, password: str, traffic: Traffic) -> None:
        self._server = server
        self._password = password
        self._traffic = traffic
        self._open: dict[str, Desk] = {}

    def of(self, login: str) -> Desk:
        """The desk of a login."""
        if login not in self._open:
            self._open[login] = Desk(self._server, login, self._password, self._traffic.transport())
        return self._open[login]

    def close(self) -> None:
        """Hang up at all of them."""
        for desk in self._open.values():
            desk.close()
