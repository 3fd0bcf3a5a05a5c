"""Records on the terminal phone's disk: sealed with a key of their scope, so that a scope goes with its key."""

import os
import sqlite3
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


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


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
