"""Links to a copy that hold a minute, for pages that show it from a host without a session. Pure, but for the seal.

A link names whom it was made for: what that person may not see any more, it does not show any more either.
"""

import base64
import binascii
from datetime import datetime

import msgspec

from mobile_contract.base import Instant
from server.core.decisions import Actor
from server.core.seal import Seal, same

LASTS_S = 60
_PURPOSE = "photo-link"
_MAC_DIGITS = 64


class Link(msgspec.Struct, frozen=True):
    """Where a copy is to be had, and until when."""

    url: str
    until_at: Instant


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """A copy, for a person on an install, until a second of UTC."""

    photo: str
    edge: int
    user: str
    install: str
    until_s: int

    @property
    def actor(self) -> Actor:
        """Whom it was made for."""
        return Actor(self.user, self.install)


def written(seal: Seal, district: int, ticket: Ticket) -> str:
    """The ticket as a piece of an address."""
    told = msgspec.json.encode(ticket)
    body = base64.urlsafe_b64encode(told).rstrip(b"=").decode()
    return body + seal.vouch(_PURPOSE, f"{district}|".encode() + told)


def read(seal: Seal, district: int, text: str, at: datetime) -> Ticket | None:
    """The ticket of an address; None if this district never wrote it, or if its minute is over."""
    body, mac = text[:-_MAC_DIGITS], text[-_MAC_DIGITS:]
    try:
        told = base64.b64decode(body + "=" * (-len(body) % 4), b"-_", validate=True)
        mac.encode("ascii")
    except (binascii.Error, ValueError):
        return None
    if not same(mac, seal.vouch(_PURPOSE, f"{district}|".encode() + told)):
        return None
    ticket = msgspec.json.decode(told, type=Ticket)
    return ticket if at.timestamp() < ticket.until_s else None
