"""A resident who left a number is told of progress there; the outbox itself does not know it."""

from datetime import timedelta

import pytest

from mobile_contract.cases import AcceptCase
from mobile_contract.intake import KeepReporter
from push.channels import ChannelKind
from push.retry import Status
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.intake.doorway import resident
from server.notices.sending import Sender
from tests.server.notices.world import outbox, planned, report
from tests.support.recording import RecordingChannel
from tests.support.scene import by_system, make_scene, settle

NUMBER = "13900000000"
MORNING = timedelta(hours=12)
"""Longer than a resident's quiet hours."""


@pytest.mark.parametrize("number", [NUMBER, None])
async def test_a_resident_hears_of_progress_by_text_if_they_left_a_number(door: Door, number: str | None) -> None:
    await make_scene(door)
    reporter, case = new_id(), new_id()
    await report(door, case, actor=resident(reporter))
    keep = KeepReporter(
        **by_system(reporter, case), code_hash="0" * 64, pin_hash="x", phone=number,
        privacy_note="contact-1" if number else None,
    )  # fmt: skip
    await settle(door, [keep], resident(reporter))
    await settle(door, [AcceptCase(**by_system(case))])

    kept = await planned(door)
    channel, at = RecordingChannel(), clock.now() + MORNING
    with clock.told_by(lambda: at):
        await Sender("recording", channel).send_due(door)

    wanted = [(reporter, ChannelKind.SMS, "report.accepted")] if number else []
    assert [(one.person, one.channel, one.cls) for one in kept] == wanted
    assert NUMBER not in str(kept)
    assert [one.to for one in channel.given] == ([NUMBER] if number else [])
    assert [one.text for one in channel.given] == (["您反映的事项已受理，可凭回执查看进展。"] if number else [])
    assert [one.status for one in await outbox(door)] == ([Status.DELIVERED] if number else [])
