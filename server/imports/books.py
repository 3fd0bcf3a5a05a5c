"""The file of an import as a table, whatever it is: a workbook, CSV, or the features of GeoJSON."""

from collections.abc import Generator
from contextlib import contextmanager

from mobile_contract.imports import ImportKind
from server.imports.features import Features
from server.tabular.books import Book, opened


@contextmanager
def book_of(raw: bytes, what: ImportKind) -> Generator[Book]:
    """A file as a book. Raises NotRead."""
    if what is ImportKind.BUILDINGS and raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield Features(raw)
        return
    with opened(raw) as book:
        yield book
