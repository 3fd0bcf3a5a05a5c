"""A form filled for an office: who may have what, the disclosure journalled person by person, the last time's marks."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.accounts import Post
from mobile_contract.forms import DictionaryField, DictionaryView, FormReport
from mobile_contract.problems import ProblemCode
from server.accounts.scope import REGISTER_POSTS, directory_of, scope_of
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.entities import named_id
from server.core.problems import Problem
from server.core.reading import has_words
from server.dictionary.rules import dictionary
from server.directory import DistrictDirectory
from server.forms import filling, queries
from server.forms.books import Form
from server.forms.choosing import EVERYBODY, Who, chosen
from server.forms.filling import Asked, Filled, NoForm, TooManySheets, asked_in, changes_since
from server.forms.queries import LastTime
from server.forms.values import About, Gap
from server.residents.codes import Register
from server.residents.rolls import Resident, list_roll
from server.tabular.limits import NotRead

WHOLE_NUMBER_POSTS = frozenset({Post.COMMITTEE, Post.SUPERVISOR})
"""Whose forms may hold identity numbers in full."""

LONGEST_WHY = 200
_MARK_BYTES = 4
GAPS = {
    Gap.UNKNOWN: "登记册中没有此项",
    Gap.NOT_COLLECTED: "本区不采集此项",
    Gap.NOT_ALLOWED: "表中下拉选项没有对应的词",
    Gap.NOT_STORED: "依规定不登记此项",
    Gap.NO_FIELD: "登记册没有与此标题对应的项",
    Gap.UNSURE: "此标题可能指多个项",
    Gap.NOT_ASKED: "已说明此项留空",
    Gap.HIDDEN: "位于隐藏的行或列",
}
_DIFFERENCES = {"new": "新增", "gone": "不再在内", "changed": "有变化"}
"""The words of the workbook's own sheets, which the department reads: they are in Chinese as the form is."""


class Wish(Struct, frozen=True, kw_only=True):
    """A form, for which grids (or `area`: a community, a street), of whom there, as of which day, and what for."""

    name: str
    grids: tuple[str, ...] = ()
    area: str = ""
    on: date | None = None
    why: str
    whole_numbers: bool = False
    who: Who = EVERYBODY


class Result(NamedTuple):
    """The filled workbook, and what it came to."""

    data: bytes
    report: FormReport


class _Read(NamedTuple):
    roll: list[Resident]
    about: About
    register: Register
    before: LastTime | None


async def read_dictionary(door: Door) -> DictionaryView:
    """The dictionary, and the headings that this district has explained."""
    known = dictionary()
    answered = await door.database.read(lambda tx: queries.list_answers(tx, door.district))
    return DictionaryView(
        scheme=known.scheme,
        version=known.version,
        fields=tuple(msgspec.convert(msgspec.to_builtins(one), DictionaryField) for one in known.fields),
        refused={heading: never.why for never in known.refused for heading in never.headings},
        answered=answered,
    )


async def inspect(door: Door, raw: bytes, name: str) -> FormReport:
    """What a form asks for, and which of its headings have to be explained. Refuses UNREADABLE_TABLE."""
    answers = await door.database.read(lambda tx: queries.list_answers(tx, door.district))
    _, asked = await asyncio.to_thread(_opened, raw, answers)
    return FormReport(form=name, rows=0, persons=0, fields=asked.fields, questions=asked.questions)


async def fill(door: Door, actor: Actor, raw: bytes, wish: Wish) -> Result:
    """Fill a form. The journal keeps for ever who was told of whom, which fields and what for.

    Refuses MALFORMED without words of what it is for, NOT_FOUND for a grid that is none or not theirs, NOT_ALLOWED for
    whole numbers where that is not their post, and UNREADABLE_TABLE (`reason`) for what is no form.
    """
    if not has_words(wish.why) or len(wish.why) > LONGEST_WHY:
        raise Problem(ProblemCode.MALFORMED, field="purpose")
    answers = await door.database.read(lambda tx: queries.list_answers(tx, door.district))
    form, asked = await asyncio.to_thread(_opened, raw, answers)
    grids = await door.database.read(lambda tx: _grids(tx, door, actor, wish))
    whole = "|whole numbers" if wish.whole_numbers else ""  # a masked number and a whole one are no change
    of_whom = f"|{wish.who.told}" if wish.who.told else ""
    form_id, area_id = named_id(f"form|{asked.shape}{whole}{of_whom}"), named_id(f"area|{'|'.join(sorted(grids))}")

    async def read(tx: Tx) -> tuple[_Read, Sequence[str]]:
        found = await _read(tx, door, wish, grids, form_id, area_id)
        return found, [one.person.id for one in found.roll]

    what = f"form {wish.name}: {', '.join(asked.fields)}{' (whole numbers)' if wish.whole_numbers else ''}"
    what += f"; of {wish.who.told}" if wish.who.told else ""
    found = await door.witnessed(Reading(actor, f"form: {wish.why.strip()}", what, min(grids)), read)
    filled = await asyncio.to_thread(_filled, door, form, asked, found, answers)
    changes = () if found.before is None else changes_since(found.before.told, filled.told)
    report = FormReport(
        form=wish.name,
        rows=filled.rows,
        persons=len(filled.persons),
        fields=asked.fields,
        questions=asked.questions,
        left=filled.left,
        changes=changes,
        before=None if found.before is None else found.before.at,
    )
    data = await asyncio.to_thread(_saved, form, report, found.roll)
    at = clock.now()
    await door.database.write(
        lambda tx: queries.keep_filling(tx, door.district, form_id, area_id, at, actor.user, filled.told)
    )
    return Result(data, report)


def _opened(raw: bytes, answers: Mapping[str, str]) -> tuple[Form, Asked]:
    try:
        form = Form(raw)
        return form, asked_in(form, answers)
    except NotRead as error:
        raise Problem(ProblemCode.UNREADABLE_TABLE, reason=error.reason.value, detail=str(error)) from error
    except NoForm as error:
        raise Problem(ProblemCode.UNREADABLE_TABLE, reason="no_form", detail=str(error)) from error


def _filled(door: Door, form: Form, asked: Asked, found: _Read, answers: Mapping[str, str]) -> Filled:
    def mark(text: str) -> bytes:
        return door.seal.blind_index("form", text)[:_MARK_BYTES]

    try:
        return filling.fill(form, asked, found.roll, found.about, found.register, answers, mark)
    except TooManySheets as error:
        raise Problem(ProblemCode.UNREADABLE_TABLE, reason="too_many_sheets", detail=str(error)) from error
    except NotRead as error:  # it would grow beyond what one workbook may be
        raise Problem(ProblemCode.UNREADABLE_TABLE, reason=error.reason.value, detail=str(error)) from error


def _saved(form: Form, report: FormReport, roll: Sequence[Resident]) -> bytes:
    names = {one.person.id: one.person.name for one in roll}
    notes = [
        ("单元格", "标题", "原因", "格数"),
        *((one.cell, one.heading, GAPS[Gap(one.why)], str(one.cells)) for one in report.left),
    ]
    changes = [
        ("人员", "变化", "标题"),
        *(
            (names.get(one.person, one.person), _DIFFERENCES[one.what], "、".join(one.headings))
            for one in report.changes
        ),
    ]
    form.add_notes(notes if report.left else (), changes if report.changes else ())
    return form.saved()


async def _grids(tx: ReadTx, door: Door, actor: Actor, wish: Wish) -> list[str]:
    directory = await directory_of(tx, door)
    known = {grid.id for grid in directory.community_grids()}
    grids = set(wish.grids)
    if wish.area:
        path = directory.org_path(wish.area)
        grids |= set() if path is None else {grid.id for grid in directory.grids_below(path)} & known
    if not grids or not grids <= known:
        raise Problem(ProblemCode.NOT_FOUND)
    if actor.system:
        return sorted(grids)
    at = clock.now()
    if not grids <= set((await scope_of(tx, door, actor, REGISTER_POSTS, at)).grids):
        raise Problem(ProblemCode.NOT_FOUND)
    if wish.whole_numbers and not grids <= set((await scope_of(tx, door, actor, WHOLE_NUMBER_POSTS, at)).grids):
        raise Problem(ProblemCode.NOT_ALLOWED)
    return sorted(grids)


async def _read(tx: ReadTx, door: Door, wish: Wish, grids: list[str], form: str, area: str) -> _Read:
    directory = await directory_of(tx, door)
    today = clock.now().astimezone(SHANGHAI).date()
    on = wish.on or today
    roll = chosen(await list_roll(tx, door, grids, on.isoformat()), wish.who, on)
    before = await queries.find_last(tx, door.district, form, area)
    return _Read(roll, _about(directory, grids, on, today, wish), directory.register, before)


def _about(directory: DistrictDirectory, grids: list[str], on: date, today: date, wish: Wish) -> About:
    nodes = [node for grid in grids if (node := directory.grid(grid)) is not None]
    orgs = sorted({org.name for node in nodes if (org := directory.org(node.org)) is not None})
    return About(
        on=on,
        filled_on=today,
        grid="、".join(node.name for node in nodes),
        grid_code="、".join(node.code for node in nodes),
        community="、".join(orgs),
        whole_numbers=wish.whole_numbers,
    )
