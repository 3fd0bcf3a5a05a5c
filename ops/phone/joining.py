"""Joining a district with a one-time code: install and secret are made here, and stored before they are used."""

import hashlib
import secrets
from typing import NamedTuple
from urllib.parse import urlsplit

from mobile_contract.accounts import EnrolRequest
from mobile_contract.problems import ProblemCode
from ops.phone.device import new_id
from ops.phone.store import FileStore
from ops.phone.transport import Line, Refused
from sync.phone import Phone

PLATFORM = "terminal"


class Joined(NamedTuple):
    """Who this phone is now."""

    install: str
    user: str
    name: str
    district: str
    server: str


def read_code(told: str, server: str) -> tuple[str, str]:
    """The code and the server's address, from a code or from the link that a QR code holds: `ORIGIN/join#CODE`."""
    parts = urlsplit(told)
    if parts.scheme in {"http", "https"} and parts.fragment:
        return parts.fragment, server or f"{parts.scheme}://{parts.netloc}"
    return told, server


def join(phone: Phone, store: FileStore, code: str, server: str) -> Joined:
    """Redeem a code. A reply that was lost is made good: the same code is asked for with the same secret again.

    Raises Refused, Unreachable, AnotherUser. What is queued on this phone stays queued.
    """
    if store.setting("pending code") != code:
        install = new_id()
        pending = {"pending code": code, "pending install": install, f"secret {install}": secrets.token_urlsafe(32)}
        store.keep(**pending)
    install = store.setting("pending install")
    secret = store.setting(f"secret {install}")
    request = EnrolRequest(code, install, hashlib.sha256(secret.encode()).hexdigest(), PLATFORM)
    user, name, district = _redeem(request, server, f"{install}.{secret}")
    phone.join(install, user)
    store.keep(**{"pending code": "", "server": server, "name": name, "district": district})
    return Joined(install, user, name, district, server)


def _redeem(request: EnrolRequest, server: str, token: str) -> tuple[str, str, str]:
    line = Line(server)
    try:
        enrolled = line.enrol(request)
        return enrolled.user, enrolled.name, enrolled.district_name
    except Refused as refused:
        if refused.code != ProblemCode.WRONG_ENROLMENT:
            raise
        return _joined_before(server, token, refused)
    finally:
        line.close()


def _joined_before(server: str, token: str, refused: Refused) -> tuple[str, str, str]:
    """The code is used up: perhaps by this very phone, whose reply was lost on the way."""
    line = Line(server, token)
    try:
        me = line.me()
    except Refused:
        raise refused from None
    finally:
        line.close()
    return me.user, me.name, ""
