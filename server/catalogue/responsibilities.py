"""How editions change the responsibility table. Pure; whom it proposes for a case is told in proposal.py."""

from collections.abc import Iterable

from mobile_contract.catalogue import DefineResponsibilities, ResponsibilityShape
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
from server.catalogue.entities import Edition, Responsibility, line_key
from server.catalogue.proposal import works_in
from server.catalogue.versions import Succession, TooEarly
from server.core.decisions import Context, Decision, Directory, Loaded, decides, put, refuse, wait_for
from server.core.entities import Need, NeedChildren, Needs, named_id
from server.territory.entities import Grid


def line_id(key: str, number: int = 1) -> str:
    """The id of a version of a line of the responsibility table."""
    return named_id(f"responsibility:{key}:{number}")


def _line_needs(command: DefineResponsibilities) -> Needs:
    yield Need(Edition, command.entity)
    keys = (*command.lines, *command.ended)
    for scheme in sorted({scheme_of(one.matters) for one in keys}):
        yield NeedChildren(Responsibility, "scheme", scheme)
    areas = {one.area for one in command.lines if one.area is not None}
    for org in sorted(areas | {org for one in command.lines for org in (one.lead, *one.assist)}):
        yield Need(Org, org)
    for area in sorted(areas):
        yield Need(Grid, area)


@decides(DefineResponsibilities, posts=EDITORS, area=whole_district, needs=_line_needs)
def define_responsibilities(command: DefineResponsibilities, loaded: Loaded, ctx: Context) -> Decision:
    """Bring an edition of the responsibility table.

    Refused: no reason, an id or a line named twice, a department that does not work in the area, the end of what is not
    there, and a beginning before that of the version which it changes.
    """
    named = [line_key(one.matters, one.area) for one in (*command.lines, *command.ended)]
    refusal = ill_told(command, loaded) or refuse_twice(named)
    if refusal is not None:
        return refusal
    missing = _missing_of(command.lines, loaded)
    if missing:
        return wait_for(*missing)
    begins = command.valid_from or ctx.now
    schemes = sorted({scheme_of(one.matters) for one in (*command.lines, *command.ended)})
    standing = [row for one in schemes for row in loaded.children(Responsibility, "scheme", one)]
    lines = Succession(standing, begins, line_id)
    try:
        for shape in command.lines:
            row = _line(shape, loaded, ctx.directory)
            refusal = _strange_lead(row, shape, loaded)
            if refusal is not None:
                return refusal
            lines.define(row)
        for key in (line_key(one.matters, one.area) for one in command.ended):
            if lines.newest(key) is None:
                return refuse(ProblemCode.NOT_FOUND, line=key)
            lines.retire(key)
    except TooEarly as early:
        return refuse_early(early)
    edition = edition_row(command.entity, command.reason, begins, lines.made, lines.ended, ctx)
    return put(edition, *lines.puts.values())


def _missing_of(lines: Iterable[ResponsibilityShape], loaded: Loaded) -> list[str]:
    missing: set[str] = set()
    for one in lines:
        missing |= {org for org in (one.lead, *one.assist) if loaded.find(Org, org) is None}
        if one.area is not None and loaded.find(Org, one.area) is None and loaded.find(Grid, one.area) is None:
            missing.add(one.area)
    return sorted(missing)


def _line(shape: ResponsibilityShape, loaded: Loaded, directory: Directory) -> Responsibility:
    area = loaded.find(Org, shape.area) or loaded.find(Grid, shape.area) if shape.area else None
    return Responsibility(
        id="",
        matters=shape.matters,
        scheme=scheme_of(shape.matters),
        area=shape.area,
        path=str(directory.district) if area is None else area.path,
        lead=shape.lead,
        assist=shape.assist,
        note=shape.note,
    )


def _strange_lead(row: Responsibility, shape: ResponsibilityShape, loaded: Loaded) -> Decision | None:
    for identity in (shape.lead, *shape.assist):
        org = loaded.find(Org, identity)
        if org is not None and not works_in(org.level, org.path, row.path):
            return refuse(ProblemCode.DEPARTMENT_OUTSIDE, department=org.code, area=row.path, matters=row.matters)
    return None
