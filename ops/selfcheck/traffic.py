"""Every HTTP answer of the day, so that a fault of the server's cannot hide behind a retry. It changes no request."""

from typing import NamedTuple

import httpx


class Answer(NamedTuple):
    """What was asked, and the status of the answer."""

    method: str
    path: str
    status: int


class Traffic:
    """The answers so far. `transport` makes a line whose answers are noted here."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    def transport(self) -> httpx.BaseTransport:
        """A transport of its own for each client: closing one closes no other."""
        return _Noted(self.answers)

    def faults(self) -> list[Answer]:
        """The answers that say that the server failed."""
        return [answer for answer in self.answers if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR]


class _Noted(httpx.HTTPTransport):
    def __init__(self, answers: list[Answer]) -> None:
        super().__init__()
        self._answers = answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on, and note the answer."""
        answer = super().handle_request(request)
        self._answers.append(Answer(request.method, request.url.path, answer.status_code))
        return answer
