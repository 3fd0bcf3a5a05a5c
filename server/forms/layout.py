"""Where in a sheet the headings of a form are and where their values go. Pure: it knows texts and merged ranges.

A form is a table under one or two rows of headings, or labels with a blank beside each (a card), or both; in Chinese
forms labels of the form itself often stand with their blank in one cell (填报单位：      填报日期：   年  月  日).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from server.dictionary.rules import Means, Of, field_of, means
from server.tabular.archives import letters_of
from server.tabular.headings import plain

Place = tuple[int, int]
"""A cell: its row and column, from 1."""

_FEWEST = 3
_LONGEST_LABEL = 20
_SAMPLE = re.compile(r"[(（【]?(示例|样例|范例|例[:：如])")
_SERIALS = re.compile(r"\d{1,6}|…+|\.{3,}|⋮")
_INLINE = re.compile(r"(?P<label>[^\s:：]{2,12})[:：](?P<blank>[_\s]*(?:年[_\s]*月[_\s]*日)?)(?=$|[^\s_])")


class Span(NamedTuple):
    """A merged range, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


class Column(NamedTuple):
    """A column of the table: its heading, the one above it, what it means."""

    column: int
    heading: str
    group: str
    means: Means


class Table(NamedTuple):
    """Rows of the headings; the first row for values; the row of the footer, if there is one below them."""

    top: int
    heading_row: int
    first_row: int
    footer_row: int | None
    columns: tuple[Column, ...]
    samples: tuple[int, ...]


class Label(NamedTuple):
    """A label, and the cell that its value goes into; `inline` ones share their cell with the blank."""

    at: Place
    value_at: Place
    heading: str
    means: Means
    inline: bool = False


class Layout(NamedTuple):
    """What was found in a sheet."""

    table: Table | None
    labels: tuple[Label, ...]

    @property
    def per(self) -> Of:
        """What the sheet is filled for: a list (FORM), a household each (HOUSEHOLD), or a person each (PERSON)."""
        asked = {field.of for label in self.labels for name in label.means.fields if (field := field_of(name))}
        if not asked - {Of.FORM}:
            return Of.FORM
        return Of.HOUSEHOLD if self.table is not None or Of.HOUSEHOLD in asked else Of.PERSON


class Texts:
    """The texts of a sheet, each merged range telling the same in all its cells."""

    def __init__(self, texts: Mapping[Place, str], spans: Iterable[Span]) -> None:
        self._texts = {place: text for place, text in texts.items() if text.strip()}
        self._spans: dict[Place, Span] = {}
        for span in spans:
            for row in range(span.top, span.bottom + 1):
                for column in range(span.left, span.right + 1):
                    self._spans[row, column] = span
        places = [*self._texts, *self._spans]
        self.rows = max((row for row, _ in places), default=0)
        self.columns = max((column for _, column in places), default=0)
        self.first_column = min((column for _, column in places), default=1)

    def span(self, row: int, column: int) -> Span:
        """The range that a cell belongs to: itself, where it is not merged."""
        return self._spans.get((row, column), Span(row, column, row, column))

    def text(self, row: int, column: int) -> str:
        """What a cell tells."""
        span = self.span(row, column)
        return self._texts.get((span.top, span.left), "")

    def own(self) -> Iterator[tuple[Place, str]]:
        """Every cell that holds a text of its own, in the order of reading."""
        yield from sorted(self._texts.items())


def find_layout(sheet: Texts, answers: Mapping[str, str]) -> Layout:
    """What a sheet asks for and where. `answers` are what headings were said to mean (see `dictionary.means`)."""
    table = _find_table(sheet, answers)
    taken = frozenset(_rows_of(table, sheet))
    return Layout(table, tuple(_find_labels(sheet, answers, taken)))


def cell_of(place: Place) -> str:
    """The name of a cell, as A1."""
    return f"{letters_of(place[1])}{place[0]}"


# --- the table --------------------------------------------------------------------------------------------------------


def _find_table(sheet: Texts, answers: Mapping[str, str]) -> Table | None:
    found: tuple[int, int, tuple[Column, ...]] | None = None
    for row in range(1, sheet.rows + 1):
        for columns in _runs(sheet, row, answers):
            known = len({column.means.fields for column in columns if column.means.fields})
            if known >= min(_FEWEST, len(columns)) and known >= _FEWEST - 1 and (found is None or known > found[0]):
                found = (known, row, columns)
    if found is None:
        return None
    _, row, columns = found
    first_row, footer_row, samples = _below(sheet, row, columns)
    top = min(sheet.span(row, one.column).top for one in columns)
    top = row - 1 if any(one.group for one in columns) else top
    return Table(top, row, first_row, footer_row, columns, samples)


def _runs(sheet: Texts, row: int, answers: Mapping[str, str]) -> Iterator[tuple[Column, ...]]:
    """Headings that stand side by side in a row: in a card each label has a blank beside it instead."""
    run: list[Column] = []
    column = 1
    while column <= sheet.columns:
        span = sheet.span(row, column)
        text = sheet.text(row, column)
        if text and span.bottom == row:
            group = _group(sheet, span)
            run.append(Column(span.left, text, group, means(text, group, answers)))
        elif run:
            yield tuple(run)
            run = []
        column = span.right + 1
    if len(run) >= _FEWEST - 1:
        yield tuple(run)


def _group(sheet: Texts, heading: Span) -> str:
    """The heading above: one that spans this column and another, and yet not the whole sheet (that is a title)."""
    above = sheet.span(heading.top - 1, heading.left)
    wide = above.right - above.left + 1
    if heading.top <= 1 or above.bottom != heading.top - 1 or wide <= heading.right - heading.left + 1:
        return ""
    return "" if wide > sheet.columns - sheet.first_column else sheet.text(above.top, above.left)


def _below(sheet: Texts, row: int, columns: tuple[Column, ...]) -> tuple[int, int | None, tuple[int, ...]]:
    """The first row for values, the row of the footer, and rows of samples between them."""
    samples: list[int] = []
    for below in range(row + 1, sheet.rows + 1):
        texts = [sheet.text(below, column) for column in range(1, sheet.columns + 1)]
        told = [text for text in texts if text]
        if any(_SAMPLE.match(text) for text in told):
            samples.append(below)
        elif not _is_free(sheet, below, columns, told):
            return row + 1, below, tuple(samples)
    return row + 1, None, tuple(samples)


def _is_free(sheet: Texts, row: int, columns: tuple[Column, ...], told: list[str]) -> bool:
    """Whether a row waits for values: it is blank, but for a number that was put into it beforehand."""
    serial = [one.column for one in columns if one.means.fields == ("serial",)]
    numbers = [sheet.text(row, column) for column in serial if sheet.text(row, column)]
    return len(told) == len(numbers) and all(_SERIALS.fullmatch(text) for text in numbers)


def _rows_of(table: Table | None, sheet: Texts) -> Iterator[int]:
    """Rows in which no label is sought: the table's own."""
    if table is not None:
        yield from range(table.top, table.footer_row or sheet.rows + 1)


# --- labels -----------------------------------------------------------------------------------------------------------


def _find_labels(sheet: Texts, answers: Mapping[str, str], taken: frozenset[int]) -> Iterator[Label]:
    known: list[Label] = []
    doubtful: list[Label] = []
    for place, text in sheet.own():
        if place[0] in taken:
            continue
        inline = list(_inline(sheet, place, text, answers))
        if inline:
            known += inline
            continue
        label = _beside(sheet, place, text, answers)
        if label is not None:
            (known if label.means.fields or label.means.refused else doubtful).append(label)
    rows = {label.at[0] for label in known if not label.inline}
    yield from sorted([*known, *(label for label in doubtful if label.at[0] in rows)])


def _inline(sheet: Texts, place: Place, text: str, answers: Mapping[str, str]) -> Iterator[Label]:
    """Labels of the form itself with their blank in one cell."""
    if sheet.text(place[0], sheet.span(*place).right + 1) == "" and text.rstrip().endswith((":", "：")):
        room = sheet.span(*place)
        if room.left == room.right and room.right < sheet.columns:
            return  # the blank is the cell beside it
    for found in _INLINE.finditer(text):
        meant = means(found["label"], "", answers)
        fields = [field for name in meant.fields if (field := field_of(name))]
        if len(fields) == 1 and fields[0].of is Of.FORM:
            yield Label(place, place, found["label"], meant, inline=True)


def _beside(sheet: Texts, place: Place, text: str, answers: Mapping[str, str]) -> Label | None:
    """A label with a blank to its right, or else below it."""
    if len(text) > _LONGEST_LABEL or not plain(text):
        return None
    span = sheet.span(*place)
    right, under = (span.top, span.right + 1), (span.bottom + 1, span.left)
    for row, column in (right, under):
        if row <= sheet.rows + 1 and column <= sheet.columns + 1 and not sheet.text(row, column):
            beside = sheet.span(row, column)
            return Label(place, (beside.top, beside.left), text, means(text, "", answers))
    return None


def with_value(text: str, label: str, value: str) -> str:
    """A text with what stands behind one of its labels in place of the blank."""

    def put(found: re.Match[str]) -> str:
        return f"{label}：{value}  " if found["label"] == label else found[0]

    return _INLINE.sub(put, text).rstrip()
