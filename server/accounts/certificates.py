"""The certificate of an installation: whose it is, signed by the district, for the day when the district forgot it.

After a restore the install of a phone that joined since is lost; its certificate and its secret let it in again
(safety.md 6.3). It says nothing of whether the phone was shut out: the ledger does. Pure.
"""

import base64
import binascii

import msgspec

from server.core.seal import Seal, same, secret_hash

_PURPOSE = "install"
_PACK = msgspec.msgpack.Encoder()


class Certificate(msgspec.Struct, frozen=True, array_like=True):
    """What the text says; `public_key` is what the phone's signatures are checked with, in hex."""

    install: str
    user: str
    secret_hash: str
    public_key: str = ""

    def shown_with(self, secret: str) -> bool:
        """Whether whoever shows it has the secret that belongs to it."""
        return same(self.secret_hash, secret_hash(secret))


_READ = msgspec.msgpack.Decoder(Certificate)


def written(seal: Seal, district: int, certificate: Certificate) -> str:
    """The text of a certificate: for a phone to keep."""
    told = _PACK.encode(certificate)
    return f"{base64.urlsafe_b64encode(told).decode()}.{seal.vouch(_PURPOSE, _place(district) + told)}"


def read(seal: Seal, district: int, text: str) -> Certificate | None:
    """The certificate of a text; None for one that this district never wrote."""
    body, _, mac = text.partition(".")
    try:
        told = base64.urlsafe_b64decode(body.encode("ascii"))
        if not same(mac, seal.vouch(_PURPOSE, _place(district) + told)):
            return None
        return _READ.decode(told)
    except (msgspec.MsgspecError, binascii.Error, UnicodeError, ValueError):
        return None


def _place(district: int) -> bytes:
    return f"{district}|".encode()
