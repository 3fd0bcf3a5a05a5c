"""What a stranger's template may not be: one that grows a thousandfold in memory, or that tells others what is in it.

It reads no cell's meaning and fills nothing. Its text is made of openpyxl's objects, which are untyped.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from server.tabular.events import read_events
from server.tabular.limits import NotRead, Reason

_TELLS = re.compile(
    r"(?<![A-Z0-9])(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|SQL\.REQUEST|IMPORT(?:DATA|XML|HTML|FEED|RANGE))\s*\("
    r"|(?<![A-Z0-9])(HYPERLINK)\s*\((?!\s*\"#[^\"&]*\"\s*[,)])"
    r"|(\|)",
    re.IGNORECASE,
)
"""Functions that ask another machine, links that take along what a cell says, and the sign of DDE. A link to another
place of the workbook, `HYPERLINK("#...", ...)`, is none of them."""

_WRITTEN = re.compile(r'"(?:[^"]|"")*"')


def refuse_spreading(archive: zipfile.ZipFile, most_cells: int) -> None:
    """Refuse merged ranges of more cells than that all together: openpyxl makes an object of each as it opens the book.

    Every part is looked at, for a sheet may have any name. What is no XML is no sheet. Raises NotRead.
    """
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415 - a third of a second, as in `books`

    cells = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cells
        if tag == "mergeCell" and cells <= most_cells:
            try:
                size: Any = CellRange(attributes.get("ref", "")).size
            except ValueError as error:
                raise NotRead(Reason.BROKEN, part="a merged range that is none") from error
            cells += int(size["rows"]) * int(size["columns"])

    for part in archive.namelist():
        try:
            read_events(archive, part, begin, _ignored, _ignored)
        except NotRead as error:
            if not isinstance(error.__cause__, ExpatError):
                raise
        if cells > most_cells:
            raise NotRead(Reason.TOO_BIG, size=cells, limit=most_cells, part="merged cells of the form")


def refuse_telling(book: Any) -> None:
    """Refuse a book with a formula that would tell others what is filled in once somebody opens it. Raises NotRead."""
    for place, formula in _formulas(book):
        # a link's own text has to be seen, every other text may say what it likes
        plain = formula if "HYPERLINK" in formula.upper() else _WRITTEN.sub('""', formula)
        found = _TELLS.search(plain)
        if found is not None:
            raise NotRead(Reason.TELLS_OTHERS, part=f"{place}: {next(filter(None, found.groups()))}")


def _formulas(book: Any) -> Iterator[tuple[str, str]]:
    """Every formula of every sheet, hidden ones too, with where it stands."""
    for name, one in book.defined_names.items():
        yield str(name), str(one.attr_text or "")
    for sheet in book.worksheets:
        for name, one in sheet.defined_names.items():
            yield str(name), str(one.attr_text or "")
        for cell in sheet._cells.values():  # noqa: SLF001 - only those that are there: iter_rows makes the others
            if cell.data_type == "f":
                yield f"{sheet.title}!{cell.coordinate}", str(getattr(cell.value, "text", cell.value) or "")
        for rule in sheet.data_validations.dataValidation:
            yield f"{sheet.title}!{rule.sqref}", f"{rule.formula1 or ''},{rule.formula2 or ''}"
        for area in sheet.conditional_formatting:
            yield from ((f"{sheet.title}!{area.sqref}", str(text)) for rule in area.rules for text in rule.formula)


def _ignored(_told: str) -> None:
    """Nothing is to be done at the end of an element, nor at its text."""
