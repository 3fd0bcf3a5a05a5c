"""The providers of a district, from its file: channels for what it names, and one line for what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from push.channels import ChannelKind
from server.notices.opening import open_channels
from server.notices.providers import channels_of
from server.settings import NoticeKey, Settings, WrongSettings
from tests.push.messages import key_pem

APNS = {"key_file": "apple.p8", "key_id": "KEY1234567", "team_id": "TEAM123456", "topic": "org.example.hexward"}
SMS = {
    "name": "gateway", "url": "https://sms.example.org/send", "secret": "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
    "body": {"to": "{to}", "text": "{text}"},
}  # fmt: skip


def a_file(folder: Path, **told: Any) -> Path:
    (folder / "apple.p8").write_text(key_pem("apple"), encoding="ascii")
    (folder / "vapid.pem").write_text(key_pem("vapid"), encoding="ascii")
    file = folder / "providers.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


async def test_each_provider_that_is_named_has_its_channel(tmp_path: Path) -> None:
    told: dict[str, Any] = {
        "apns": APNS,
        "web_push": {"key_file": "vapid.pem", "subject": "mailto:duty@example.org"},
        "email": {"host": "mail.example.org", "port": 587, "sender": "duty@example.org"},
        "sms": SMS,
    }
    channels = channels_of(a_file(tmp_path, **told))
    kinds = [kind for channel in channels for kind in channel.kinds]
    assert kinds == [ChannelKind.APNS, ChannelKind.WEB_PUSH, ChannelKind.EMAIL, ChannelKind.SMS]
    for channel in channels:
        await channel.close()
    assert channels_of(a_file(tmp_path)) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"apple": APNS},
        {"apns": APNS | {"key_file": "nowhere.p8"}},
        {"apns": APNS | {"key_file": "providers.json"}},
        {"email": {"host": "mail.example.org", "port": 587, "sender": "nobody"}},
        {"sms": SMS | {"url": "http://sms.example.org"}},
    ],
)
def test_what_cannot_work_is_told_before_the_start(told: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match=r"wrong providers in providers\.json"):
        channels_of(a_file(tmp_path, **told))


def test_providers_are_used_with_live_keys_alone(tmp_path: Path) -> None:
    facts: dict[str, Any] = {"database": "", "district": 1, "key_file": tmp_path, "blobs": tmp_path}
    file = a_file(tmp_path, sms=SMS)
    assert open_channels(Settings(**facts, providers=file)) == ()
    assert len(open_channels(Settings(**facts, providers=file, notice_key=NoticeKey.LIVE))) == 1
    assert open_channels(Settings(**facts, notice_key=NoticeKey.LIVE)) == ()
