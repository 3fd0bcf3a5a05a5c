"""A grid worker's week, Friday at the office: an import taken back, forms, figures, a search; next Monday."""

import csv
from datetime import timedelta

from openpyxl import load_workbook

from mobile_contract.register_views import Revealed, RevealField, RevealRequest
from ops.demo_forms import FORMS
from ops.seed.identity import impossible_id
from ops.selfcheck.checking import require
from ops.selfcheck.week import Row, Week
from server.core import clock
from server.core.door import Door
from server.renewal.opening import open_week

_IMPORTED = 4_200_000
"""A number of a person of the demo that no scale comes to."""
_ROWS = 40
_WRONG = 3
_HEADINGS = ("网格编码", "小区", "楼栋", "单元", "房号", "户号", "与户主关系", "姓名", "身份证号", "人口类型")


def import_and_undo(week: Week) -> None:
    """A file of people: looked at without a change, run, run again (nothing new), and taken back whole."""
    file = week.folder / "people.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([_HEADINGS, *(_row(week, number) for number in range(_ROWS))])
    dry = _counts(week.typist.hexward("import", "people", file, "--dry-run"))
    right = _ROWS - _WRONG
    require((dry["new"], dry["error"]) == (right, _WRONG), "bad rows are told, and the rest would go on", **dry)
    run = week.typist.hexward("import", "people", file)
    again = _counts(week.typist.hexward("import", "people", file, "--dry-run"))
    require((again["new"], again["same"]) == (0, right), "the same file again changes nothing", **again)
    week.typist.hexward("undo", run["id"])
    gone = _counts(week.typist.hexward("import", "people", file, "--dry-run"))
    require(gone["new"] == right, "what was taken back is not there", **gone)
    week.say(f"{_ROWS} rows: {right} people new, {_WRONG} rows told as wrong; run, run again: all the same; taken back")


def _row(week: Week, number: int) -> list[str]:
    home = number // 2
    identity = impossible_id(_IMPORTED + number, "1990-03-07", male=True)
    if number < _WRONG:
        identity = identity[:-1] + ("1" if identity[-1] != "1" else "2")
    return [
        week.grid_code, "演示导入苑", "9幢", "1单元", f"{home + 1}01", f"YS{home}", ("户主", "配偶")[number % 2],
        f"演示导入{number}", identity, "常住",
    ]  # fmt: skip


def _counts(told: Row) -> Row:
    return {"new": 0, "changed": 0, "same": 0, "error": 0, "asked": 0} | dict(told["counts"])


def fill_a_form(week: Week) -> None:
    """Three departments' forms are filled for the grid; what cannot be is marked, and who was shown is journalled."""
    told: list[str] = []
    for name, raw in FORMS.items():
        template, filled = week.folder / f"{name}.xlsx", week.folder / f"{name} (filled).xlsx"
        template.write_bytes(raw)
        order = ("form", "fill", template, "--grid", week.grid_code, "--purpose", "演示：街道汇总")
        asked = week.typist.hexward("form", "show", template).get("questions", ())
        answers = [word for one in asked for word in ("--answer", f"{one['heading']}=")]
        week.typist.hexward(*order, "-o", filled, *answers)
        report = week.typist.hexward(*order, "-o", filled)
        require(not report.get("questions"), "the second time nothing is asked", questions=report.get("questions"))
        require(report["persons"] > 0, "the form has people in it", persons=report["persons"])
        sheets = load_workbook(filled).sheetnames
        require(
            not report.get("left") or "说明" in sheets, "what was left empty is told in the workbook", sheets=sheets
        )
        told.append(f"{name} {report['rows']} rows, {len(report.get('left', ()))} headings marked")
    looks = [what for purpose, what in week.day.oracle.looks_at(week.newcomer) if "街道汇总" in purpose]
    require(len(looks) == 2 * len(FORMS), "the journal tells each form that had the newcomer in it", looks=looks)
    week.say(f"{'; '.join(told)}; {len(looks)} disclosures of the newcomer are journalled")


def population(week: Week) -> None:
    """The population by grid: small counts are withheld, and the rest adds up."""
    week.typist.hexward("population", "take")
    view = week.typist.hexward("population", "--by", "grid")
    require(len(view["groups"]) == view["grids"], "every grid is counted", groups=len(view["groups"]))
    cells = [count for group in view["groups"] for table in ("ages", "sizes") for count in group[table].values()]
    small = [count for count in cells if count is not None and 0 < count < view["k"]]
    require(not small, "no small count is told", small=small[:5])
    withheld = sum(count is None for count in cells)
    people = view["total"]["persons"]
    week.say(f"{view['grids']} grids, {people:,} people, {withheld} small counts withheld (k = {view['k']})")


def search_and_reveal(week: Week) -> None:
    """Somebody is found by the initials of a name, masked; a number is shown whole for a reason, and counted."""
    found = week.typist.hexward("search", "ysxl", "--purpose", "register")["hits"]
    hit = next((one["person"] for one in found if one["person"]["id"] == week.newcomer), None)
    require(hit is not None and "*" in hit["id_no"], "the newcomer is found, masked", hits=len(found))
    desk = week.day.desks.of(week.day.committee)
    asked = RevealRequest(field=RevealField.ID_NO, purpose="register", reason="核对证件")
    shown = desk.post(f"/v1/persons/{week.newcomer}/reveal", asked, Revealed)
    require(len(shown.values) == 1 and "*" not in shown.values[0], "the number is shown whole")
    looks = [what for _, what in week.day.oracle.looks_at(week.newcomer)]
    require(any("id_no" in what for what in looks), "the look is journalled", looks=looks[-3:])
    told = "" if hit is None else f"{hit['name']} ({hit['id_no']})"
    week.say(f"`ysxl` finds {told}; shown whole once, {shown.left} more today")


def next_monday(week: Week) -> None:
    """The clock is told a week on: the week closes with its figures for good, and what is open is carried over."""
    before = week.typist.hexward("renewal", "show")
    at = clock.now() + timedelta(days=7)

    async def opened() -> None:
        oracle = week.day.oracle
        door: Door = oracle.door()
        with clock.told_by(lambda: at):
            await open_week(door)

    week.day.oracle.run(opened())
    closed = week.typist.hexward("renewal", "show", "--week", before["week"])
    mine = next(one for one in closed["cycles"] if one["grid"] == week.grid)
    require(all(one["closed_at"] for one in closed["cycles"]), "every grid's week is closed")
    require(mine["done"] >= week.answers, "its figures stay", done=mine["done"])
    week.say(f"week of {before['week']} closed: {mine['done']} of {mine['expected']} done in {week.grid_code}")
