"""Which department of the demo answers for which classes: the trades of `matters.py` as a responsibility table."""

from collections.abc import Iterator

from mobile_contract.catalogue import DefineResponsibilities, ResponsibilityShape
from ops.seed.dice import Dice
from ops.seed.intents import MINUTE_MS, Intent, common, instant, intent
from ops.seed.matters import TRAITS
from ops.seed.offices import Offices, department_code

_SCHEME = "B"
_MAJOR = len("00")


def duty_commands(seed: int, offices: Offices) -> Iterator[Intent]:
    """The table, in one edition: a line for each major, and for each class that another department answers for."""
    at_ms = offices.founded_ms + 3 * MINUTE_MS
    dice = Dice(seed, "duties")
    lines = tuple(
        ResponsibilityShape(matters=_matters(key), lead=offices.orgs[department_code(trait.trade)])
        for key, trait in sorted(TRAITS.items())
        if trait.trade is not TRAITS[_major_of(key)].trade or key == _major_of(key)
    )
    command = DefineResponsibilities(
        **common(dice, at_ms, dice.fresh_id(offices.founded_ms)),
        lines=lines,
        valid_from=instant(offices.founded_ms),
        reason="演示：各类事项的主责部门",
    )
    yield intent(command, offices.seats["admin"].id)


def _major_of(key: str) -> str:
    kind, _, digits = key.partition("-")
    return f"{kind}-{digits[:_MAJOR]}"


def _matters(key: str) -> str:
    """The trait's key as a class key, such as `B-event-01` or `B-event-01-13`."""
    kind, _, digits = key.partition("-")
    return "-".join(part for part in (_SCHEME, kind, digits[:_MAJOR], digits[_MAJOR:]) if part)
