"""What is wrong with the facts of a command, whatever else is in the register. Pure; it judges no identity number."""

from collections.abc import Mapping
from typing import Any

from mobile_contract.codes import OptionalFact
from mobile_contract.problems import ProblemCode
from server.core.decisions import Context, Decision, refuse
from server.residents.moves import day_of
from sync.identifiers import is_day, is_division_code

DAYS = ("birth_on", "inflow_on", "cert_on", "cert_until", "from_on", "until_on")
DIVISIONS = ("registered_division", "residence_division", "origin", "native_place")
OPTIONAL = frozenset(fact.value for fact in OptionalFact)
UNSAID = {"relation": "99"}
"""What a command says of a field of which its author said nothing: no table needs to have it."""


def wrong_fact(values: Mapping[str, Any], ctx: Context) -> Decision | None:
    """The refusal of the first field that cannot be so; None where all can. What is emptied is never wrong.

    Refuses with `wrong_identifier` (`field`) a day of no calendar, a birth still to come on the server's day, and a
    division's code of no form; with `not_collected` (`field`) an optional fact that the district does not collect; with
    `unknown_code` (`field`, `scheme`, `value`) a code that is not in its table on the day on which it was observed.
    """
    told = {name: value for name, value in values.items() if value not in (None, "") and UNSAID.get(name) != value}
    wrong = next((name for name in DAYS if name in told and not is_day(told[name])), None)
    if wrong is None and told.get("birth_on", "") > day_of(ctx.now):
        wrong = "birth_on"
    wrong = wrong or next((name for name in DIVISIONS if name in told and not is_division_code(told[name])), None)
    if wrong is not None:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong)
    register, day = ctx.directory.register, day_of(ctx.observed_at)
    unwanted = sorted((told.keys() & OPTIONAL) - register.collects)
    if unwanted:
        return refuse(ProblemCode.NOT_COLLECTED, field=unwanted[0])
    for name, value in told.items():
        scheme = register.scheme_of(name)
        if scheme is not None and not register.knows(scheme, value, day):
            return refuse(ProblemCode.UNKNOWN_CODE, field=name, scheme=scheme, value=value)
    return None


def wrong_edit(edits: Mapping[str, tuple[Any, Any]], ctx: Context) -> Decision | None:
    """As `wrong_fact`, of what a change means."""
    return wrong_fact({name: new for name, (_, new) in edits.items()}, ctx)
