"""A row of a file as facts of people or buildings, or what is wrong with it. Pure: it asks no register."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import msgspec

from mobile_contract.imports import ColumnUse, Fate, ImportKind, RowOutcome, RowReason
from mobile_contract.residents import AddBuilding, IdType, RegisterPerson, Sex
from server.core.decisions import RegisterWays
from server.imports.fields import OF_KIND, PLACE, Field, Reads
from server.imports.places import Spot, spot_of
from server.residents.checks import DIVISIONS, UNSAID
from server.tabular.books import Row
from server.tabular.cells import EMPTY, Cell, Wrong, as_day, as_digits, as_number, as_text, as_truth
from sync.identifiers import is_division_code, is_resident_id, normal_id

T = TypeVar("T")

_PATH = re.compile(r"`\$\.([a-z0-9_]+)")
_SEVERAL = frozenset({"more_phones"})
"""Fields that hold several values, which a cell tells one after the other."""

_BETWEEN = re.compile(r"[,;/|、]")
_NO_ID = "00000000-0000-7000-8000-000000000000"
_COMMON: dict[str, Any] = {
    "id": _NO_ID,
    "seq": 0,
    "entity": _NO_ID,
    "root": _NO_ID,
    "made": {"wall": 0, "boot": "", "mono": 0},
    "contract": 1,
}
_AS_PERSON: dict[str, Any] = {**_COMMON, "kind": "register_person", "residency": _NO_ID, "dwelling": _NO_ID}
_AS_BUILDING: dict[str, Any] = {**_COMMON, "kind": "add_building", "grid": _NO_ID}
_LOWEST, _MOST_FLOORS = -10, 300
_MOST_AREA = 1_000_000
_LINE = 200
"""Characters of one line of the contract."""


class PersonRow(NamedTuple):
    """A row that tells of a person: where they live, and what of `RegisterPerson` it says anything of."""

    number: int
    grid: str
    spot: Spot
    floor: int
    use: str
    area_m2: float
    household: str
    told: Mapping[str, Any]


class BuildingRow(NamedTuple):
    """A row that tells of a building: its grid and place as the row says them, and what of `AddBuilding` it tells."""

    number: int
    grid: str
    lon: float | None
    lat: float | None
    told: Mapping[str, Any]


class _Fault(Exception):
    def __init__(self, reason: RowReason, field: str) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


class Reader:
    """Reads the rows of one file; days are counted from 1904 where the file says so.

    `register` knows the codes that may be written on a day, YYYY-MM-DD.
    """

    def __init__(
        self,
        what: ImportKind,
        columns: Sequence[ColumnUse],
        register: RegisterWays,
        day: str,
        *,
        from_1904: bool = False,
    ) -> None:
        known = {field.name: _with_words(field, register, day) for field in OF_KIND[what]}
        self._uses = [(use.column, known[use.field]) for use in columns if use.field in known]
        self._from_1904, self._day = from_1904, day

    def person(self, row: Row) -> PersonRow | RowOutcome:
        """A row as a person, or what is wrong with it."""
        return _read(row, self._person)

    def building(self, row: Row) -> BuildingRow | RowOutcome:
        """A row as a building, or what is wrong with it."""
        return _read(row, self._building)

    def _person(self, row: Row) -> PersonRow:
        values = self._values(row)
        if not values.get("name"):
            raise _Fault(RowReason.MISSING, "name")
        too_long = next((name for name in sorted(PLACE) if len(str(values.get(name, ""))) > _LINE), None)
        if too_long is not None:
            raise _Fault(RowReason.MALFORMED, too_long)
        spot = _spot(values)
        told = _identified({name: value for name, value in values.items() if name not in PLACE})
        if told.get("birth_on", "") > self._day:
            raise _Fault(RowReason.NO_DAY, "birth_on")
        taken = _convert(_AS_PERSON | told, RegisterPerson)
        unknown = next((name for name in DIVISIONS if name in told and not is_division_code(told[name])), None)
        if unknown is not None:
            raise _Fault(RowReason.MALFORMED, unknown)
        floor = _whole(values.get("floor"), "floor") or 0
        if not _LOWEST <= floor <= _MOST_FLOORS:
            raise _Fault(RowReason.NO_NUMBER, "floor")
        return PersonRow(
            row.number,
            str(values.get("grid", "")),
            spot,
            floor,
            str(values.get("use", "")),
            _area(values.get("area_m2")),
            str(values.get("household", "")),
            {name: getattr(taken, name) for name in told},
        )

    def _building(self, row: Row) -> BuildingRow:
        values = self._values(row)
        name = values.get("name") or values.get("number")
        if not name:
            raise _Fault(RowReason.MISSING, "name")
        told: dict[str, Any] = {"name": name}
        told |= {field: values[field] for field in ("number", "estate") if values.get(field)}
        if values.get("floors") is not None:
            told["floors"] = _whole(values["floors"], "floors")
        _convert(_AS_BUILDING | told, AddBuilding)
        lon, lat = values.get("lon"), values.get("lat")
        if (lon is None) != (lat is None):
            raise _Fault(RowReason.MISSING, "lat" if lat is None else "lon")
        return BuildingRow(
            row.number,
            str(values.get("grid", "")),
            None if lon is None else float(lon),
            None if lat is None else float(lat),
            told,
        )

    def _values(self, row: Row) -> dict[str, Any]:
        """What a row says anything of. An empty cell says nothing: an import never blanks what the register knows."""
        values: dict[str, Any] = {}
        for column, field in self._uses:
            value = self._value(row.cells[column] if column < len(row.cells) else EMPTY, field)
            if value not in (None, "", ()):
                values[field.name] = value
        return values

    def _value(self, cell: Cell, field: Field) -> Any:
        read: Any
        match field.reads:
            case Reads.DAY:
                found = as_day(cell, from_1904=self._from_1904)
                read = found if isinstance(found, Wrong) else found[0]
            case Reads.WORD:
                read = _word(cell, field)
            case _ if field.name in _SEVERAL:
                told = as_text(cell)
                read = told if isinstance(told, Wrong) else tuple(_BETWEEN.sub(" ", told).split())
            case _:
                read = _READ[field.reads](cell)
        if isinstance(read, Wrong):
            raise _Fault(RowReason(read.value), field.name)
        return read


_READ: Mapping[Reads, Callable[[Cell], Any]] = {
    Reads.TEXT: as_text,
    Reads.DIGITS: as_digits,
    Reads.NUMBER: as_number,
    Reads.TRUTH: as_truth,
}


def _read(row: Row, read: Callable[[Row], T]) -> T | RowOutcome:
    try:
        return read(row)
    except _Fault as fault:
        return RowOutcome(row.number, Fate.ERROR, fault.reason, fault.field)


def _word(cell: Cell, field: Field) -> str | Wrong:
    text = as_text(cell)
    if isinstance(text, Wrong) or not text:
        return text
    code = field.words.get(text)
    if code is None:
        raise _Fault(RowReason.UNKNOWN_WORD, field.name)
    return code


def _with_words(field: Field, register: RegisterWays, day: str) -> Field:
    """A field with the words for its codes: those of the dictionary, and the names in the district's own table."""
    if not field.scheme:
        return field
    known = register.words(field.scheme, day)
    if not known:
        return field  # its codes are the contract's own
    unsaid = UNSAID.get(field.name)
    words = {word: code for word, code in field.words.items() if code in known or code == unsaid}
    return field._replace(words={**words, **known})


def _spot(values: Mapping[str, Any]) -> Spot:
    """Where a row says that somebody lives: by its own columns, or by its address taken apart."""
    building, room = str(values.get("building", "")), str(values.get("room", ""))
    if building and room:
        return Spot(str(values.get("estate", "")), building, str(values.get("unit", "")), room)
    address = str(values.get("address", ""))
    if not address:
        raise _Fault(RowReason.MISSING, "room" if building else "building")
    spot = spot_of(address)
    if spot is None:
        raise _Fault(RowReason.MALFORMED, "address")
    estate = str(values.get("estate", ""))
    return spot._replace(estate=estate) if estate else spot


def _identified(told: dict[str, Any]) -> dict[str, Any]:
    """Check an identity number, and take from a resident's what it says of birth and sex (GB 11643)."""
    number = normal_id(told.get("id_no"))
    if number is None or told.get("id_type", IdType.RESIDENT_ID) != IdType.RESIDENT_ID:
        return told
    if not is_resident_id(number):
        raise _Fault(RowReason.WRONG_IDENTITY, "id_no")
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    if told.get("birth_on", born) != born:
        raise _Fault(RowReason.BIRTH_DIFFERS, "birth_on")
    if told.get("sex", sex) not in (sex, Sex.UNKNOWN, Sex.UNSTATED):
        raise _Fault(RowReason.SEX_DIFFERS, "sex")
    return {**told, "id_no": number, "birth_on": born, "sex": sex}


def _area(value: Decimal | None) -> float:
    """An area that the contract takes; none is 0."""
    area = 0.0 if value is None else float(value)
    if not 0 <= area <= _MOST_AREA:
        raise _Fault(RowReason.NO_NUMBER, "area_m2")
    return area


def _whole(value: Decimal | None, field: str) -> int | None:
    if value is None:
        return None
    if value != value.to_integral_value():
        raise _Fault(RowReason.NO_NUMBER, field)
    return int(value)


def _convert(facts: Mapping[str, Any], into: type[T]) -> T:
    """The facts as the contract takes them; the first that it does not take is the row's fault."""
    try:
        return msgspec.convert(facts, into)
    except msgspec.ValidationError as error:
        at = _PATH.search(str(error))
        raise _Fault(RowReason.MALFORMED, at[1] if at else "") from error
