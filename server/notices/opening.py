"""The channels of this server, as its settings say. It sends nothing."""

from typing import assert_never

from push.channels import Channel
from push.simulated import SimulatedChannel
from server.settings import NoticeKey, Settings


def open_channels(settings: Settings) -> tuple[Channel, ...]:
    """The channels that messages are planned for and sent on; whoever opens them closes them.

    Without a key there are none, and people have the inbox alone.
    """
    match settings.notice_key:
        case NoticeKey.OFF:
            return ()
        case NoticeKey.TEST:
            return (SimulatedChannel(),)
        case NoticeKey.LIVE:
            return live_channels(settings)
        case _:
            assert_never(settings.notice_key)


def live_channels(settings: Settings) -> tuple[Channel, ...]:
    """The providers that are set up; without any, people have the inbox alone. Raises WrongSettings."""
    if settings.providers is None:
        return ()
    from server.notices.providers import channels_of  # noqa: PLC0415 - a district without them carries no library of theirs

    return channels_of(settings.providers)
