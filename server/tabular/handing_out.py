"""Tables that we hand out, as CSV or .xlsx: written row by row, and nothing in them computes."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from server.tabular.cells import neutral

BOM = b"\xef\xbb\xbf"
"""Before UTF-8 that a spreadsheet shall open: without it Chinese text is taken for GBK."""

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_TITLE_CHARS = 31
_NEVER_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of texts as CSV in UTF-8 with its mark; each text is neutral, lines end as RFC 4180 says."""
    text = io.StringIO()
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return BOM + text.getvalue().encode()


def as_xlsx(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of texts as a workbook of one sheet; all cells are text, the first row stays in sight."""
    from openpyxl import Workbook  # noqa: PLC0415 - as in `books`
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet(title[:_TITLE_CHARS])
    sheet.freeze_panes = "A2"
    for row in rows:
        cells: list[Any] = []
        for text in row:
            cell: Any = WriteOnlyCell(sheet, value=neutral(text.translate(_NEVER_IN_XML)))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()
