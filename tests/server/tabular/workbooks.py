"""Workbooks for tests: honest ones by openpyxl, and ones that no program would write."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

CONTENT = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), title: str = "登记") -> bytes:
    """A workbook of one sheet with these values."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for span in merged:
        sheet.merge_cells(span)
    return saved(book)


def saved(book: Any) -> bytes:
    """A workbook as the bytes of its file."""
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive with these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def with_parts(raw: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A workbook in which some parts are others, or more."""
    with zipfile.ZipFile(io.BytesIO(raw)) as before:
        kept = {name: before.read(name) for name in before.namelist()}
    return archive({**kept, **parts})


def sheet_xml(body: str) -> bytes:
    """The part of a sheet around its rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'.encode()
