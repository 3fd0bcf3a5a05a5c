"""The providers that a district has set up, read from one file: whom its messages really go to.

`HEXWARD_PROVIDERS` names the file, JSON; what it does not name is not sent on. Keys lie in files of their own beside
it, so that the file itself is no secret but for a gateway's (`sms`, `chat`: push/webhook.py has their form).
"""

# A provider's library is loaded where somebody uses it: pyfcm alone takes a second.

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from push.channels import Channel, ChannelKind
from push.email import EmailChannel, Relay, Security
from push.webhook import Template, WebhookChannel
from server.core import clock
from server.settings import WrongSettings


class Apns(Struct, frozen=True, forbid_unknown_fields=True):
    """Apple: the key (.p8) with its id and team, and the app's bundle id."""

    key_file: str
    key_id: str
    team_id: str
    topic: str


class Fcm(Struct, frozen=True, forbid_unknown_fields=True):
    """Google: the service account's JSON."""

    account_file: str


class WebPush(Struct, frozen=True, forbid_unknown_fields=True):
    """Browsers: the VAPID key (P-256, PEM), and a `mailto:` of who is responsible."""

    key_file: str
    subject: str


class Email(Struct, frozen=True, forbid_unknown_fields=True):
    """A relay; the password lies in a file. `link` stands before the opaque id in the text."""

    host: str
    port: int
    sender: str
    username: str = ""
    password_file: str = ""
    security: Security = Security.STARTTLS
    link: str = ""


class Providers(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file may name."""

    apns: Apns | None = None
    fcm: Fcm | None = None
    web_push: WebPush | None = None
    email: Email | None = None
    sms: Template | None = None
    chat: Template | None = None


def channels_of(file: Path) -> tuple[Channel, ...]:
    """The channels of a file. Raises WrongSettings for a file that is none, and for a key that cannot work."""
    try:
        told = msgspec.json.decode(file.read_bytes(), type=Providers)
        return tuple(_channels(told, file.parent, clock.now))
    except (msgspec.DecodeError, ValueError, OSError) as fault:
        raise WrongSettings(f"wrong providers in {file.name}: {fault}") from fault


def _channels(told: Providers, folder: Path, now: Callable[[], datetime]) -> list[Channel]:
    found: list[Channel] = []
    if told.apns is not None:
        found.append(_apple(told.apns, folder, now))
    if told.fcm is not None:
        found += _google(told.fcm, folder, now)
    if told.web_push is not None:
        found.append(_browsers(told.web_push, folder, now))
    if told.email is not None:
        found.append(_mail(told.email, folder, now))
    for kind, template in ((ChannelKind.SMS, told.sms), (ChannelKind.CHAT, told.chat)):
        if template is not None:
            found.append(WebhookChannel(kind, template, now))
    return found


def _apple(told: Apns, folder: Path, now: Callable[[], datetime]) -> Channel:
    from push.apns import ApnsChannel, TokenCredentials  # noqa: PLC0415 - see the top

    key = (folder / told.key_file).read_text(encoding="ascii")
    return ApnsChannel(TokenCredentials(key, told.key_id, told.team_id, now), told.topic, now)


def _google(told: Fcm, folder: Path, now: Callable[[], datetime]) -> list[Channel]:
    from push.fcm import Account, FcmChannel  # noqa: PLC0415 - see the top

    account = Account((folder / told.account_file).read_bytes())
    return [FcmChannel(kind, account, now) for kind in (ChannelKind.FCM_TOKEN, ChannelKind.FCM_FID)]


def _browsers(told: WebPush, folder: Path, now: Callable[[], datetime]) -> Channel:
    from push.webpush import VapidKey, WebPushChannel  # noqa: PLC0415 - see the top

    key = (folder / told.key_file).read_text(encoding="ascii")
    return WebPushChannel(VapidKey(key, told.subject, now), now)


def _mail(told: Email, folder: Path, now: Callable[[], datetime]) -> Channel:
    password = (folder / told.password_file).read_text(encoding="utf-8").strip() if told.password_file else ""
    relay = Relay(told.host, told.port, told.sender, told.username, password, told.security)
    return EmailChannel(relay, now, link=told.link)
