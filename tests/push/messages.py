"""Messages as the outbox would make them, limits, an hour and keys: what the tests of all channels share."""

from datetime import UTC, datetime
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from push.answering import Limits
from push.channels import Message, Urgency

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
QUICK = Limits(at_once=20, timeout_s=0.4)
CALM = Limits(at_once=20, timeout_s=20)


def message(number: int, to: str, **facts: object) -> Message:
    """A message like those of the outbox."""
    words: dict[str, object] = {"cls": "case.assigned", "about": f"about-{number}", "urgency": Urgency.HIGH, **facts}
    return Message(id=f"0195a3c0-0000-7000-8000-{number:012x}", to=to, **words)  # type: ignore[arg-type]


@lru_cache
def key_pem(name: str) -> str:
    """A private key on P-256; the same for the same name."""
    del name
    key = ec.generate_private_key(ec.SECP256R1())
    kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*kinds).decode()


def public_of(pem: str) -> ec.EllipticCurvePublicKey:
    """The other half."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.public_key()
