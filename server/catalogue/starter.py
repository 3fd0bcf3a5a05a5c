"""The starter catalogue that comes with the package: two city schemes and one of our own for communities. Data.

Names and codes are those of public standards as far as they are known here; texts are our own, limits are editable
defaults (`data/README.md`).
"""

from functools import cache
from importlib.resources import files

from server.catalogue.files import CatalogueFile, read_catalogue
from server.catalogue.sheets import Sheet, read_sheet
from server.catalogue.words import COLUMN_WORDS

SCHEMES = ("A", "B", "G")
"""A in the order of CJ/T 214, B in that of GB/T 30428.2 (04 and 05 are swapped), G for communities."""


def starter_sheets(*schemes: str) -> list[Sheet]:
    """The sheets of some schemes."""
    lines = _sheet("schemes.csv")
    kept = tuple(line for line in lines.lines if line.cells["scheme"] in schemes)
    return [lines._replace(lines=kept), *(_sheet(f"scheme_{scheme.lower()}.csv") for scheme in schemes)]


@cache
def starter(*schemes: str) -> CatalogueFile:
    """The starter catalogue of some schemes; the sheets have no faults, says a test."""
    return read_catalogue(starter_sheets(*schemes), {}, {})


def _sheet(name: str) -> Sheet:
    content = files("server.catalogue").joinpath("data", name).read_bytes()
    return read_sheet(name, content, COLUMN_WORDS)
