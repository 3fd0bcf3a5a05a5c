"""The ids of what somebody says of notices, made alike by phones and the server: said twice it is one. Pure."""

from hashlib import blake2b
from uuid import UUID

from mobile_contract.notices import NoticeClass, PushKind


def push_token_id(channel: PushKind, token: str) -> str:
    """The id of a token, a UUIDv7: one token is one row, whoever has it."""
    return _named(f"push_token|{channel}|{token}")


def notice_ways_id(user: str) -> str:
    """The id of how somebody wants to hear."""
    return _named(f"notice_ways|{user}")


def notice_choice_id(user: str, cls: NoticeClass) -> str:
    """The id of what somebody chose for one class of events."""
    return _named(f"notice_choice|{user}|{cls}")


def _named(text: str) -> str:
    """A UUIDv7 of time 0, whose 74 other bits are of the BLAKE2b of a text."""
    rand = int.from_bytes(blake2b(text.encode(), digest_size=10).digest(), "big")
    return str(UUID(int=7 << 76 | (rand >> 62 & 0xFFF) << 64 | 2 << 62 | rand & (2**62 - 1)))
