"""A form filled from a roll: a list of everybody, or a sheet for each household or person. No database, no clock."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from mobile_contract.forms import FormChange, HeadingQuestion, LeftEmpty
from server.dictionary.rules import Means, Of, Reads, field_of, key_of
from server.forms.books import Allowed, Form, words_for
from server.forms.layout import Label, Layout, Place, Table, cell_of, find_layout, with_value
from server.forms.values import About, Gap, Home, Value, homes_of, value_of
from server.residents.codes import Register
from server.residents.rolls import Resident

MOST_SHEETS = 300
"""A form that is one sheet a household is filled for this many at once."""

_UNCOUNTED = frozenset({"serial", "filled_on"})
"""What differs each time without anything having changed."""

_NEVER_IN_TITLES = dict.fromkeys(map(ord, "[]:*?/\\'"))


class NoForm(ValueError):
    """A workbook in which no heading is known: there is nothing to fill."""


class TooManySheets(ValueError):
    """More households than one workbook may have sheets."""


class Asked(NamedTuple):
    """What a workbook asks for, sheet by sheet."""

    layouts: tuple[Layout | None, ...]
    questions: tuple[HeadingQuestion, ...]
    fields: tuple[str, ...]

    @property
    def shape(self) -> str:
        """What makes a form the same form next time: its headings, in their order."""
        return "|".join(heading for layout in self.layouts if layout for heading, _, _ in _means(layout))


class Filled(NamedTuple):
    """What a filling came to. `told` are, by person, the marks of what each heading tells of them."""

    rows: int
    persons: tuple[str, ...]
    left: tuple[LeftEmpty, ...]
    told: Mapping[str, Mapping[str, bytes]]


def asked_in(form: Form, answers: Mapping[str, str]) -> Asked:
    """What a workbook asks for. Raises NoForm."""
    found = [find_layout(form.texts(sheet), answers) for sheet in range(len(form.titles))]
    layouts = tuple(one if _is_asking(one) else None for one in found)
    if not any(layouts):
        raise NoForm("no heading of it is known: a form has a row of headings, or labels with a blank beside each")
    questions: dict[str, HeadingQuestion] = {}
    fields: set[str] = set()
    for sheet, layout in enumerate(layouts):
        if layout is None:
            continue
        for heading, group, means in _means(layout, partial(form.is_hidden, sheet)):
            fields.update(means.fields[:1] if len(means.fields) == 1 else ())
            if not means.refused and len(means.fields) != 1 and not _is_answered(heading, group, answers):
                place = _place(layout, heading, group)
                asked = HeadingQuestion(heading=heading, group=group, cell=cell_of(place), choices=means.fields)
                questions.setdefault(key_of(heading, group), asked)
    return Asked(layouts, tuple(questions.values()), tuple(sorted(fields)))


def fill(
    form: Form,
    asked: Asked,
    roll: list[Resident],
    about: About,
    register: Register,
    answers: Mapping[str, str],
    mark: Callable[[str], bytes],
) -> Filled:
    """Fill every sheet that asks for something. Raises TooManySheets."""
    work = _Filling(form, about, register, answers, mark)
    homes = homes_of(roll)
    rows = 0
    for sheet, layout in enumerate(asked.layouts):
        if layout is None:
            continue
        match layout.per:
            case Of.HOUSEHOLD:
                rows += work.fill_homes(sheet, layout, homes)
            case Of.PERSON:
                alone = [Home((one,), one) for home in homes for one in home.members]
                rows += work.fill_homes(sheet, layout, alone)
            case _:
                rows += work.fill_list(sheet, layout, homes)
    left = tuple(work.list_left())
    persons = tuple(sorted({one.person.id for one in roll}))
    return Filled(rows, persons, left, work.told)


def changes_since(
    before: Mapping[str, Mapping[str, bytes]], told: Mapping[str, Mapping[str, bytes]]
) -> tuple[FormChange, ...]:
    """Who is new, who is gone, and of whom which headings tell something else."""
    found: list[FormChange] = []
    for person in sorted({*before, *told}):
        if person not in before:
            found.append(FormChange(person=person, what="new"))
        elif person not in told:
            found.append(FormChange(person=person, what="gone"))
        else:
            was, now = before[person], told[person]
            differing = tuple(sorted(heading for heading in now if was.get(heading) != now[heading]))
            if differing:
                found.append(FormChange(person=person, what="changed", headings=differing))
    return tuple(found)


class _Filling:
    """The workbook while it is being filled, and what is noticed on the way."""

    def __init__(
        self, form: Form, about: About, register: Register, answers: Mapping[str, str], mark: Callable[[str], bytes]
    ) -> None:
        self.told: dict[str, dict[str, bytes]] = {}
        self._form, self._about, self._register, self._answers, self._mark = form, about, register, answers, mark
        self._left: Counter[tuple[str, str, Gap]] = Counter()
        self._marks: dict[str, bytes] = {}

    def fill_list(self, sheet: int, layout: Layout, homes: Sequence[Home]) -> int:
        """One table of everybody, and the labels of the form itself."""
        rows = [(one, home) for home in homes for one in home.members]
        if layout.table is not None:
            self._table(sheet, layout.table, rows)
        for label in layout.labels:
            self._label(sheet, label, rows[0] if rows else None)
        return len(rows)

    def fill_homes(self, sheet: int, layout: Layout, homes: Sequence[Home]) -> int:
        """A sheet for each, the first of them the form's own."""
        if len(homes) > MOST_SHEETS:
            raise TooManySheets(f"it would be {len(homes)} sheets, {MOST_SHEETS} are filled at once")
        sheets = [sheet, *(self._form.copy_sheet(sheet, f"{at}") for at in range(2, len(homes) + 1))]
        for at, (one, home) in enumerate(zip(sheets, homes, strict=False), start=1):
            first = home.head or home.members[0]
            self._form.rename(one, f"{at} {first.person.name.translate(_NEVER_IN_TITLES)}"[:31])
            if layout.table is not None:
                self._table(one, layout.table, [(member, home) for member in home.members])
            for label in layout.labels:
                self._label(one, label, (first, home))
        return len(homes)

    def list_left(self) -> Iterator[LeftEmpty]:
        """What was left empty, a line for a heading and a reason."""
        for (cell, heading, gap), number in sorted(self._left.items()):
            yield LeftEmpty(cell=cell, heading=heading, why=gap.value, cells=number)

    def _table(self, sheet: int, table: Table, rows: Sequence[tuple[Resident, Home]]) -> None:
        for row in table.samples:
            for column in table.columns:
                self._form.put(sheet, (row, column.column), "")
        self._form.make_room(sheet, table.first_row, table.footer_row, len(rows))
        allowed = self._form.allowed(sheet)
        for serial, (one, home) in enumerate(rows, start=1):
            for column in table.columns:
                place = (table.first_row + serial - 1, column.column)
                value = self._value(column.means, column.heading, column.group, one, home, serial, place, allowed)
                value = Gap.HIDDEN if self._form.is_hidden(sheet, place) else value
                self._put(sheet, place, value, (table.heading_row, column.column), column.heading, column.means)
                self._remember(one, column.heading, column.means, value)

    def _label(self, sheet: int, label: Label, one: tuple[Resident, Home] | None) -> None:
        place = label.value_at
        if one is None:
            value: Value = self._of_form(label.means)
        else:
            allowed = self._form.allowed(sheet)
            value = self._value(label.means, label.heading, "", *one, 1, place, allowed)
        value = Gap.HIDDEN if self._form.is_hidden(sheet, place) else value
        if label.inline:
            if not isinstance(value, Gap):
                text = with_value(self._form.text(sheet, place), label.heading, _text(value))
                self._form.put(sheet, place, text)
            return
        self._put(sheet, place, value, label.at, label.heading, label.means)
        if one is not None:
            self._remember(one[0], label.heading, label.means, value)

    def _of_form(self, means: Means) -> Value:
        name = means.fields[0] if len(means.fields) == 1 else ""
        value: Value = getattr(self._about, name, Gap.UNKNOWN)
        return value

    def _value(
        self,
        means: Means,
        heading: str,
        group: str,
        one: Resident,
        home: Home,
        serial: int,
        place: Place,
        allowed: Sequence[Allowed],
    ) -> Value:
        if means.refused:
            return Gap.NOT_STORED
        if not means.fields:
            return Gap.NOT_ASKED if _is_answered(heading, group, self._answers) else Gap.NO_FIELD
        name, *others = means.fields
        if others:
            return Gap.UNSURE
        words = words_for(allowed, place)
        return value_of(name, one, home, serial, self._about, self._register, words)

    def _put(self, sheet: int, place: Place, value: Value, heading_at: Place, heading: str, means: Means) -> None:
        if value is Gap.NOT_ASKED:
            return
        if isinstance(value, Gap):
            self._left[cell_of(heading_at), heading, value] += 1
        field = field_of(means.fields[0]) if means.fields else None
        self._form.put(sheet, place, value, as_text=field is not None and field.reads is Reads.DIGITS)

    def _remember(self, one: Resident, heading: str, means: Means, value: Value) -> None:
        if len(means.fields) != 1 or means.fields[0] in _UNCOUNTED:
            return
        text = _text(value)
        known = self._marks.get(text)
        if known is None:
            known = self._marks[text] = self._mark(text)
        self.told.setdefault(one.person.id, {})[heading] = known


def _text(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else "" if isinstance(value, Gap) else str(value)


def _is_asking(layout: Layout) -> bool:
    if layout.table is not None:
        return True
    return sum(len(label.means.fields) == 1 for label in layout.labels if not label.inline) >= 2


def _is_answered(heading: str, group: str, answers: Mapping[str, str]) -> bool:
    return key_of(heading, group) in answers or key_of(heading) in answers


def _none(_place: Place) -> bool:
    return False


def _means(layout: Layout, left_out: Callable[[Place], bool] = _none) -> Iterator[tuple[str, str, Means]]:
    """What each heading asks for, but for those whose values would go where they are left out."""
    if layout.table is not None:
        for column in layout.table.columns:
            if not left_out((layout.table.first_row, column.column)):
                yield column.heading, column.group, column.means
    for label in layout.labels:
        if not left_out(label.value_at):
            yield label.heading, "", label.means


def _place(layout: Layout, heading: str, group: str) -> Place:
    if layout.table is not None:
        for column in layout.table.columns:
            if (column.heading, column.group) == (heading, group):
                return layout.table.heading_row, column.column
    return next(label.at for label in layout.labels if label.heading == heading)
