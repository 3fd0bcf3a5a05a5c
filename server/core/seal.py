"""All cryptography of the server: sealed values, subjects' keys, blind indexes, chain digests, stamps and tokens.

Every sealed value begins with the id of its algorithm, so that SM4-GCM and SM3 can follow beside what is here.
"""

import hashlib
import hmac
import os
import secrets
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

AES_256_GCM = b"\x01"
AES_SIV = b"\x02"
_NONCE_BYTES = 12
_KEY_BYTES = 32
_SALT_BYTES = 16
_BLIND_BYTES = 16
_MASTER_BYTES = 32
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
KEYS_AT_HAND = 8192
"""How many subjects' keys a process keeps unwrapped."""

DISTRICT_SUBJECT = "00000000-0000-0000-0000-000000000000"
"""The subject whose key seals what belongs to no resident."""


class SealBroken(Exception):
    """A sealed value was changed, moved to another row, or sealed with another key."""


class _Nonces(threading.local):
    """Random nonces, fetched from the system a thousand at a time: one call costs more than sealing a row."""

    block = b""
    at = 0

    def next(self) -> bytes:
        """Twelve random bytes that nobody else gets, no other thread and no forked child either."""
        if self.at >= len(self.block):
            self.block, self.at = os.urandom(_NONCE_BYTES * 1024), 0
        self.at += _NONCE_BYTES
        return self.block[self.at - _NONCE_BYTES : self.at]

    def forget(self) -> None:
        """A forked child has the one thread that forked, and must not go on with what its parent goes on with."""
        self.block = b""


_nonces = _Nonces()
os.register_at_fork(after_in_child=_nonces.forget)


class SubjectKey:
    """One subject's data key, ready to seal and open."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Seal bytes to the place `bound_to` names: they open nowhere else."""
        nonce = _nonces.next()
        return AES_256_GCM + nonce + self._cipher.encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Open what `seal` made for the same place. Raises SealBroken."""
        if sealed[:1] != AES_256_GCM:
            raise SealBroken("unknown algorithm")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], bound_to)
        except InvalidTag as error:
            raise SealBroken("the value does not open here") from error


class _Remembering(Protocol):
    def __call__(self, subject: str, wrapped: bytes, /) -> SubjectKey: ...

    def cache_clear(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Seal:
    """The key ring of a district, derived from one master key that lies outside the database and its backups."""

    _wrapper: AESSIV
    _unwrap: _Remembering
    _blind: bytes
    _stamp: bytes
    _token: bytes
    _vouch: bytes
    _signer: Ed25519PrivateKey
    _outbox: X25519PrivateKey
    _lease: bytes

    @classmethod
    def from_master(cls, master: bytes) -> Self:
        """Derive the ring. Raises ValueError for a master key that is not 32 bytes."""
        if len(master) != _MASTER_BYTES:
            raise ValueError("the master key is 32 bytes")
        wrapper = AESSIV(_derived(master, b"wrap") + _derived(master, b"wrap-mac"))
        return cls(
            wrapper,
            _remembering(wrapper),
            _derived(master, b"blind"),
            _derived(master, b"stamp"),
            _derived(master, b"token"),
            _derived(master, b"vouch"),
            Ed25519PrivateKey.from_private_bytes(_derived(master, b"sign")),
            X25519PrivateKey.from_private_bytes(_derived(master, b"outbox")),
            _derived(master, b"lease"),
        )

    def new_subject_key(self, subject: str) -> tuple[SubjectKey, bytes]:
        """A fresh key for a subject, and its wrapped form to keep (AES-SIV, bound to the subject)."""
        key = secrets.token_bytes(_KEY_BYTES)
        return SubjectKey(key), AES_SIV + self._wrapper.encrypt(key, [subject.encode()])

    def unwrap(self, subject: str, wrapped: bytes) -> SubjectKey:
        """The key of a subject from its kept form, remembered for the next time. Raises SealBroken."""
        return self._unwrap(subject, wrapped)

    def forget_keys(self) -> None:
        """Have no subject's key at hand any more: one of them was destroyed."""
        self._unwrap.cache_clear()

    def blind_index(self, column: str, value: str) -> bytes:
        """What equal values of a sealed column have in common; `value` is normalised by the caller."""
        return hmac.digest(self._blind, f"{column}|{value}".encode(), "sha256")[:_BLIND_BYTES]

    def stamp_mac(self, district: int, epoch: str, pos: int, tag: str) -> str:
        """The witness that only this district's server can make of a head."""
        return hmac.digest(self._stamp, f"{district}|{epoch}|{pos}|{tag}".encode(), "sha256")[:16].hex()

    def vouch(self, purpose: str, told: bytes) -> str:
        """What only the holder of the master key can say of bytes, for one purpose: a ledger, a backup, an install."""
        return hmac.digest(self._vouch, purpose.encode() + b"|" + told, "sha256").hex()

    @property
    def public_key(self) -> bytes:
        """What others check this district's signatures with: 32 bytes of Ed25519. It is no secret."""
        return self._signer.public_key().public_bytes_raw()

    def sign(self, purpose: str, told: bytes) -> bytes:
        """What only the holder of the master key can say of bytes, and everybody can check; for one purpose."""
        return self._signer.sign(_signed(purpose, told))

    @property
    def outbox_key(self) -> bytes:
        """What phones seal a rescue file to: 32 bytes of X25519. It is no secret."""
        return self._outbox.public_key().public_bytes_raw()

    def open_outbox(self, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed to `outbox_key` for one place (HPKE of RFC 9180, base mode). Raises SealBroken."""
        try:
            return _HPKE.decrypt(sealed, self._outbox, info=info)
        except (InvalidTag, ValueError) as error:
            raise SealBroken("it was not sealed to this district, or was changed") from error

    def lease(self, district: int, user: str) -> str:
        """The key that a user's phones wrap their records' keys with, and keep for as long as their lease runs."""
        return hmac.digest(self._lease, f"{district}|{user}".encode(), "sha256").hex()

    def csrf_token(self, session: str) -> str:
        """What a page must send beside its session cookie."""
        return hmac.digest(self._token, f"csrf|{session}".encode(), "sha256").hex()

    def code_hash(self, code: str) -> str:
        """How an enrolment code is kept: keyed, because the code is short."""
        return hmac.digest(self._token, f"enrol|{code}".encode(), "sha256").hex()


def is_signed(public_key: bytes, purpose: str, told: bytes, signature: bytes) -> bool:
    """Whether the holder of a key's other half signed these bytes for this purpose. It needs no secret."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _signed(purpose, told))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(purpose: str, told: bytes) -> bytes:
    return b"hexward|v1|" + purpose.encode() + b"|" + told


def _remembering(wrapper: AESSIV) -> _Remembering:
    """How kept keys are unwrapped: those of the last batches are at hand, for the same households come again."""

    @lru_cache(maxsize=KEYS_AT_HAND)
    def unwrap(subject: str, wrapped: bytes) -> SubjectKey:
        if wrapped[:1] != AES_SIV:
            raise SealBroken("unknown algorithm")
        try:
            return SubjectKey(wrapper.decrypt(wrapped[1:], [subject.encode()]))
        except InvalidTag as error:
            raise SealBroken("the key does not unwrap") from error

    return unwrap


def _derived(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"hexward|v1|" + purpose, "sha256")


def new_master() -> bytes:
    """A fresh master key."""
    return secrets.token_bytes(_MASTER_BYTES)


def new_secret() -> str:
    """A secret for a session or an install, safe in a header."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """An enrolment code for a person to type: 60 bits in three groups, no letter that looks like another."""
    letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
    chosen = "".join(secrets.choice(letters) for _ in range(12))
    return f"{chosen[:4]}-{chosen[4:8]}-{chosen[8:]}"


def secret_hash(secret: str) -> str:
    """How a long random secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(a: str, b: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def body_hash(raw: bytes) -> bytes:
    """The hash of a command's exact bytes."""
    return hashlib.sha256(raw).digest()


def new_salts(count: int) -> list[bytes]:
    """Salts for journal entries, in one call to the system."""
    block = os.urandom(_SALT_BYTES * count)
    return [block[n : n + _SALT_BYTES] for n in range(0, len(block), _SALT_BYTES)]


def salted_digest(salt: bytes, leaf: bytes) -> bytes:
    """A journal entry's digest: says nothing about its content once the salt is gone."""
    return hashlib.sha256(b"\x00" + salt + leaf).digest()


def chain_link(previous: bytes, pos: int, at_micros: int, digests: list[bytes]) -> bytes:
    """The journal's link at `pos`: over the link before it, the instant, and every entry's digest."""
    head = previous + pos.to_bytes(8, "big") + at_micros.to_bytes(8, "big", signed=True)
    return hashlib.sha256(b"\x01" + head + b"".join(digests)).digest()


def tag_of(link: bytes) -> str:
    """The tag of a stamp: the first 8 bytes of the link."""
    return link[:8].hex()
