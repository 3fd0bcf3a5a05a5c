"""What a stranger's template may not be: one that grows a thousandfold in memory.

It reads no cell's meaning and fills nothing.
"""

import zipfile
from typing import Any
from xml.parsers.expat import ExpatError

from server.tabular.events import read_events
from server.tabular.limits import NotRead, Reason


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


def _ignored(_told: str) -> None:
    """Nothing is to be done at the end of an element, nor at its text."""
