"""Who is told what: one rule and one fact at a time, then whatever districts there may be."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from push.channels import ChannelKind
from push.plan import (
    SHANGHAI,
    UNSEEN,
    WAKE,
    Event,
    Place,
    Plan,
    Planned,
    Quiet,
    Snapshot,
    Waiting,
    concerned,
    may_disturb_at,
    message_id,
    plan,
)
from tests.push.audiences import ENDS, NOON, TELLS, WAKES, event, events, instants, phone, quiets, snapshot, snapshots

RULES = (WAKES, TELLS, ENDS)


def _ways(made: Plan) -> set[tuple[str, ChannelKind]]:
    return {(one.place.place, one.place.kind) for one in made.messages}


def _as_waiting(messages: tuple[Planned, ...]) -> tuple[Waiting, ...]:
    return tuple(Waiting(one.id, one.place, one.collapse) for one in messages if one.collapse)


def test_a_new_case_wakes_the_phones_of_its_grid_and_says_nothing() -> None:
    made = plan(RULES, [event()], snapshot(phone("anna"), phone("bao")))

    (message,) = made.messages
    assert (message.place, message.collapse) == (Place(ChannelKind.APNS, "anna-phone"), WAKE)
    assert (message.about, message.template, message.cause) == ("", 0, "1.0.case.in_grid")


def test_a_case_in_no_grid_wakes_nobody() -> None:
    assert plan(RULES, [event(grid=None)], snapshot(phone("anna"))) == Plan((), ())


def test_whoever_reported_hears_of_progress_on_each_of_their_channels() -> None:
    made = plan(RULES, [event(kind="accept_case")], snapshot(phone("anna"), phone("bao")))

    assert _ways(made) == {("bao-phone", ChannelKind.APNS), ("bao", ChannelKind.INBOX), ("bao", ChannelKind.SMS)}
    assert {one.about for one in made.messages} == {"case"}


def test_whoever_did_it_is_not_told_of_it() -> None:
    assert not plan(RULES, [event(kind="accept_case", actor="bao")], snapshot(phone("bao"))).messages


def test_a_reporter_of_whom_nothing_is_known_is_not_told() -> None:
    assert not plan(RULES, [event(kind="accept_case")], snapshot(phone("anna"))).messages


def test_a_rule_of_states_speaks_of_what_leads_there_alone() -> None:
    there = snapshot(phone("bao"))

    assert not plan([ENDS], [event(kind="close_case", state="voided")], there).messages
    assert plan([ENDS], [event(kind="close_case", state="closed")], there).messages


def test_a_channel_that_was_switched_off_is_silent_unless_it_may_not_be() -> None:
    deaf = phone("bao", muted={TELLS.cls: frozenset({ChannelKind.SMS})})
    must = replace(TELLS, optional=False)

    assert ("bao", ChannelKind.SMS) not in _ways(plan([TELLS], [event(kind="accept_case")], snapshot(deaf)))
    assert ("bao", ChannelKind.SMS) in _ways(plan([must], [event(kind="accept_case")], snapshot(deaf)))


def test_a_channel_that_the_district_has_not_gets_nothing() -> None:
    there = snapshot(phone("bao"), channels=frozenset({ChannelKind.INBOX}))

    assert _ways(plan(RULES, [event(kind="accept_case")], there)) == {("bao", ChannelKind.INBOX)}


def test_ten_cases_wake_a_phone_once() -> None:
    made = plan(RULES, [event(pos, about=f"case-{pos}") for pos in range(1, 11)], snapshot(phone("anna")))

    assert [one.cause for one in made.messages] == ["1.0.case.in_grid"]


def test_a_phone_whose_wake_up_waits_is_not_woken_again() -> None:
    there = snapshot(phone("anna"))
    waiting = _as_waiting(plan(RULES, [event()], there).messages)

    assert plan(RULES, [event(2)], replace(there, waiting=waiting)) == Plan((), ())


def test_what_is_newer_replaces_what_waits_but_nothing_in_the_inbox() -> None:
    there = snapshot(phone("bao"))
    before = plan(RULES, [event(kind="accept_case")], there).messages
    after = plan(RULES, [event(2, kind="accept_case")], replace(there, waiting=_as_waiting(before)))

    assert len(after.messages) == len(before)
    assert set(after.replaces) == {one.id for one in before if one.place.kind is not ChannelKind.INBOX}


def test_of_two_steps_at_once_a_telephone_hears_of_the_newer_and_the_inbox_keeps_both() -> None:
    made = plan(RULES, [event(2, kind="accept_case"), event(1, kind="accept_case")], snapshot(phone("bao")))

    told = sorted((one.place.kind, one.cause) for one in made.messages)
    assert told == [
        (ChannelKind.APNS, "2.0.case.accepted"),
        (ChannelKind.INBOX, "1.0.case.accepted"),
        (ChannelKind.INBOX, "2.0.case.accepted"),
        (ChannelKind.SMS, "2.0.case.accepted"),
    ]


def test_quiet_hours_delay_what_disturbs_and_nothing_else() -> None:
    sleeping = phone("bao", quiet=Quiet(11 * 60, 13 * 60))
    made = plan(RULES, [event(kind="accept_case"), event(2, people=())], snapshot(sleeping, workers={"g1": ("bao",)}))

    due = {(one.place.kind, one.cls): one.due_at for one in made.messages}
    assert due[ChannelKind.SMS, TELLS.cls] == NOON + timedelta(hours=1)
    assert due[ChannelKind.INBOX, TELLS.cls] == NOON
    assert due[ChannelKind.APNS, WAKES.cls] == NOON


def test_what_does_not_wait_is_sent_in_quiet_hours() -> None:
    sleeping = snapshot(phone("bao", quiet=Quiet(11 * 60, 13 * 60)))
    made = plan([replace(TELLS, waits=False)], [event(kind="accept_case")], sleeping)

    assert {one.due_at for one in made.messages} == {NOON}


def test_quiet_hours_over_midnight_end_in_the_morning() -> None:
    quiet = Quiet(22 * 60, 7 * 60)
    late = NOON.replace(hour=15, minute=30, second=5)  # 23:30 in Shanghai
    early = late + timedelta(hours=6)

    assert may_disturb_at(late, quiet) == may_disturb_at(early, quiet) == late.replace(hour=23, minute=0, second=0)
    assert may_disturb_at(NOON, quiet) == NOON


def test_hours_that_begin_and_end_together_are_none() -> None:
    assert may_disturb_at(NOON, Quiet(720, 720)) == NOON


@given(instants, quiets)
def test_nobody_is_disturbed_in_their_quiet_hours(at: object, quiet: Quiet | None) -> None:
    assert isinstance(at, type(NOON))
    due = may_disturb_at(at, quiet)

    assert at <= due < at + timedelta(days=1)
    assert may_disturb_at(due, quiet) == due
    if quiet is not None and due != at:
        local = due.astimezone(SHANGHAI)
        assert local.hour * 60 + local.minute == quiet.until_minute


@given(events, snapshots(), st.randoms(use_true_random=False))
def test_a_plan_is_the_same_whatever_order_its_events_come_in(
    happened: list[Event], there: Snapshot, dice: object
) -> None:
    shuffled = list(happened)
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' own random

    assert plan(RULES, happened, there) == plan(RULES, shuffled, there)


@given(events, snapshots())
def test_messages_are_lawful(happened: list[Event], there: Snapshot) -> None:
    made = plan(RULES, happened, there)

    assert len({one.id for one in made.messages}) == len(made.messages)
    causes = {f"{one.pos}.{one.n}.{rule.cls}": (rule, one) for one in happened for rule in RULES}
    for message in made.messages:
        rule, cause = causes[message.cause]
        known = there.recipients[message.person]
        assert rule.is_about(cause)
        assert message.person in concerned(rule, cause, there)
        assert message.person != cause.actor
        assert message.place in known.places
        assert message.place.kind in there.channels
        assert message.place.kind not in known.muted.get(message.cls, ())
        assert message.id == message_id(message.cause, message.person, message.place)
        assert there.at <= message.due_at < message.until_at
        if message.collapse != WAKE and message.place.kind not in UNSEEN:
            assert may_disturb_at(message.due_at, known.quiet) == message.due_at


@given(events, snapshots())
def test_everybody_concerned_is_told_on_every_way_that_is_open(happened: list[Event], there: Snapshot) -> None:
    made = plan(RULES, happened, there)

    reached = {(one.place, one.collapse or one.cause) for one in made.messages}
    for one in happened:
        for rule in (rule for rule in RULES if rule.is_about(one)):
            for person in concerned(rule, one, there):
                known = there.recipients[person]
                open_ways = {*rule.channels} & there.channels - known.muted.get(rule.cls, frozenset())
                for place in (place for place in known.places if place.kind in open_ways):
                    cause = f"{one.pos}.{one.n}.{rule.cls}"
                    key = WAKE if rule.silent else cause if place.kind in UNSEEN else one.about
                    assert (place, key) in reached


@given(events, snapshots(), st.integers(0, 50))
def test_planned_in_two_parts_nothing_is_lost_or_doubled(happened: list[Event], there: Snapshot, cut: int) -> None:
    whole = plan(RULES, happened, there)

    first = plan(RULES, [one for one in happened if one.pos <= cut], there)
    rest = replace(there, waiting=_as_waiting(first.messages))
    second = plan(RULES, [one for one in happened if one.pos > cut], rest)
    left = {one.id for one in (*first.messages, *second.messages)} - set(second.replaces)

    assert left == {one.id for one in whole.messages}
