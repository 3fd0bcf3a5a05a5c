"""Scenes of notices: a phone's token, and what its user chose."""

from collections.abc import Mapping

from mobile_contract.base import Command
from mobile_contract.notices import (
    ChooseNotices,
    NoticeChannel,
    NoticeClass,
    NoticeLanguage,
    PushKind,
    QuietHours,
    RegisterPushToken,
    RemovePushToken,
    SetNoticeWays,
    TokenEnd,
)
from sync.notices import notice_choice_id, notice_ways_id, push_token_id
from tests.conformance.scenes import Act, Scene, at_once, new, the_system
from tests.server.cases.acts import Acts
from tests.support.scene import settle

TOKEN = "a-token"
ENTITY = push_token_id(PushKind.APNS, TOKEN)


async def _registered(acts: Acts) -> Act:
    phone = acts.town.scene.phone("worker_west").actor
    command = new(RegisterPushToken, ENTITY, install=phone.install, channel=PushKind.APNS, token=TOKEN)
    return lambda: settle(acts.town.door, [command], phone)


async def _removed(acts: Acts) -> Act:
    await (await _registered(acts))()
    return the_system(acts, new(RemovePushToken, ENTITY, why=TokenEnd.GONE))


def _ways(acts: Acts) -> Command:
    entity = notice_ways_id(acts.town.scene.users["worker_west"])
    return new(SetNoticeWays, entity, language=NoticeLanguage.EN, quiet=QuietHours(from_minute=1320, until_minute=420))


def _choice(acts: Acts) -> Command:
    entity = notice_choice_id(acts.town.scene.users["worker_west"], NoticeClass.CASE_GIVEN)
    return new(ChooseNotices, entity, cls=NoticeClass.CASE_GIVEN, muted=(NoticeChannel.PUSH,))


SCENES: Mapping[type[Command], Scene] = {
    RegisterPushToken: _registered,
    RemovePushToken: _removed,
    SetNoticeWays: at_once(_ways, "worker_west"),
    ChooseNotices: at_once(_choice, "worker_west"),
}
