"""How a district says how it keeps its register, and an office puts an identity right. Pure; it follows neither."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from mobile_contract.accounts import Post
from mobile_contract.codes import CodeShape, CorrectIdentity, DefineCodes, SetRegister
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import (
    DISTRICT_WIDE,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, advanced, changed, named_id
from server.residents.codes import REVEALS_A_DAY, package_tables
from server.residents.entities import OwnCodes, Person, RegisterSwitches
from server.residents.rules import area_of, wrong_number
from sync.identifiers import is_day, normal_id

SWITCHES = named_id("register_switches")
"""The id of the one row that holds how the district keeps its register."""

REGISTRARS = frozenset({Post.COMMITTEE})
"""Who may say that a person is known by another number: an office, never a phone in the field."""


def codes_id(scheme: str) -> str:
    """The id of a district's own table of a scheme."""
    return named_id(f"codes|{scheme}")


@decides(
    SetRegister,
    posts={Post.SYS_ADMIN},
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda _command: (Need(RegisterSwitches, SWITCHES),),
)
def set_register(command: SetRegister, loaded: Loaded, _ctx: Context) -> Decision:
    """Set what is named, from now on; what was collected before stays. Refuses NOTHING_TO_CHANGE."""
    named: dict[str, Any] = {}
    if command.collects is not None:
        named["collects"] = tuple(sorted({fact.value for fact in command.collects}))
    if command.reveals_a_day is not None:
        named["reveals_a_day"] = command.reveals_a_day
    if not named:
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    before = loaded.find(RegisterSwitches, SWITCHES)
    if before is None:
        usual: dict[str, Any] = {"reveals_a_day": REVEALS_A_DAY}
        return put(RegisterSwitches(id=SWITCHES, **(usual | named)))
    return put(advanced(before, **named))


@decides(
    DefineCodes,
    posts={Post.SYS_ADMIN},
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda command: (Need(OwnCodes, codes_id(command.scheme)),),
)
def define_codes(command: DefineCodes, loaded: Loaded, _ctx: Context) -> Decision:
    """Put a table of the district's own in place of the package's, or go back to that.

    Refuses with `unknown_code` (`scheme`) a scheme that no field has; with `wrong_identifier` (`field`, `value`) a code
    that is there twice, and a day of no calendar.
    """
    if command.scheme not in {table.scheme for table in package_tables()}:
        return refuse(ProblemCode.UNKNOWN_CODE, field="scheme", scheme=command.scheme, value=command.scheme)
    refusal = _wrong_table(command.codes)
    if refusal is not None:
        return refusal
    told: dict[str, Any] = {"title": command.title, "codes": command.codes}
    before = loaded.find(OwnCodes, codes_id(command.scheme))
    if before is None:
        return put(OwnCodes(id=codes_id(command.scheme), scheme=command.scheme, **told))
    return put(advanced(before, **told))


@decides(
    CorrectIdentity,
    posts=REGISTRARS,
    area=lambda c, loaded, _directory: area_of(loaded, Person, c.entity),
    needs=lambda c: [Need(Person, c.entity)],
)
def correct_identity(command: CorrectIdentity, loaded: Loaded, ctx: Context) -> Decision:
    """Say by which number a person is known. `merged`, and nothing is done, where a later correction is there.

    Refuses without a reason, a resident's number that fails GB 11643, and what is so already. A number that somebody
    else has is a conflict, as at registration.
    """
    person = loaded.find(Person, command.entity)
    if person is None:
        return wait_for(command.entity)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    refusal = wrong_number(command.id_type, command.id_no)
    if refusal is not None:
        return refusal
    number = normal_id(command.id_no)
    if (person.id_type, person.id_no) == (command.id_type, number):
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    _, observed_ms = person.stamps.get("id_masked", (0, ctx.observed_ms))
    if observed_ms > ctx.observed_ms:
        return Decision(verdict=Verdict.MERGED, version=person.version)
    after = changed(person, ctx.observed_ms)
    stamp = (after.version, ctx.observed_ms)
    stamps = {**after.stamps, "id_type": stamp, "id_masked": stamp}
    return put(replace(after, stamps=stamps, id_type=command.id_type, id_no=number))


def _wrong_table(codes: Sequence[CodeShape]) -> Decision | None:
    seen: set[str] = set()
    for one in codes:
        if one.code in seen:
            return refuse(ProblemCode.WRONG_IDENTIFIER, field="code", value=one.code)
        seen.add(one.code)
        days = (one.valid_from, one.valid_until)
        if any(day is not None and not is_day(day) for day in days):
            return refuse(ProblemCode.WRONG_IDENTIFIER, field="valid_from", value=one.code)
    return None


HANDLERS: tuple[Handler, ...] = (set_register, define_codes, correct_identity)
