"""Joining a district with a one-time code: install and secret are made here, and stored before they are used."""

import hashlib
import secrets
from typing import NamedTuple
from urllib.parse import urlsplit

from mobile_contract.accounts import Enrolled, EnrolRequest, RejoinRequest
from mobile_contract.problems import ProblemCode
from ops.phone.device import new_id
from ops.phone.sealing import new_signing_key, public_half
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
        store.keep(**{"pending code": code, "pending install": install, **_made_for(install)})
    install = store.setting("pending install")
    secret = store.setting(f"secret {install}")
    request = EnrolRequest(code, install, _hash(secret), PLATFORM, public_half(store.setting(f"key {install}")))
    told = _redeem(request, server, f"{install}.{secret}")
    phone.join(install, told.user)
    names = {"name": told.name, "district": told.district_name, f"certificate {install}": told.certificate}
    store.keep(**{"pending code": "", "server": server, "outbox key": told.outbox_key, **names})
    store.take_lease(told.lease)
    return Joined(install, told.user, told.name, told.district_name, server)


def rejoin(phone: Phone, store: FileStore) -> bool:
    """Join again without a code, by the certificate that this phone got when it joined; False if it has none.

    An install that was found cloned becomes another one; one that the district has lost in a restore becomes itself
    again. Raises Refused and Unreachable. What is queued on this phone stays queued.
    """
    state = store.state()
    certificate = store.setting(f"certificate {state.install}")
    if not certificate:
        return False
    install, former = state.install, store.setting(f"secret {state.install}")
    if state.rekey:
        install = store.setting(f"next after {state.install}") or new_id()
        if not store.setting(f"secret {install}"):
            store.keep(**{f"next after {state.install}": install, **_made_for(install)})
    signing, secret = store.setting(f"key {install}") or new_signing_key(), store.setting(f"secret {install}")
    request = RejoinRequest(certificate, former, install, _hash(secret), PLATFORM, public_half(signing))
    line = Line(store.setting("server"))
    try:
        told = line.rejoin(request)
    finally:
        line.close()
    kept = {f"key {install}": signing, f"certificate {install}": told.certificate, "outbox key": told.outbox_key}
    store.keep(**kept)
    store.take_lease(told.lease)
    phone.join(install, told.user)
    return True


def renew(phone: Phone, store: FileStore, line: Line) -> None:
    """Ask for the lease again, and for what a phone that joined long ago has not got. Raises Refused, Unreachable."""
    me = line.me()
    store.take_lease(me.lease)
    if me.outbox_key:
        store.keep(**{"outbox key": me.outbox_key})
    install = store.state().install
    if me.outbox_key and not store.setting(f"key {install}"):
        rejoin(phone, store)  # for a certificate that names the key with which this phone signs


def _made_for(install: str) -> dict[str, str]:
    return {f"secret {install}": secrets.token_urlsafe(32), f"key {install}": new_signing_key()}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _redeem(request: EnrolRequest, server: str, token: str) -> Enrolled:
    line = Line(server)
    try:
        return line.enrol(request)
    except Refused as refused:
        if refused.code != ProblemCode.WRONG_ENROLMENT:
            raise
        return _joined_before(request.install, server, token, refused)
    finally:
        line.close()


def _joined_before(install: str, server: str, token: str, refused: Refused) -> Enrolled:
    """The code is used up: perhaps by this very phone, whose reply was lost on the way."""
    line = Line(server, token)
    try:
        me = line.me()
    except Refused:
        raise refused from None
    finally:
        line.close()
    return Enrolled(install=install, user=me.user, name=me.name, district=0, district_name="")
