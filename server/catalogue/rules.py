"""How editions change the catalogue and the responsibility table. Pure; which cases use a class is not asked here.

An edition is one command, so it is done whole or not at all. Rows are never deleted and never rewritten: what changes
ends, and begins anew as another version (domain.md 4).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from mobile_contract.catalogue import ClassShape, ConditionShape, DefineClasses, LimitOverride, SchemeShape
from mobile_contract.problems import ProblemCode
from server.accounts.entities import Org
from server.catalogue.editions import (
    EDITORS,
    edition_row,
    ill_told,
    refuse_early,
    refuse_twice,
    scheme_of,
    whole_district,
)
from server.catalogue.entities import CaseClass, ClassScheme, Edition, FilingCondition, Override
from server.catalogue.responsibilities import define_responsibilities
from server.catalogue.versions import Succession, TooEarly
from server.core.decisions import Context, Decision, Handler, Loaded, decides, put, refuse, wait_for
from server.core.entities import Need, NeedChildren, Needs, advanced, named_id


def class_id(code: str, version: int = 1) -> str:
    """The id of a version of a class, derived from its key: two districts and two editions name it alike."""
    return named_id(f"case_class:{code}" if version == 1 else f"case_class:{code}:{version}")


def condition_id(key: str, version: int = 1) -> str:
    """The id of a version of a filing condition."""
    return named_id(f"filing_condition:{key}:{version}")


def scheme_id(code: str) -> str:
    """The id of a scheme."""
    return named_id(f"class_scheme:{code}")


def schemes_touched(command: DefineClasses) -> list[str]:
    """The schemes that an edition says anything of, sorted."""
    keys = (*command.retired_classes, *command.retired_conditions)
    told = {shape.scheme for shape in command.schemes} | {shape.scheme for shape in command.classes}
    return sorted(told | {shape.scheme for shape in command.conditions} | {scheme_of(key) for key in keys})


def _edition_needs(command: DefineClasses) -> Needs:
    yield Need(Edition, command.entity)
    for scheme in schemes_touched(command):
        yield Need(ClassScheme, scheme_id(scheme))
        yield NeedChildren(CaseClass, "scheme", scheme)
        yield NeedChildren(FilingCondition, "scheme", scheme)
    for org in sorted({one.org for shape in command.conditions for one in shape.overrides}):
        yield Need(Org, org)


@decides(DefineClasses, posts=EDITORS, area=whole_district, needs=_edition_needs)
def define_classes(command: DefineClasses, loaded: Loaded, ctx: Context) -> Decision:
    """Bring an edition: add, change and retire, and never delete (domain.md 4).

    Refused: no reason, an id or a key named twice, a condition without its class, the retirement of what is not there,
    and a beginning before that of the version which it changes. Retiring a class retires its conditions.
    """
    refusal = ill_told(command, loaded) or _named_twice(command)
    if refusal is not None:
        return refusal
    missing = _missing_orgs(command, loaded)
    if missing:
        return wait_for(*missing)
    begins = command.valid_from or ctx.now
    schemes = schemes_touched(command)
    class_rows = [row for one in schemes for row in loaded.children(CaseClass, "scheme", one)]
    condition_rows = [row for one in schemes for row in loaded.children(FilingCondition, "scheme", one)]
    classes, conditions = Succession(class_rows, begins, class_id), Succession(condition_rows, begins, condition_id)
    try:
        refusal = _unknown(command, classes, conditions)
        if refusal is not None:
            return refusal
        _retire(command, classes, conditions)
        _define(command, loaded, classes, conditions)
        _end_schemes(command, begins, classes, conditions)
    except TooEarly as early:
        return refuse_early(early)
    kept = [row for shape in command.schemes for row in _scheme_rows(shape, loaded)]
    made, ended = classes.made + conditions.made, classes.ended + conditions.ended
    edition = edition_row(command.entity, command.reason, begins, made, ended, ctx)
    return put(edition, *kept, *classes.puts.values(), *conditions.puts.values())


def _named_twice(command: DefineClasses) -> Decision | None:
    keys = [f"{shape.scheme}-" for shape in command.schemes]
    keys += [*(shape.code for shape in command.classes), *(shape.key for shape in command.conditions)]
    return refuse_twice([*keys, *command.retired_classes, *command.retired_conditions])


def _missing_orgs(command: DefineClasses, loaded: Loaded) -> list[str]:
    named = {one.org for shape in command.conditions for one in shape.overrides}
    return sorted(org for org in named if loaded.find(Org, org) is None)


def _unknown(
    command: DefineClasses, classes: Succession[CaseClass], conditions: Succession[FilingCondition]
) -> Decision | None:
    """What an edition speaks of must be there, or come with it and stay."""
    coming, going = {shape.code for shape in command.classes}, set(command.retired_classes)
    for code in command.retired_classes:
        if classes.newest(code) is None:
            return refuse(ProblemCode.UNKNOWN_CLASS, class_code=code)
    for key in command.retired_conditions:
        if conditions.newest(key) is None:
            return refuse(ProblemCode.UNKNOWN_CONDITION, condition=key)
    for shape in command.conditions:
        last = classes.newest(shape.class_code)
        stays = last is not None and last.valid_until is None and shape.class_code not in going
        if shape.class_code not in coming and not stays:
            return refuse(ProblemCode.UNKNOWN_CLASS, class_code=shape.class_code, condition=shape.key)
    return None


def _retire(command: DefineClasses, classes: Succession[CaseClass], conditions: Succession[FilingCondition]) -> None:
    for key in command.retired_conditions:
        conditions.retire(key)
    going = set(command.retired_classes)
    for code in command.retired_classes:
        classes.retire(code)
    for row in conditions.open_rows():
        if row.class_code in going:
            conditions.retire(row.key)


def _define(
    command: DefineClasses, loaded: Loaded, classes: Succession[CaseClass], conditions: Succession[FilingCondition]
) -> None:
    for shape in command.classes:
        classes.define(class_row(shape))
    for condition in command.conditions:
        conditions.define(condition_row(condition, _overrides(condition.overrides, loaded)))


def _end_schemes(
    command: DefineClasses,
    begins: datetime,
    classes: Succession[CaseClass],
    conditions: Succession[FilingCondition],
) -> None:
    """A scheme that has an end takes everything of it along; what begins later never is in force."""
    ends = {shape.scheme: shape.valid_until for shape in command.schemes if shape.valid_until is not None}
    for row in classes.open_rows():
        if row.scheme in ends:
            classes.retire(row.code, max(ends[row.scheme], row.valid_from or begins))
    for condition in conditions.open_rows():
        if condition.scheme in ends:
            conditions.retire(condition.key, max(ends[condition.scheme], condition.valid_from or begins))


def class_row(shape: ClassShape) -> CaseClass:
    """A class as an edition tells it, without its place among the versions."""
    facts: dict[str, Any] = {name: getattr(shape, name) for name in shape.__struct_fields__}
    facts |= {"id": "", "code": shape.code, "limit_unit": shape.limit_unit.value}
    return CaseClass(**facts)


def condition_row(shape: ConditionShape, overrides: tuple[Override, ...]) -> FilingCondition:
    """A condition as an edition tells it, without its place among the versions."""
    return FilingCondition(
        id="",
        class_code=shape.class_code,
        scheme=shape.scheme,
        ordinal=shape.ordinal,
        text=shape.text,
        closing_text=shape.closing_text,
        limit_value=shape.limit_value,
        limit_unit=shape.limit_unit.value,
        level=shape.level,
        duty=shape.duty.value,
        photos_before=shape.photos_before,
        photos_after=shape.photos_after,
        overrides=overrides,
    )


def _overrides(told: Iterable[LimitOverride], loaded: Loaded) -> tuple[Override, ...]:
    found = ((one, loaded.find(Org, one.org)) for one in told)
    rows = [Override(org.id, org.path, one.limit_value, one.limit_unit.value) for one, org in found if org is not None]
    return tuple(sorted(rows, key=lambda row: row.path))


def scheme_facts(shape: SchemeShape) -> dict[str, Any]:
    """What an edition tells of a scheme beside its key."""
    return {name: getattr(shape, name) for name in shape.__struct_fields__ if name != "scheme"}


def _scheme_rows(shape: SchemeShape, loaded: Loaded) -> Iterator[ClassScheme]:
    """The scheme, where it is new or another than it was."""
    facts = scheme_facts(shape)
    before = loaded.find(ClassScheme, scheme_id(shape.scheme))
    if before is None:
        yield ClassScheme(id=scheme_id(shape.scheme), code=shape.scheme, **facts)
    elif any(getattr(before, name) != value for name, value in facts.items()):
        yield advanced(before, **facts)


HANDLERS: tuple[Handler, ...] = (define_classes, define_responsibilities)
