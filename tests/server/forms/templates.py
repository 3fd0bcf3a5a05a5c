"""The forms of the demo, and what is in a workbook that was filled."""

import io
from typing import Any

from openpyxl import load_workbook


def opened(data: bytes) -> Any:
    """A workbook that was filled."""
    return load_workbook(io.BytesIO(data))


def rows_of(sheet: Any, first: int, last: int) -> list[list[Any]]:
    """The values of some rows."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=last)]
