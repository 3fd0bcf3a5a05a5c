"""Notices and wake-ups: where somebody is reached, what they want to hear, and what they were told."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Id, Instant, Request, Wire, require_usual

Minute = Annotated[int, Meta(ge=0, le=1439, description="minute of the day in Asia/Shanghai")]
Token = Annotated[
    str, Meta(min_length=1, max_length=4000, pattern="^[\\x21-\\x7e]+$(?!\\n)", description="as the provider gave it")
]


class PushKind(StrEnum):
    """The providers that wake an install, each with tokens of its own kind."""

    APNS = "apns"
    FCM_TOKEN = "fcm_token"  # noqa: S105 - the name of a kind
    FCM_FID = "fcm_fid"
    WEB_PUSH = "web_push"


class NoticeChannel(StrEnum):
    """The ways to reach somebody that they may switch off: all push together, the in-app inbox, text messages, mail."""

    PUSH = "push"
    INBOX = "inbox"
    SMS = "sms"
    EMAIL = "email"


class NoticeClass(StrEnum):
    """What messages are about. `case.in_grid` wakes a phone and shows nothing."""

    CASE_IN_GRID = "case.in_grid"
    CASE_GIVEN = "case.given"
    REPORT_ACCEPTED = "report.accepted"
    REPORT_DECLINED = "report.declined"
    REPORT_GIVEN = "report.given"
    REPORT_CLOSED = "report.closed"
    REPORT_REOPENED = "report.reopened"


class NoticeLanguage(StrEnum):
    """The languages that notices are written in."""

    ZH = "zh-CN"
    EN = "en"


class TokenEnd(StrEnum):
    """Why a token is nobody's any more."""

    LOGOUT = "logout"
    REVOKED = "revoked"
    GONE = "gone"


class QuietHours(Request, frozen=True):
    """When somebody is not disturbed, over midnight where it ends earlier than it begins."""

    from_minute: Minute
    until_minute: Minute


class RegisterPushToken(Command, frozen=True, kw_only=True, tag="register_push_token"):
    """Wake this install by this token from now on; `entity` is `push_token_id` of kind and token, `install` one's own.

    A token has one owner: whoever registers it last. An install has one token of a provider. For web push `token` is
    the subscription as JSON without blanks.
    """

    install: Id
    channel: PushKind
    token: Token


class RemovePushToken(Command, frozen=True, kw_only=True, tag="remove_push_token"):
    """Use a token no more. `gone_since` is since when its provider knows it no more: a later registration stands."""

    why: TokenEnd
    gone_since: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.gone_since)


class SetNoticeWays(Command, frozen=True, kw_only=True, tag="set_notice_ways"):
    """In which language somebody is told, and when they are not disturbed; `entity` is their `notice_ways_id`."""

    language: NoticeLanguage
    quiet: QuietHours | None = None


class ChooseNotices(Command, frozen=True, kw_only=True, tag="choose_notices"):
    """Which channels somebody switches off for one class of events; `entity` is their `notice_choice_id` of it."""

    cls: NoticeClass
    muted: Annotated[tuple[NoticeChannel, ...], Meta(max_length=8)] = ()


class InboxNotice(Wire, frozen=True):
    """One notice of the inbox: `about` is the id of what it is about, to be asked for; `text` names nobody."""

    id: str
    cls: NoticeClass
    about: str
    at: Instant
    title: str
    text: str


class NoticePage(Wire, frozen=True):
    """`GET /v1/notices`: one's own notices, the newest first; `before` begins the next page, empty at the end."""

    notices: tuple[InboxNotice, ...]
    before: str


class NoticeChoiceView(Wire, frozen=True):
    """One class of events: what it is called, which of its channels are switched off, and whether any may be."""

    cls: NoticeClass
    title: str
    channels: tuple[NoticeChannel, ...]
    muted: tuple[NoticeChannel, ...]
    optional: bool


class NoticeSettings(Wire, frozen=True):
    """`GET /v1/notices/settings`: how somebody wants to hear, and the kinds of tokens that they are woken by."""

    language: NoticeLanguage
    quiet: QuietHours | None
    choices: tuple[NoticeChoiceView, ...]
    woken_by: tuple[PushKind, ...]
