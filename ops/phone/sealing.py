"""All cryptography of the terminal phone: records sealed by their scope's key, keys wrapped by the lease, rescue files.

A scope goes with its key, and all that is here with the lease.
"""

import os
import sqlite3
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_NONCE_BYTES = 12
_KEY_BYTES = 32
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_key() -> bytes:
    """A fresh key."""
    return AESGCM.generate_key(256)


def seal(key: bytes, place: str, record: bytes) -> bytes:
    """Seal a record to its place: it opens nowhere else."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, record, place.encode())


def unseal(key: bytes, place: str, sealed: bytes) -> bytes:
    """The record. Raises sqlite3.DatabaseError for one that was damaged: the phone's file is broken, and says so."""
    try:
        return _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except InvalidTag as error:
        raise sqlite3.DatabaseError(f"the record at {place} does not open") from error


def wrap(lease: bytes, place: str, key: bytes) -> bytes:
    """A key as it may lie on the disk: without the lease nobody has it."""
    return seal(lease, place, key)


def unwrap(lease: bytes, place: str, kept: bytes) -> bytes:
    """The key that `wrap` made, or one that lies there as it is, from before there was a lease."""
    return kept if len(kept) == _KEY_BYTES else unseal(lease, place, kept)


def is_wrapped(kept: bytes) -> bool:
    """Whether a kept key needs the lease."""
    return len(kept) != _KEY_BYTES


def new_signing_key() -> str:
    """A fresh key to sign with, in hex."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_half(signing_key: str) -> str:
    """What others check its signatures with, in hex; empty where there is no key."""
    return _signer(signing_key).public_key().public_bytes_raw().hex() if signing_key else ""


def sign(signing_key: str, purpose: str, told: bytes) -> bytes:
    """What the holder of a key says of bytes, for one purpose."""
    return _signer(signing_key).sign(b"hexward|v1|" + purpose.encode() + b"|" + told)


def seal_to(public_key: str, plain: bytes, info: bytes) -> bytes:
    """Seal bytes so that the holder of a public key (X25519, hex) alone can open them, in the place `info` names."""
    return _HPKE.encrypt(plain, X25519PublicKey.from_public_bytes(bytes.fromhex(public_key)), info=info)


def _signer(signing_key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(signing_key))


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
