"""Refusals over HTTP (RFC 9457): a status, a code of the contract, a title in two languages, and facts. No prose."""

from typing import Any

from mobile_contract.problem_titles import TITLES
from mobile_contract.problems import ProblemCode as Code

_RETRY_AFTER_S = 5
RETRYABLE = {503, 507, 429}


class Problem(Exception):
    """A refusal. The code decides status and titles; facts are the call site's."""

    def __init__(self, code: Code, *, headers: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.status, self.title, self.title_zh = TITLES[code]
        self.facts = facts
        self.headers = dict(headers or {})
        if self.status in RETRYABLE:
            self.headers.setdefault("Retry-After", str(_RETRY_AFTER_S))

    def body(self) -> dict[str, Any]:
        """The members of the problem document."""
        told = {"type": f"urn:hexward:problem:{self.code.value}", "code": self.code.value, "title": self.title}
        return {**told, "title_zh": self.title_zh, "status": self.status, **self.facts}
