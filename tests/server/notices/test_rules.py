"""Whose a token is, what is refused, and what this release's tables of events and words must be."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from mobile_contract.notices import (
    ChooseNotices,
    NoticeChannel,
    NoticeClass,
    NoticeLanguage,
    PushKind,
    RemovePushToken,
    SetNoticeWays,
    TokenEnd,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from push.channels import Channel, Message, Outcome
from push.simulated import DELIVERED, SimulatedChannel
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.core.reading import list_by
from server.notices.books import WrongNotices, book, bound, called, channels_of
from server.notices.entities import PushToken
from sync.notices import notice_choice_id, notice_ways_id, push_token_id
from tests.server.notices.world import a_phone, enrol, registration, sends
from tests.support.scene import Scene, by_system, make_scene, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def tokens_of(door: Door, install: str) -> dict[str, PushToken]:
    """The tokens that are an install's, by what they are."""
    found = await door.database.read(lambda tx: list_by(tx, door, PushToken, "install", [install]))
    return {one.token: one for one in found if one.removed_at is None}


async def test_an_install_has_one_token_of_a_provider_and_a_token_one_owner(door: Door, scene: Scene) -> None:
    phone = await a_phone(door, scene, "worker_west", "old", PushKind.FCM_TOKEN)
    await settle(door, [registration(phone, "web", PushKind.WEB_PUSH)], phone)
    await settle(door, [registration(phone, "new", PushKind.FCM_FID)], phone)
    assert set(await tokens_of(door, phone.install)) == {"web", "new"}

    other = await a_phone(door, scene, "worker_east", "new", PushKind.FCM_FID)

    assert set(await tokens_of(door, phone.install)) == {"web"}
    moved = (await tokens_of(door, other.install))["new"]
    assert (moved.user_id, moved.version) == (other.user, 2)


async def test_a_token_is_registered_by_its_own_install_under_its_own_id(door: Door, scene: Scene) -> None:
    phone = await enrol(door, scene, "worker_west")
    right = registration(phone, "a")
    wrong = [replace(right, id=new_id(), entity=push_token_id(PushKind.APNS, "b"), root=right.root)]
    wrong += [replace(right, id=new_id(), install=new_id())]

    receipts = await sends(door, phone, *wrong)

    assert [(one.verdict, one.why, one.facts["field"]) for one in receipts] == [
        (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER, "entity"),
        (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER, "install"),
    ]


async def test_a_token_goes_once_and_only_by_its_owner_or_the_server(door: Door, scene: Scene) -> None:
    phone = await a_phone(door, scene, "worker_west", "a")
    entity = push_token_id(PushKind.APNS, "a")
    (stranger,) = await sends(
        door, scene.office("worker_east"), RemovePushToken(**by_system(entity), why=TokenEnd.LOGOUT)
    )
    assert stranger.verdict is Verdict.REFUSED
    assert set(await tokens_of(door, phone.install)) == {"a"}

    told = [RemovePushToken(**by_system(entity), why=TokenEnd.LOGOUT) for _ in range(2)]
    receipts = [(await sends(door, phone, one))[0].verdict for one in told]

    assert receipts == [Verdict.APPLIED, Verdict.MERGED]
    assert await tokens_of(door, phone.install) == {}


async def test_a_token_that_was_registered_since_does_not_go(door: Door, scene: Scene) -> None:
    phone = await a_phone(door, scene, "worker_west", "a")
    gone = RemovePushToken(
        **by_system(push_token_id(PushKind.APNS, "a")),
        why=TokenEnd.GONE,
        gone_since=clock.now() - timedelta(days=1),
    )

    (receipt,) = await settle(door, [gone])

    assert receipt.verdict is Verdict.MERGED
    assert set(await tokens_of(door, phone.install)) == {"a"}


async def test_what_was_removed_keeps_no_token(door: Door, scene: Scene) -> None:
    await a_phone(door, scene, "worker_west", "a")
    entity = push_token_id(PushKind.APNS, "a")
    await settle(door, [RemovePushToken(**by_system(entity), why=TokenEnd.GONE)])

    (row,) = await door.database.read(lambda tx: list_by(tx, door, PushToken, "id", [entity]))

    assert (row.token, row.removed_why) == ("", TokenEnd.GONE)


async def test_somebody_chooses_for_themself_alone_and_not_what_shows_nothing(door: Door, scene: Scene) -> None:
    west, east = scene.users["worker_west"], scene.users["worker_east"]
    given, silent = NoticeClass.CASE_GIVEN, NoticeClass.CASE_IN_GRID
    muted = (NoticeChannel.PUSH,)
    commands = [
        SetNoticeWays(**by_system(notice_ways_id(east)), language=NoticeLanguage.EN),
        ChooseNotices(**by_system(notice_choice_id(east, given)), cls=given, muted=muted),
        ChooseNotices(**by_system(notice_choice_id(west, silent)), cls=silent, muted=muted),
        ChooseNotices(**by_system(notice_choice_id(west, given)), cls=given, muted=muted),
        ChooseNotices(**by_system(notice_choice_id(west, given)), cls=given),
        SetNoticeWays(**by_system(notice_ways_id(west)), language=NoticeLanguage.EN),
        SetNoticeWays(**by_system(notice_ways_id(west)), language=NoticeLanguage.ZH),
    ]

    receipts = await sends(door, scene.office("worker_west"), *commands)

    assert [one.verdict for one in receipts] == [Verdict.REFUSED] * 3 + [Verdict.APPLIED] * 4


def test_events_without_words_and_words_without_events_are_refused() -> None:
    known = book()
    rules, templates = known.rules, tuple(known.templates.values())
    silent = next(rule for rule in rules if rule.silent)
    others = tuple(rule for rule in rules if rule is not silent)
    long = replace(templates[0], en=replace(templates[0].en, text="x" * 500))

    assert bound(rules, templates) == known
    for wrong_rules, wrong_templates in (
        (rules[1:], templates),
        (rules, templates[1:]),
        (rules, (*templates, templates[0])),
        ((*others, replace(silent, silent=False)), templates),
        (rules, (long, *templates[1:])),
    ):
        with pytest.raises(WrongNotices):
            bound(wrong_rules, wrong_templates)


def test_every_notice_has_words_in_both_languages_and_channels_have_names() -> None:
    for rule in book().rules:
        if not rule.silent:
            said = {book().said(rule.cls, rule.template, language).text for language in NoticeLanguage}
            assert len(said) == len(NoticeLanguage)
        assert {*rule.channels} <= channels_of(called(rule.channels))


async def test_simulated_recipients_have_each_their_answer() -> None:
    channel: Channel = SimulatedChannel()
    messages = [Message(id=new_id(), to=to, cls="x") for to in (DELIVERED, "simulated-gone", "+8610000000002", "real")]

    answers = await channel.send(messages)
    await channel.close()

    assert [one.outcome for one in answers] == [Outcome.ACCEPTED, Outcome.GONE, Outcome.REFUSED, Outcome.ACCEPTED]
