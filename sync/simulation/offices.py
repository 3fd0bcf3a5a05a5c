"""What offices do beside the phones: lead cases on, move people, put workers on grids and take them off, erase."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mobile_contract import accounts, cases, inbox, kinds, residents
from mobile_contract.base import Command
from sync.simulation.choices import decided
from sync.simulation.dice import Dice
from sync.simulation.plans import DAY_MS, HOUR_MS, Step
from sync.simulation.ports import Assignment, CaseFacts
from sync.simulation.stage import Stage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORDS = ("一", "二", "三")


def work(stage: Stage, _step: Step, dice: Dice) -> None:
    """The next step of a case, now and then one out of turn; or an edit of a person."""
    glance = stage.server.glance()
    if not glance.cases or dice.chance(0.25):
        _edit(stage, dice)
        return
    case = dice.pick(glance.cases)
    state = case.state if dice.chance(0.9) else dice.pick(sorted(_NEXT))
    take = _NEXT.get(state)
    if take is not None:
        user, command = take(stage, case, dice)
        stage.order(user, command)


def move(stage: Stage, _step: Step, dice: Dice) -> None:
    """The committee moves a person to a dwelling, mostly of another grid."""
    persons = stage.server.glance().persons
    if not persons:
        return
    town = stage.town
    facts = stage.desk(dice.pick(persons), dice)
    dwelling = dice.pick(town.dwellings[dice.pick(town.grids)])
    stage.order(town.office, residents.MoveIn(**facts, residency=dice.uuid7(stage.time.ms), dwelling=dwelling))
    stage.fault("scope_move")


def settle(stage: Stage, _step: Step, dice: Dice) -> None:
    """The committee decides what waits; now and then far from its desk, and the decision arrives days later."""
    waiting = stage.server.glance().conflicts
    found = stage.server.look(kinds.CONFLICT, dice.pick(waiting)) if waiting else None
    if found is None:
        return
    shown = found[1]
    row = stage.server.look(kinds.NUMBERS.get(shown["of_kind"], kinds.CONFLICT), shown["entity"])
    was = None if row is None else row[1].get(shown.get("field", ""))
    facts = stage.desk(shown["id"], dice, root=shown["root"], base=0 if row is None else row[0])
    facts |= decided(shown["reason"], shown["of_kind"], shown.get("field", ""), was, dice)
    command = inbox.SettleConflict(**facts)
    pause_ms = dice.between(HOUR_MS, 3 * DAY_MS) if dice.chance(0.4) else 0
    stage.timeline.after(pause_ms, lambda: _decide(stage, command))


def _decide(stage: Stage, command: inbox.SettleConflict) -> None:
    stage.order(stage.town.office, command)
    stage.fault("settled")


def grant(stage: Stage, _step: Step, dice: Dice) -> None:
    """A worker is put on a grid or taken off one: at once, or from some hours on; or lent to another grid and back."""
    town, glance = stage.town, stage.server.glance()
    assignments, grids = glance.assignments, [grid.id for grid in glance.grids]
    if assignments and grids and dice.chance(0.3):
        _lend(stage, dice.pick(assignments), dice.pick(grids), dice)
        return
    at = _at(stage.time.ms + dice.between(1, 12) * HOUR_MS) if dice.chance(0.2) else None
    if assignments and dice.chance(0.5):
        chosen = dice.pick(assignments)
        stage.grant(town.office, accounts.EndAssignment(**stage.desk(chosen.id, dice), at=at))
        stage.fault("grant_ended")
        if dice.chance(0.5):  # it was a mistake, and is put right
            stage.timeline.after(
                dice.between(1_000, HOUR_MS), lambda: _assign_worker(stage, chosen.user, chosen.grid, dice, None)
            )
        return
    if grids:
        _assign_worker(stage, dice.pick(town.workers), dice.pick(grids), dice, at)


def _lend(stage: Stage, held: Assignment, grid: str, dice: Dice) -> None:
    """A worker leaves their grid for another one, and is back within the hour."""
    town, facts = stage.town, stage.desk(held.id, dice)
    away_ms = dice.between(0, 30_000)
    _assign_worker(stage, held.user, grid, dice, None)
    stage.timeline.after(away_ms, lambda: stage.grant(town.office, accounts.EndAssignment(**facts)))
    stage.timeline.after(
        away_ms + dice.between(1_000, dice.pick((60_000, HOUR_MS))),
        lambda: _assign_worker(stage, held.user, held.grid, dice, None),
    )
    stage.fault("lent")


def _assign_worker(stage: Stage, user: str, grid: str, dice: Dice, at: datetime | None) -> None:
    if grid not in {one.id for one in stage.server.glance().grids}:
        return  # it was split or merged meanwhile
    facts = stage.desk(dice.uuid7(stage.time.ms), dice)
    stage.grant(stage.town.office, accounts.AssignWorker(**facts, user=user, grid=grid, from_at=at))
    stage.fault("grant_begun")


def erase(stage: Stage, _step: Step, dice: Dice) -> None:
    """A person, a household or a case is erased for ever."""
    glance = stage.server.glance()
    subjects = [*glance.persons, *glance.households, *(case.id for case in glance.cases)]
    if subjects:
        subject = dice.pick(subjects)
        stage.server.erase(stage.town.office, subject)
        stage.fault("erasure")
        stage.note("office", f"erases {subject[-6:]}")


def _edit(stage: Stage, dice: Dice) -> None:
    persons = stage.server.glance().persons
    if not persons:
        return
    person = dice.pick(persons)
    found = stage.server.look(kinds.PERSON, person)
    if found is None:
        return
    version, shown = found
    name = dice.pick(("name", "phone", "workplace", "note"))
    new = "13900000009" if name == "phone" else dice.pick(_WORDS)
    edit: dict[str, Any] = {name: (shown.get(name), new)}
    edits = residents.PersonEdits(**edit)
    stage.order(stage.town.office, residents.ChangePerson(**stage.desk(person, dice, base=version), set=edits))


# --- the next step of a case, by its state ----------------------------------------------------------------------------

Turn = Callable[[Stage, CaseFacts, Dice], tuple[str, Command]]


def _by_office(kind: type[cases.CaseCommand], **more: Any) -> Turn:
    return lambda stage, case, dice: (stage.town.office, kind(**_facts(stage, case, dice), **more))


def _by_head(kind: type[cases.CaseCommand]) -> Turn:
    return lambda stage, case, dice: (stage.town.head, kind(**_facts(stage, case, dice), opinion=dice.pick(_WORDS)))


def _facts(stage: Stage, case: CaseFacts, dice: Dice) -> dict[str, Any]:
    return stage.desk(case.id, dice, saw=cases.CaseState(case.state), generation=case.generation)


def _file(stage: Stage, case: CaseFacts, dice: Dice) -> tuple[str, Command]:
    return stage.town.office, cases.FileCase(**_facts(stage, case, dice), class_code=stage.town.class_code)


def _dispatch(stage: Stage, case: CaseFacts, dice: Dice) -> tuple[str, Command]:
    return stage.town.office, cases.DispatchCase(**_facts(stage, case, dice), department=stage.town.department)


def _assign(stage: Stage, case: CaseFacts, dice: Dice) -> tuple[str, Command]:
    return stage.town.head, cases.AssignCase(**_facts(stage, case, dice), handler=dice.pick(stage.town.workers))


def _send_check(stage: Stage, case: CaseFacts, dice: Dice) -> tuple[str, Command]:
    others = [user for user in stage.town.workers if user != case.handler] or list(stage.town.workers)
    return stage.town.office, cases.SendCheck(**_facts(stage, case, dice), checker=dice.pick(others))


def _confirm(stage: Stage, case: CaseFacts, dice: Dice) -> tuple[str, Command]:
    kind = cases.ConfirmHandling if dice.chance(0.8) else cases.ReworkHandling
    return _by_head(kind)(stage, case, dice)


_NEXT: Mapping[str, Turn] = {
    "reported": _by_office(cases.AcceptCase),
    "pending_filing": _file,
    "pending_dispatch": _dispatch,
    "pending_handle": _assign,
    "pending_confirm": _confirm,
    "pending_check": _send_check,
    "pending_close": _by_office(cases.CloseCase),
}


def _at(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)
