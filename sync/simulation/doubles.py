"""What the committee does about persons who are there twice: merges them, and finds out that it was wrong."""

from typing import Any

from mobile_contract import kinds, merges, residents
from sync.simulation.dice import Dice
from sync.simulation.plans import Step
from sync.simulation.stage import Stage

_FIELDS = ("name", "phone", "workplace", "former_name")
_LABELS = ("L1", "L2", "L3", "L4")


def merge(stage: Stage, _step: Step, dice: Dice) -> None:
    """Two persons become one, with some fields and some stays of the loser; or a merge is undone."""
    glance = stage.server.glance()
    if glance.merges and dice.chance(0.35):
        undone = dice.pick(glance.merges)
        facts = stage.desk(undone.id, dice, root=undone.winner)
        stage.order(stage.town.office, merges.UnmergePersons(**facts, winner=undone.winner, loser=undone.loser))
        stage.fault("unmerge")
        return
    if not glance.persons:
        return
    winner, loser = dice.pick(glance.persons), dice.pick(glance.persons)
    seen, other = stage.server.look(kinds.PERSON, winner), stage.server.look(kinds.PERSON, loser)
    if winner == loser or seen is None or other is None:
        return
    names = sorted({dice.pick(_FIELDS) for _ in range(dice.between(0, 2))})
    edits: dict[str, Any] = {name: (seen[1].get(name), other[1].get(name)) for name in names if other[1].get(name)}
    stays = [stay.id for stay in glance.stays if stay.person == loser]
    facts = stage.desk(dice.uuid7(stage.time.ms), dice, root=winner, base=seen[0])
    command = merges.MergePersons(
        **facts, winner=winner, loser=loser, set=residents.PersonEdits(**edits),
        add_labels=(dice.pick(_LABELS),) if dice.chance(0.3) else (),
        moved=tuple(stay for stay in stays if dice.chance(0.6)),
    )  # fmt: skip
    stage.order(stage.town.office, command)
    stage.fault("merge")
