"""Which households should be visited when. Pure, in whole days: every phone and the server get the same list.

Days are those of `sync.visit_days`. `mobile_contract/emit/templates/visit_dues.js` is this module, `visit_days` and
`visit_coverage` in JavaScript, function by function, and `mobile_contract/vectors/visit_dues.json` holds both to one
list: whoever changes one changes the three.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from mobile_contract.visit_rules import DueState, MajorChange, VisitEdition, VisitPeriod, VisitRule, VisitTarget
from mobile_contract.visits import COUNTED, SAME_DAY, VisitChannel, VisitOutcome
from sync.visit_days import Window, birthday, day_of_text, window_of

CHANNELS = tuple(channel.value for channel in VisitChannel)
STATES = tuple(state.value for state in DueState)
_MET = tuple(outcome.value for outcome in COUNTED)
_ABSENT = VisitOutcome.ABSENT.value
_SAME_DAY = tuple(outcome.value for outcome in SAME_DAY)


class Tag(Struct, frozen=True):
    """What somebody is known for, such as `living_alone`, from a day until a day, both included; None is not known."""

    code: str
    since: int | None = None
    until: int | None = None


class Member(Struct, frozen=True):
    """Somebody who lives in a household: their birthday, what kinds of stay, and the day they moved in."""

    id: str
    born: int | None = None
    kinds: tuple[str, ...] = ()
    moved_in: int | None = None
    tags: tuple[Tag, ...] = ()


class Seen(Struct, frozen=True):
    """A visit: the day it took place, its channel and outcome. The latest day of each pair of them is enough."""

    day: int
    channel: str
    outcome: str


class Home(Struct, frozen=True):
    """A household with who lives there now, and the visits to it, in any order."""

    id: str
    members: tuple[Member, ...] = ()
    visits: tuple[Seen, ...] = ()


class Held(NamedTuple):
    """A rule in force, and the day since which it has been, through editions that kept its code and period."""

    rule: VisitRule
    since: int


class Reason(Struct, frozen=True):
    """One rule that asks for a visit: until `window_end`, and if nobody was there the last time sooner, on `due_on`."""

    rule: str
    cause: str
    state: str
    priority: int
    due_on: int
    window_start: int
    window_end: int
    persons: tuple[str, ...]


class Due(Struct, frozen=True):
    """One visit for all reasons. Those to come are told only where nothing is open; window and rule are the first's."""

    household: str
    rule: str
    state: str
    due_on: int
    window_start: int
    window_end: int
    days_left: int
    priority: int
    channels: tuple[str, ...]
    last_outcome: str | None
    last_on: int | None
    last_met_on: int | None
    reasons: tuple[Reason, ...]


# --- rules ------------------------------------------------------------------------------------------------------------


def in_force(editions: Iterable[VisitEdition], on: int) -> tuple[Held, ...]:
    """The rules of a day, in their order, each with the day since which it has held.

    Of editions for one day the highest number holds. A rule that the next edition keeps, by code and period, goes on:
    to publish again forgives nobody what is overdue.
    """
    ordered = sorted(editions, key=lambda one: (day_of_text(one.valid_from), one.number))
    held: tuple[Held, ...] = ()
    for at, one in enumerate(ordered):
        begins = day_of_text(one.valid_from)
        replaced = at + 1 < len(ordered) and day_of_text(ordered[at + 1].valid_from) == begins
        if begins <= on and not replaced:
            since = {(old.rule.code, old.rule.period, old.rule.days): old.since for old in held}
            held = tuple(Held(rule, since.get((rule.code, rule.period, rule.days), begins)) for rule in one.rules)
    return held


def edition_of(editions: Iterable[VisitEdition], on: int) -> VisitEdition | None:
    """The edition in force on a day, if there is one."""
    begun = [one for one in editions if day_of_text(one.valid_from) <= on]
    return max(begun, key=lambda one: (day_of_text(one.valid_from), one.number), default=None)


def holds_since(target: VisitTarget, member: Member, on: int) -> int | None:
    """Since which day a target has fitted a member, or None: it does not. Where no day is known: day 0."""
    since = 0 if member.moved_in is None else member.moved_in
    if since > on or len(target.tags) > len(member.tags):
        return None
    if target.residency_kinds and not any(kind.value in member.kinds for kind in target.residency_kinds):
        return None
    if target.min_age > 0:
        if member.born is None:
            return None
        since = max(since, birthday(member.born, target.min_age))
    for code in target.tags:
        begun = _tagged_since(member, code, on)
        if begun is None:
            return None
        since = max(since, begun)
    return since if since <= on else None


def _tagged_since(member: Member, code: str, on: int) -> int | None:
    since: int | None = None
    for tag in member.tags:
        begun = 0 if tag.since is None else tag.since
        if tag.code == code and begun <= on and (tag.until is None or on <= tag.until):
            since = begun if since is None else min(since, begun)
    return since


# --- dues -------------------------------------------------------------------------------------------------------------


class Fit(NamedTuple):
    """Whom in a household a rule is for, and since when."""

    members: tuple[Member, ...]
    since: int


class Past(NamedTuple):
    """What of a household's visits a rule looks at: the last that counts, and the last where nobody was there."""

    met: int | None
    absent: int | None


def due_list(held: Sequence[Held], homes: Iterable[Home], on: int) -> tuple[Due, ...]:
    """All that is overdue, due and to come on a day, in that order, then by priority, day and household."""
    dues = [due for home in homes if (due := due_of(held, home, on)) is not None]
    return tuple(sorted(dues, key=lambda due: (STATES.index(due.state), due.priority, due.due_on, due.household)))


def due_of(held: Sequence[Held], home: Home, on: int) -> Due | None:
    """One household's visit, for all rules that ask for one; None where no rule holds for it."""
    reasons = [reason for one in held for reason in _reasons(one, home, on)]
    if not reasons:
        return None
    opened = [reason for reason in reasons if reason.state != "upcoming"]
    kept = sorted(opened or reasons, key=lambda told: (told.due_on, told.priority, told.rule, told.cause))
    first = kept[0]
    last = _latest(home.visits, on)
    return Due(
        household=home.id,
        rule=first.rule,
        state="overdue" if any(told.state == "overdue" for told in kept) else first.state,
        due_on=first.due_on,
        window_start=first.window_start,
        window_end=first.window_end,
        days_left=first.due_on - on,
        priority=min(told.priority for told in kept),
        channels=_channels(held, kept),
        last_outcome=None if last is None else last.outcome,
        last_on=None if last is None else last.day,
        last_met_on=past_of(CHANNELS, home.visits, on).met,
        reasons=tuple(kept),
    )


def _reasons(one: Held, home: Home, on: int) -> list[Reason]:
    fit = fit_of(one, home, on)
    if fit is None:
        return []
    past = past_of(counting(one.rule), home.visits, on)
    found = [] if one.rule.period is VisitPeriod.CHANGE else [_by_period(one.rule, fit, past, on)]
    change = _by_change(one, fit, past, on)
    return found if change is None else [*found, change]


def fit_of(one: Held, home: Home, on: int) -> Fit | None:
    """Whom a rule is for in a household, or None: it does not hold there."""
    fitting: list[Member] = []
    earliest: int | None = None
    for member in home.members:
        known: list[int] = []
        for target in one.rule.targets:
            day = holds_since(target, member, on)
            if day is not None:
                known.append(day)
        if known:
            fitting.append(member)
            earliest = min(known) if earliest is None else min(earliest, *known)
    return None if earliest is None else Fit(tuple(fitting), max(earliest, one.since))


def counting(rule: VisitRule) -> tuple[str, ...]:
    """The channels that meet a rule."""
    return tuple(channel.value for channel in rule.channels) if rule.channels else CHANNELS


def past_of(channels: Sequence[str], visits: Iterable[Seen], on: int) -> Past:
    """The last visit by one of these channels that counts, and the last where nobody was there; none after the day."""
    met: int | None = None
    absent: int | None = None
    for seen in visits:
        if seen.day > on:
            continue
        if seen.outcome in _MET and seen.channel in channels:
            met = seen.day if met is None else max(met, seen.day)
        elif seen.outcome == _ABSENT:
            absent = seen.day if absent is None else max(absent, seen.day)
    return Past(met, absent)


def asked_in(rule: VisitRule, since: int, met: int | None) -> Window:
    """The window of the next visit: after the one that was met last, else the one in which the rule began to hold.

    A visit of that very period counts though it was before; the first window leaves at least the days of grace.
    """
    first = window_of(rule, since)
    if rule.period is VisitPeriod.DAYS:
        if met is not None and met > since - rule.days:
            return window_of(rule, met + 1)
    elif met is not None and met >= first.start:
        return window_of(rule, window_of(rule, met).end + 1)
    return Window(first.start, max(first.end, since + rule.grace_days))


def _by_period(rule: VisitRule, fit: Fit, past: Past, on: int) -> Reason:
    window = asked_in(rule, fit.since, past.met)
    due_on, cause = window.end, "period"
    tried = past.absent
    if tried is not None and tried >= window.start and (past.met is None or tried > past.met):
        again = tried + rule.retry_days
        due_on, cause = min(due_on, again), "absent" if again < due_on else cause
    opens = max(window.start, due_on - rule.ahead_days) if rule.ahead_days > 0 else window.start
    state = "overdue" if on > window.end else "due" if on >= opens else "upcoming"
    return _reason(rule, fit.members, cause, state, due_on, window)


def _by_change(one: Held, fit: Fit, past: Past, on: int) -> Reason | None:
    """The earliest major change since the last visit. A visit on its day has met it: it is often what found it out."""
    if not one.rule.changes:
        return None
    changed: int | None = None
    told: list[Member] = []
    for member in fit.members:
        days = [day for day in _changes(one.rule, member, on) if one.since <= day <= on]
        unmet = [day for day in days if past.met is None or day > past.met]
        if unmet:
            told.append(member)
            changed = min(unmet) if changed is None else min(changed, *unmet)
    if changed is None:
        return None
    window = Window(changed, changed + one.rule.change_days)
    return _reason(one.rule, tuple(told), "change", "overdue" if on > window.end else "due", window.end, window)


def _changes(rule: VisitRule, member: Member, on: int) -> list[int]:
    days: list[int] = []
    if MajorChange.MOVED_IN in rule.changes and member.moved_in is not None:
        days.append(member.moved_in)
    if MajorChange.TAG_ADDED in rule.changes:
        standing = (tag for tag in member.tags if tag.until is None or on <= tag.until)
        days += [tag.since for tag in standing if tag.since is not None]
    return days


def _reason(rule: VisitRule, members: Sequence[Member], cause: str, state: str, due_on: int, window: Window) -> Reason:
    return Reason(
        rule=rule.code,
        cause=cause,
        state=state,
        priority=rule.priority,
        due_on=due_on,
        window_start=window.start,
        window_end=window.end,
        persons=tuple(sorted(member.id for member in members)),
    )


def _latest(visits: Iterable[Seen], on: int) -> Seen | None:
    past = [seen for seen in visits if seen.day <= on]
    return min(past, key=lambda seen: (-seen.day, _SAME_DAY.index(seen.outcome)), default=None)


def _channels(held: Sequence[Held], reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The channels that count for every reason, in the contract's order."""
    named = {reason.rule for reason in reasons}
    each = [counting(one.rule) for one in held if one.rule.code in named]
    return tuple(channel for channel in CHANNELS if all(channel in one for one in each))
