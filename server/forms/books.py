"""A department's workbook in memory: its sheets read for their layout, its cells filled, its look kept.

The one module of forms that knows openpyxl, which is untyped: what it gives is typed here. It reads no database.
"""

import io
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

from server.forms.formulas import Growth, grown
from server.forms.layout import Place, Span, Texts
from server.forms.strangers import refuse_spreading, refuse_telling
from server.forms.values import Gap, Value
from server.tabular.archives import checked
from server.tabular.cells import neutral, tidy
from server.tabular.limits import Limits, NotRead, Reason

LIMITS = Limits(file_bytes=4 * 1024 * 1024, inflated_bytes=64 * 1024 * 1024, sheet_bytes=32 * 1024 * 1024, sheets=40)
"""Templates are small; what is larger is no template."""

_MOST_CELLS = 200_000
_MOST_MADE = 1_000_000
"""Cells that filling may add: openpyxl keeps some 400 bytes of each."""

_NOTES = "说明"
_CHANGES = "与上次相比"
_TEXT_FORMAT = "@"
_DAY_FORMAT = "yyyy-mm-dd"


class Allowed(NamedTuple):
    """The words of a list that cells may hold, by the ranges it is for."""

    spans: tuple[Span, ...]
    words: frozenset[str]


class Form:
    """One workbook that is being filled."""

    def __init__(self, raw: bytes) -> None:
        """Open it. Raises NotRead for what is no .xlsx workbook within limits."""
        from openpyxl import load_workbook  # noqa: PLC0415 - a third of a second, which no other request pays

        if not raw.startswith(b"PK"):
            raise NotRead(Reason.OLD_EXCEL if raw.startswith(b"\xd0\xcf\x11\xe0") else Reason.NOT_A_WORKBOOK)
        if len(raw) > LIMITS.file_bytes:
            raise NotRead(Reason.TOO_BIG, size=len(raw), limit=LIMITS.file_bytes, part="the form")
        with checked(raw, LIMITS) as archive, catch_warnings():
            refuse_spreading(archive, _MOST_CELLS)
            simplefilter("ignore")  # of extensions that are not kept
            try:
                self._book: Any = load_workbook(io.BytesIO(raw), keep_links=False)
            except Exception as error:  # the library raises whatever a damaged file makes it raise
                raise NotRead(Reason.BROKEN, part=type(error).__name__) from error
        refuse_telling(self._book)
        self._sheets: list[Any] = [one for one in self._book.worksheets if one.sheet_state == "visible"]
        if not self._sheets:
            raise NotRead(Reason.NOT_A_WORKBOOK)
        cells = sum(one.max_row * one.max_column for one in self._sheets)
        if cells > _MOST_CELLS:
            raise NotRead(Reason.TOO_BIG, size=cells, limit=_MOST_CELLS, part="cells of the form")
        self._made = 0
        self._hidden: dict[str, set[int]] = {}

    @property
    def titles(self) -> list[str]:
        """The names of the sheets that are seen."""
        return [str(one.title) for one in self._sheets]

    def is_hidden(self, sheet: int, place: Place) -> bool:
        """Whether nobody who looks at a sheet sees a cell: its column or its row is hidden, or has no size."""
        source = self._sheets[sheet]
        row = source.row_dimensions.get(place[0])
        return place[1] in self._hidden_columns(source) or (row is not None and (row.hidden or row.height == 0))

    def _hidden_columns(self, source: Any) -> set[int]:
        hidden = self._hidden.get(source.title)
        if hidden is None:
            dimensions = [one for one in source.column_dimensions.values() if one.hidden or one.width == 0]
            ranges = (range(one.min or 1, (one.max or one.min or 0) + 1) for one in dimensions)
            hidden = self._hidden[source.title] = {column for those in ranges for column in those}
        return hidden

    def texts(self, sheet: int) -> Texts:
        """What a sheet says."""
        source = self._sheets[sheet]
        texts = {
            (cell.row, cell.column): tidy(str(cell.value))[0] if ":" not in str(cell.value) else str(cell.value)
            for row in source.iter_rows()
            for cell in row
            if cell.value is not None
        }
        spans = [Span(one.min_row, one.min_col, one.max_row, one.max_col) for one in source.merged_cells.ranges]
        return Texts(texts, spans)

    def text(self, sheet: int, place: Place) -> str:
        """What a cell says, as it is."""
        return str(self._sheets[sheet].cell(*place).value or "")

    def allowed(self, sheet: int) -> list[Allowed]:
        """The lists that cells are held to: those that are written out, and those that stand in cells of the book."""
        found: list[Allowed] = []
        for rule in self._sheets[sheet].data_validations.dataValidation:
            words = self._words(sheet, str(rule.formula1 or "")) if rule.type == "list" else frozenset[str]()
            spans = tuple(Span(one.min_row, one.min_col, one.max_row, one.max_col) for one in rule.sqref.ranges)
            if words:
                found.append(Allowed(spans, words))
        return found

    def _words(self, sheet: int, formula: str) -> frozenset[str]:
        if formula.startswith('"'):
            return frozenset(word.strip() for word in formula.strip('"').split(",") if word.strip())
        named = self._book.defined_names.get(formula) or self._sheets[sheet].defined_names.get(formula)
        title, mark, area = str(formula if named is None else named.attr_text).rpartition("!")
        try:
            source = self._book[title.strip("'")] if mark else self._sheets[sheet]
            values: list[Any] = _values_in(source, area)
        except (KeyError, ValueError, AttributeError):
            return frozenset()
        return frozenset(str(value).strip() for value in values if value is not None)

    def make_room(self, sheet: int, first_row: int, footer_row: int | None, rows: int) -> None:
        """Rows for values that look like the first of them; a footer moves down when there are more than its room."""
        source = self._sheets[sheet]
        last = source.max_column
        self._grow_by(rows * last)
        if footer_row is not None and rows > footer_row - first_row:
            growth = Growth(first_row, footer_row, rows - (footer_row - first_row))
            self._move_down(source, growth)
            _grow_formulas(source, growth)
        styles = [copy(source.cell(first_row, column)._style) for column in range(1, last + 1)]  # noqa: SLF001 - its way
        height = source.row_dimensions[first_row].height
        for row in range(first_row + 1, first_row + rows):
            for column, style in enumerate(styles, start=1):
                source.cell(row, column)._style = style  # noqa: SLF001 - as above
            if height is not None:
                source.row_dimensions[row].height = height
        for rule in source.data_validations.dataValidation:
            for area in list(rule.sqref.ranges):
                if area.min_row <= first_row <= area.max_row < first_row + rows - 1:
                    area.expand(down=first_row + rows - 1 - area.max_row)

    def _move_down(self, source: Any, growth: Growth) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

        from_row, by = growth.footer_row, growth.by
        moved = [one for one in list(source.merged_cells.ranges) if one.min_row >= from_row]
        heights = {row: source.row_dimensions[row].height for row in range(from_row, source.max_row + 1)}
        for one in moved:
            source.unmerge_cells(str(one))
        last, letter = source.max_row, get_column_letter(source.max_column)
        source.move_range(f"A{from_row}:{letter}{last}", rows=by, cols=0)
        for one in moved:
            one.shift(row_shift=by)
            source.merge_cells(str(one))
        for row, height in heights.items():
            source.row_dimensions[row + by].height = height

    def put(self, sheet: int, place: Place, value: Value, *, as_text: bool = False) -> None:
        """Put a value into a cell; a gap marks it. Text is never taken for a formula."""
        cell = self._sheets[sheet].cell(*place)
        match value:
            case Gap():
                cell.value = None
                self.mark(sheet, place)
            case str():
                cell.value = neutral(value) if value else None
                if value:
                    cell.data_type = "s"
                if as_text:
                    cell.number_format = _TEXT_FORMAT
            case date():
                cell.value = value
                if not cell.is_date:
                    cell.number_format = _DAY_FORMAT
            case _:
                cell.value = value

    def _grow_by(self, cells: int) -> None:
        self._made += cells
        if self._made > _MOST_MADE:
            raise NotRead(Reason.TOO_BIG, size=self._made, limit=_MOST_MADE, part="cells of the filled form")

    def mark(self, sheet: int, place: Place) -> None:
        """Mark a cell that could not be filled."""
        from openpyxl.styles import PatternFill  # noqa: PLC0415 - as above

        self._sheets[sheet].cell(*place).fill = PatternFill("solid", fgColor="FFFFF2CC")

    def copy_sheet(self, sheet: int, title: str) -> int:
        """One more sheet like this; its number."""
        source = self._sheets[sheet]
        self._grow_by(source.max_row * source.max_column)
        made = self._book.copy_worksheet(source)
        made.title = title
        made.print_options, made.page_margins = copy(source.print_options), copy(source.page_margins)
        for rule in source.data_validations.dataValidation:
            made.add_data_validation(copy(rule))
        self._sheets.append(made)
        return len(self._sheets) - 1

    def rename(self, sheet: int, title: str) -> None:
        """Name a sheet."""
        self._sheets[sheet].title = title

    def add_notes(self, notes: Iterable[tuple[str, ...]], changes: Iterable[tuple[str, ...]]) -> None:
        """A sheet of what was left empty and why, and one of what is new since last time, where there is anything."""
        for title, rows in ((_NOTES, list(notes)), (_CHANGES, list(changes))):
            if rows:
                made = self._book.create_sheet(title)
                for row in rows:
                    made.append([neutral(text) for text in row])

    def saved(self) -> bytes:
        """The workbook as a file."""
        kept = io.BytesIO()
        self._book.save(kept)
        return kept.getvalue()


def _values_in(source: Any, area: str) -> list[Any]:
    """The values of a range as far as the sheet goes; of one too wide for words none, for to ask makes its cells."""
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - as above

    bounds: Any = range_boundaries(area)
    left, top, right, bottom = bounds
    rows = range(top or 1, min(bottom or source.max_row, source.max_row) + 1)
    columns = range(left or 1, min(right or source.max_column, source.max_column) + 1)
    if len(rows) * len(columns) > _MOST_CELLS:
        return []
    return [source.cell(row, column).value for row in rows for column in columns]


def words_for(allowed: Iterable[Allowed], place: Place) -> frozenset[str]:
    """The only words that a cell may hold; none: any."""
    row, column = place
    for words in allowed:
        if any(one.top <= row <= one.bottom and one.left <= column <= one.right for one in words.spans):
            return words.words
    return frozenset()


def _grow_formulas(source: Any, growth: Growth) -> None:
    for row in source.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = grown(cell.value, growth)
