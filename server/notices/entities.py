"""Tokens and choices as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.notices import NoticeChannel, NoticeClass, NoticeLanguage, PushKind, QuietHours, TokenEnd
from server.core.entities import Entity


class PushToken(Entity, frozen=True, kw_only=True):
    """A token of a provider, and whose it is; empty once it is nobody's."""

    install: str
    user_id: str
    channel: PushKind
    registered_at: datetime
    token: str
    removed_at: datetime | None = None
    removed_why: TokenEnd | None = None


class NoticeWays(Entity, frozen=True, kw_only=True):
    """How somebody wants to hear."""

    user_id: str
    language: NoticeLanguage
    quiet: QuietHours | None = None


class NoticeChoice(Entity, frozen=True, kw_only=True):
    """What somebody switched off for one class of events."""

    user_id: str
    cls: NoticeClass
    muted: tuple[NoticeChannel, ...] = ()
