"""Which codes a district's register may hold: the tables of the package, and the district's own in place of them. Pure.

A table is data with its standard, edition and first day (`data/codes.json`; most are editable defaults: domain.md 2.2).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from mobile_contract.codes import CodeShape, CodesView, CodeTableView
from server.residents.entities import OwnCodes, RegisterSwitches

REVEALS_A_DAY = 30
"""How many sealed values one person may have shown to them in a day, where the district has not said."""


class CodeTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table as it comes with the package; `fields` are the fields of records that it is for."""

    scheme: str
    title: str
    standard: str
    edition: str
    valid_from: str
    fields: tuple[str, ...]
    note: str
    codes: dict[str, str]

    def shapes(self) -> tuple[CodeShape, ...]:
        """Its codes, in their order, each from the table's first day on."""
        return tuple(CodeShape(code=code, name=name, valid_from=self.valid_from) for code, name in self.codes.items())


@cache
def package_tables() -> tuple[CodeTable, ...]:
    """The tables that come with the package."""
    raw = files("server.residents").joinpath("data", "codes.json").read_bytes()
    return msgspec.json.decode(raw, type=tuple[CodeTable, ...])


@cache
def schemes_by_field() -> Mapping[str, str]:
    """By the name of a field: the scheme of its codes."""
    return {field: table.scheme for table in package_tables() for field in table.fields}


class Register:
    """How a district keeps its register, as rules see it: what it collects, and which codes there are.

    `switches` is None, and `own` empty, where it has laid down nothing.
    """

    def __init__(self, switches: RegisterSwitches | None = None, own: Iterable[OwnCodes] = ()) -> None:
        self.collects = frozenset[str](() if switches is None else switches.collects)
        self.reveals_a_day = REVEALS_A_DAY if switches is None else switches.reveals_a_day
        self._own = {table.scheme: table for table in own if table.codes}
        self._spans = {table.scheme: _spans(table.shapes()) for table in package_tables()}
        self._spans |= {scheme: _spans(table.codes) for scheme, table in self._own.items()}
        told = [(table.scheme, one) for table in package_tables() for one in table.shapes()]
        told += [(scheme, one) for scheme, table in self._own.items() for one in table.codes]
        self._names = {(scheme, one.code): one.name for scheme, one in told}

    def scheme_of(self, field: str) -> str | None:
        """The scheme of a field's codes; None for one that is no code."""
        return schemes_by_field().get(field)

    def knows(self, scheme: str, code: str, day: str) -> bool:
        """Whether a code may be written on a day (YYYY-MM-DD)."""
        first, last = self._spans.get(scheme, {}).get(code, ("9999", ""))
        return first <= day and (not last or day <= last)

    def name_of(self, scheme: str, code: str) -> str:
        """What a code is called, whenever it was in force; empty for one that is none."""
        return self._names.get((scheme, code), "")

    def words(self, scheme: str, day: str) -> Mapping[str, str]:
        """The codes of a table that may be written on a day, by their names and by themselves."""
        good = [code for code in self._spans.get(scheme, {}) if self.knows(scheme, code, day)]
        return {self.name_of(scheme, code): code for code in good} | {code: code for code in good}

    def view(self) -> CodesView:
        """All of it, as it is told to phones and offices."""
        return CodesView(
            tables=tuple(map(self._told, package_tables())),
            fields=dict(schemes_by_field()),
            collects=tuple(sorted(self.collects)),
            reveals_a_day=self.reveals_a_day,
        )

    def _told(self, table: CodeTable) -> CodeTableView:
        own = self._own.get(table.scheme)
        return CodeTableView(
            scheme=table.scheme,
            title=table.title if own is None else own.title,
            standard=table.standard,
            edition=table.edition,
            codes=table.shapes() if own is None else own.codes,
            own=own is not None,
            version=0 if own is None else own.version,
        )


def _spans(codes: Iterable[CodeShape]) -> Mapping[str, tuple[str, str]]:
    return {one.code: (one.valid_from or "", one.valid_until or "") for one in codes}
