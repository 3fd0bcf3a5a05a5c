"""Of whom a form is: those alone are filled in, and told of to the journal. A form of the old names no young. Pure."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from mobile_contract.residents import ResidencyKind
from server.forms.values import age_on
from server.residents.rolls import Resident

OLDEST = 150


class Who(Struct, frozen=True, kw_only=True):
    """Kinds of stays (any, if none is named), and ages in whole years on the form's day, both ends among them.

    Whose birth is not known is of no age: where ages are asked for they are left out.
    """

    kinds: tuple[ResidencyKind, ...] = ()
    from_age: int | None = None
    to_age: int | None = None

    @property
    def told(self) -> str:
        """In words, for the journal and for what is compared with the last time; empty for everybody."""
        ages = "" if self.from_age is None and self.to_age is None else f"{self.from_age or 0}-{self.to_age or OLDEST}"
        return ", ".join(filter(None, (*sorted(self.kinds), f"aged {ages}" if ages else "")))


EVERYBODY = Who()


def chosen(roll: Iterable[Resident], who: Who, on: date) -> list[Resident]:
    """Those of a roll whom a form is of, in its order."""
    return [one for one in roll if _is_meant(one, who, on)]


def _is_meant(one: Resident, who: Who, on: date) -> bool:
    if who.kinds and one.stay.residency_kind not in who.kinds:
        return False
    if who.from_age is None and who.to_age is None:
        return True
    age = age_on(one.person.birth_on, on)
    return age is not None and (who.from_age or 0) <= age <= (OLDEST if who.to_age is None else who.to_age)
