"""The responsibility table: its editions, and its sheet row by row."""

from typing import Any

import pytest

from mobile_contract.accounts import OrgLevel
from mobile_contract.catalogue import DefineResponsibilities, ResponsibilityKey, ResponsibilityShape
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.territory import LayerKind
from server.accounts.entities import Org
from server.catalogue.entities import Edition, Responsibility
from server.catalogue.line_files import LineFile, LinePlan, Office, Places, matters_of, plan_lines, read_lines
from server.catalogue.plan import Change
from server.catalogue.responsibilities import line_id
from server.catalogue.sheets import read_sheet
from server.catalogue.words import COLUMN_WORDS
from server.catalogue.writing import write_lines
from server.core.entities import Entity
from server.territory.entities import Grid
from tests.server.catalogue.shapes import LATER, after, judged
from tests.support.judging import NOW, an_id, command_facts

CLASS = "B-event-01-07"
DISTRICT, STREET, OTHER, CITY, PATROL, GRID = (an_id(n) for n in range(611, 617))
ORGS = [
    Org(id=DISTRICT, code="320114", name="区", level=OrgLevel.DISTRICT, parent=None, path="320114"),
    Org(id=STREET, code="001", name="街道", level=OrgLevel.STREET, parent=DISTRICT, path="320114/001"),
    Org(id=OTHER, code="002", name="街道", level=OrgLevel.STREET, parent=DISTRICT, path="320114/002"),
    Org(id=CITY, code="CG", name="城管", level=OrgLevel.DEPARTMENT, parent=DISTRICT, path="320114/CG"),
    Org(id=PATROL, code="XC", name="巡查队", level=OrgLevel.DEPARTMENT, parent=STREET, path="320114/001/XC"),
]
THE_GRID = Grid(
    id=GRID,
    code="g01",
    name="网格",
    layer=LayerKind.COMMUNITY,
    org=STREET,
    path="320114/001/g01",
    shape=an_id(617),
    geometry=(),
    since_at=NOW,
)
PATHS = {org.id: org.path for org in ORGS} | {GRID: THE_GRID.path}
NAMES = {org.code: [org.id] for org in ORGS} | {org.path: [org.id] for org in ORGS}
PLACES = Places(
    orgs=NAMES | {"TWO": [STREET, OTHER]},
    areas=NAMES | {"g01": [GRID]},
    offices={org.id: Office(org.level, org.path) for org in ORGS},
    paths=PATHS,
    matters=matters_of([CLASS, f"{CLASS}:1"]),
    district="320114",
)


def a_line(matters: str = "B", lead: str = CITY, area: str | None = None, **more: Any) -> ResponsibilityShape:
    return ResponsibilityShape(matters=matters, lead=lead, area=area, **more)


def a_table(*lines: ResponsibilityShape, **more: Any) -> DefineResponsibilities:
    facts: dict[str, Any] = command_facts(an_id(), contract=3) | {"lines": lines, "reason": "责任清单"} | more
    return DefineResponsibilities(**facts)


def lines_of(rows: Any) -> list[Responsibility]:
    return sorted((row for row in rows if isinstance(row, Responsibility)), key=lambda row: (row.key, row.number))


# --- editions ---------------------------------------------------------------------------------------------------------


def test_a_line_holds_below_the_path_of_its_area_and_without_one_in_the_whole_district() -> None:
    puts = judged(a_table(a_line(), a_line(CLASS, STREET, STREET, assist=(CITY,), note="试点")), ORGS).puts
    near, wide = lines_of(puts)
    assert (wide.matters, wide.scheme, wide.path, wide.lead) == ("B", "B", "320114", CITY)
    assert (near.path, near.assist, near.note, near.valid_from) == ("320114/001", (CITY,), "试点", NOW)
    assert near.id == line_id(f"{CLASS}@{STREET}")
    [edition] = [row for row in puts if isinstance(row, Edition)]
    assert (edition.made, edition.ended, edition.reason) == (2, 0, "责任清单")


def test_a_line_may_be_of_a_grid() -> None:
    [row] = lines_of(judged(a_table(a_line(area=GRID, lead=STREET)), [*ORGS, THE_GRID]).puts)
    assert row.path == THE_GRID.path


def test_what_changes_ends_and_begins_anew_and_nothing_is_deleted() -> None:
    before = after(ORGS, a_table(a_line(), a_line("A")))
    old, new = lines_of(judged(a_table(a_line(lead=DISTRICT), a_line("A")), before, now=LATER).puts)
    assert (old.lead, old.number, old.valid_until) == (CITY, 1, LATER)
    assert (new.lead, new.number, new.valid_from, new.valid_until) == (DISTRICT, 2, LATER, None)


def test_a_line_ends_when_an_edition_says_so() -> None:
    before = after(ORGS, a_table(a_line()))
    [row] = lines_of(judged(a_table(ended=(ResponsibilityKey(matters="B"),)), before, now=LATER).puts)
    assert row.valid_until == LATER


@pytest.mark.parametrize(
    ("command", "why", "facts"),
    [
        (a_table(a_line(), reason=" "), ProblemCode.CASE_NEEDS, {"needs": "reason"}),
        (a_table(a_line(), a_line(lead=DISTRICT)), ProblemCode.ID_TAKEN, {"keys": "B@", "count": "1"}),
        (a_table(ended=(ResponsibilityKey(matters="B"),)), ProblemCode.NOT_FOUND, {"line": "B@"}),
        (
            a_table(a_line(lead=PATROL)),
            ProblemCode.DEPARTMENT_OUTSIDE,
            {"department": "XC", "area": "320114", "matters": "B"},
        ),
        (
            a_table(a_line(area=STREET, assist=(OTHER,))),
            ProblemCode.DEPARTMENT_OUTSIDE,
            {"department": "002", "area": "320114/001", "matters": "B"},
        ),
    ],
)
def test_an_edition_that_cannot_be_is_refused_whole_with_the_facts(
    command: DefineResponsibilities, why: ProblemCode, facts: dict[str, str]
) -> None:
    decision = judged(command, ORGS)
    assert (decision.verdict, decision.why, decision.facts, decision.puts) == (Verdict.REFUSED, why, facts, ())


def test_a_department_of_a_street_works_in_that_street() -> None:
    assert judged(a_table(a_line(lead=PATROL, area=STREET)), ORGS).verdict is Verdict.APPLIED


def test_it_waits_for_organisations_and_areas_that_are_not_there() -> None:
    nobody, nowhere = an_id(691), an_id(692)
    decision = judged(a_table(a_line(lead=nobody, area=nowhere, assist=(CITY,))), ORGS)
    assert (decision.verdict, decision.missing) == (Verdict.HELD, (nobody, nowhere))


def test_the_past_is_not_rewritten() -> None:
    before = after(ORGS, a_table(a_line()), now=LATER)
    decision = judged(a_table(a_line(lead=DISTRICT), valid_from=NOW), before, now=LATER)
    assert (decision.why, decision.facts["key"]) == (ProblemCode.WRONG_IDENTIFIER, "B@")


# --- sheets -----------------------------------------------------------------------------------------------------------


def read(*rows: str, head: str = "matters,area,lead,assist,note") -> LineFile:
    return read_lines([read_sheet("table.csv", "\n".join((head, *rows)).encode(), COLUMN_WORDS)], PLACES)


def faults_of(file: LineFile) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, one.fault.value, one.value) for one in file.faults]


def planned(file: LineFile, rows: list[Entity]) -> LinePlan:
    return plan_lines(file, lines_of(rows), PLACES)


def changes_of(told: LinePlan) -> list[tuple[str, str]]:
    return [(one.change.value, one.key) for one in told.entries if one.change is not Change.SAME]


def rows_of(file: LineFile, rows: list[Entity], now: Any = NOW) -> list[Entity]:
    told = planned(file, rows)
    return after(rows, a_table(*told.lines, ended=told.ended), now=now)


def test_a_row_is_a_line_and_names_its_organisations_by_code_or_path() -> None:
    file = read("B,001,CG,001；320114/001/XC,试点", f"{CLASS},g01,320114/001/XC,,", "*,,320114,,")
    assert file.faults == ()
    first, second, third = file.lines
    assert (first.matters, first.area, first.lead, first.assist, first.note) == (
        "B",
        STREET,
        CITY,
        (STREET, PATROL),
        "试点",
    )
    assert (second.matters, second.area, second.lead) == (CLASS, GRID, PATROL)
    assert (third.matters, third.lead, set(file.covers)) == ("", DISTRICT, {"", "B"})


def test_columns_may_be_in_chinese() -> None:
    assert read("B,,CG", head="事项,区域,主责部门").lines == (a_line(),)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("B-event-99,,CG,,", (2, "matters", "unknown_matters", "B-event-99")),
        ("B event,,CG,,", (2, "matters", "bad_value", "B event")),
        ("B,nowhere,CG,,", (2, "area", "unknown_area", "nowhere")),
        ("B,,nobody,,", (2, "lead", "unknown_org", "nobody")),
        ("B,,TWO,,", (2, "lead", "ambiguous", "TWO")),
        ("B,,,,", (2, "lead", "empty", "")),
        ("B,,CG,CG; nobody,", (2, "assist", "unknown_org", "nobody")),
        ("B,,XC,,", (2, "lead", "outside_area", "XC")),
        ("B,001,CG,002; XC,", (2, "assist", "outside_area", "002")),
    ],
)
def test_each_wrong_cell_is_told(row: str, fault: tuple[int, str, str, str]) -> None:
    assert fault in faults_of(read(row))


def test_a_line_told_twice_is_a_fault_and_a_sheet_without_its_columns_too() -> None:
    assert faults_of(read("B,,CG,,", "B,,320114,,")) == [(3, "matters", "named_twice", "B")]
    assert faults_of(read("B,CG", head="matters,lead")) == [(1, "area", "missing_column", "")]


def test_a_sheet_adds_changes_and_ends_what_it_leaves_out_of_its_schemes() -> None:
    before = rows_of(read("B,,CG,,", "B-event,001,XC,,", "*,,320114,,"), list(ORGS))
    told = planned(read("B,,320114,,", f"{CLASS},,CG,,"), before)
    assert changes_of(told) == [
        ("changed", "B@"),
        ("added", f"{CLASS}@"),
        ("retired", f"B-event@{STREET}"),
    ]
    assert [(one.matters, one.area) for one in told.ended] == [("B-event", STREET)]
    assert told.entries[0].fields == {"lead": (CITY, DISTRICT)}


def test_the_same_sheet_again_changes_nothing_and_what_is_written_neither() -> None:
    file = read("B,001,CG,001; XC,试点", f"{CLASS},g01,XC,,-", "*,,320114,,")
    before = rows_of(file, [*ORGS, THE_GRID])
    assert changes_of(planned(file, before)) == []
    codes = {org.id: org.code for org in ORGS} | {GRID: "g01"}
    written = write_lines(lines_of(before), codes)
    again = read_lines([read_sheet("table.csv", written.encode(), COLUMN_WORDS)], PLACES)
    assert (again.faults, changes_of(planned(again, before))) == ((), [])
    assert written.splitlines()[1].startswith("*,,320114")


def test_a_line_that_ended_comes_back_as_another_version() -> None:
    full = read("B,,CG,,", f"{CLASS},,CG,,")
    gone = rows_of(read("B,,CG,,"), rows_of(full, list(ORGS)), now=LATER)
    assert changes_of(planned(full, gone)) == [("added", f"{CLASS}@")]
    back = [row for row in lines_of(rows_of(full, gone, now=LATER)) if row.matters == CLASS]
    assert [(row.number, row.valid_until) for row in back] == [(1, LATER), (2, None)]
