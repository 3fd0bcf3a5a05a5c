"""Rows of a CSV or GeoJSON file as components, or what is wrong with each. Pure: it opens no file and mends no row.

Column names are those of the register's fields, or of the national exchange format (ObjID, ObjName, DeptCode1 ...),
in whatever case. A cell that is empty tells nothing: an import never blanks what the register knows.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec
from msgspec import Struct

from grid.datum import CHINA, OutOfRange, PointDatum, looks_swapped, to_wgs84
from mobile_contract.base import Datum, Point
from mobile_contract.components import ComponentState, DataSource, DefineComponent
from server.components.identifiers import COMPONENT, COUNTY, DIGITS, MAJOR
from server.components.rules import ORGS, TOLD

_ALIASES = {
    "objid": "code", "objname": "name", "deptcode1": "owner", "deptcode2": "property", "deptcode3": "maintenance",
    "bgid": "unit_grid", "objstate": "state", "ordate": "recorded_on", "chdate": "changed_on",
    "datasource": "source", "class": "class_code", "x": "lon", "y": "lat",
}  # fmt: skip
_FIELDS = frozenset({"code", "class_code", "changed_on", "lon", "lat", "accuracy_m", *TOLD})
_WORDS: Mapping[str, Mapping[str, str]] = {
    "state": dict(zip(("完好", "破损", "丢失", "占用", "废弃"), ComponentState, strict=True)),
    "source": dict(zip(("实测", "地图", "手工"), DataSource, strict=True)),
}
"""How files in Chinese write a value, by field."""

_WIRE = frozenset(datum.value for datum in Datum)
_DECIMALS = 9


class Scheme(NamedTuple):
    """The class scheme of a file that names no classes: an identifier then tells its own."""

    code: str
    minor_digits: int


class FileComponent(NamedTuple):
    """A row that can be read: its number from 1, and what it tells; `told` has the fields that it says anything of."""

    row: int
    code: str
    class_code: str
    point: Point
    told: Mapping[str, Any]
    changed_on: str | None


class RowFault(Struct, frozen=True):
    """A row that cannot be taken: its number from 1, its identifier if it has one, what is wrong, and with what."""

    row: int
    code: str
    fault: str
    value: str


class Rows(NamedTuple):
    """A file as it was read: what can be taken, and what cannot."""

    components: tuple[FileComponent, ...]
    faults: tuple[RowFault, ...]


class NotReadable(ValueError):
    """The file as a whole is none of components; the text says why."""


def table_of(raw: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file with a header, in UTF-8 or GB 18030. Raises NotReadable."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise NotReadable("neither UTF-8 nor GB 18030") from error
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise NotReadable(str(error)) from error
    return [{str(name): str(value or "") for name, value in row.items() if name} for row in rows]


def features_of(document: Mapping[str, object]) -> list[dict[str, str]]:
    """The rows of a collection of GeoJSON points: properties, with longitude and latitude. Raises NotReadable."""
    members = document.get("features") if document.get("type") == "FeatureCollection" else None
    if not isinstance(members, list):
        raise NotReadable("no GeoJSON FeatureCollection")
    return [_feature_row(member) for member in cast("list[object]", members)]


def _feature_row(member: object) -> dict[str, str]:
    feature = _mapping(member)
    row = {str(name): _text(value) for name, value in _mapping(feature.get("properties")).items()}
    geometry = _mapping(feature.get("geometry"))
    place = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(place, list):
        row |= zip(("lon", "lat"), map(_text, cast("list[object]", place)), strict=False)
    return row


def read_rows(
    table: Sequence[Mapping[str, str]], datum: PointDatum, scheme: Scheme | None, orgs: Mapping[str, Sequence[str]]
) -> Rows:
    """Every row with all that is wrong with it. `orgs` gives the ids of the organisations of a code or a path."""
    found: list[FileComponent] = []
    faults: list[RowFault] = []
    for number, raw in enumerate(table, start=1):
        row = _Row(number, _known(raw), datum, scheme, orgs)
        read = row.read()
        if read is None:
            faults += row.faults
        else:
            found.append(read)
    faults += _named_twice(found)
    return Rows(tuple(found), tuple(sorted(faults, key=lambda fault: fault.row)))


class _Row:
    """One row while it is read; what is wrong with it is gathered."""

    def __init__(
        self,
        number: int,
        cells: Mapping[str, str],
        datum: PointDatum,
        scheme: Scheme | None,
        orgs: Mapping[str, Sequence[str]],
    ) -> None:
        self.number, self.cells, self.datum, self.scheme, self.orgs = number, cells, datum, scheme, orgs
        self.code = cells.get("code", "")
        self.faults: list[RowFault] = []

    def read(self) -> FileComponent | None:
        class_code, point = self._class(), self._point()
        told = {name: self._value(name) for name in TOLD if self.cells.get(name)}
        checked = None if point is None or self.faults else self._checked(class_code, point, told)
        if checked is None:
            return None
        values = {name: getattr(checked, name) for name in told}
        return FileComponent(self.number, self.code, class_code, checked.point, values, checked.changed_on)

    def _fault(self, fault: str, value: str) -> None:
        self.faults.append(RowFault(self.number, self.code, fault, value))

    def _class(self) -> str:
        told = self.cells.get("class_code", "")
        if told or self.scheme is None or len(self.code) != DIGITS:
            return told
        major, minor = COUNTY + MAJOR, COUNTY + MAJOR + self.scheme.minor_digits
        return f"{self.scheme.code}-{COMPONENT}-{self.code[COUNTY:major]}-{self.code[major:minor]}"

    def _value(self, name: str) -> Any:
        text = self.cells[name]
        if name not in ORGS:
            return _WORDS.get(name, {}).get(text, text)
        ids = self.orgs.get(text, ())
        if len(ids) != 1:
            self._fault("ambiguous_org" if ids else "unknown_org", f"{name}={text}")
        return ids[0] if ids else None

    def _point(self) -> Point | None:
        texts = self.cells.get("lon", ""), self.cells.get("lat", "")
        try:
            x, y, accuracy_m = float(texts[0]), float(texts[1]), float(self.cells.get("accuracy_m") or 0)
            lon, lat = to_wgs84(self.datum, x, y)
        except OutOfRange:
            x, y = map(float, texts)
            swapped = self.datum.central_meridian is None and looks_swapped(x, y, CHINA)
            self._fault("swapped" if swapped else "no_place", ",".join(texts))
            return None
        except ValueError:
            self._fault("no_place", ",".join(texts))
            return None
        if str(self.datum) in _WIRE:
            return Point(x, y, Datum(str(self.datum)), accuracy_m)
        return Point(round(lon, _DECIMALS), round(lat, _DECIMALS), Datum.CGCS2000, accuracy_m)

    def _checked(self, class_code: str, point: Point, told: Mapping[str, Any]) -> DefineComponent | None:
        """The row as the contract takes it; what it has against it is a fault, in the contract's own words."""
        facts = {"code": self.code, "class_code": class_code, "name": "", "point": msgspec.to_builtins(point), **told}
        changed_on = self.cells.get("changed_on") or None
        try:
            return msgspec.convert(_AS_COMMAND | facts | {"changed_on": changed_on}, DefineComponent)
        except msgspec.ValidationError as error:
            self._fault("malformed", str(error))
            return None


_NO_ID = "00000000-0000-7000-8000-000000000000"
_AS_COMMAND: dict[str, Any] = {
    "kind": "define_component",
    "id": _NO_ID,
    "seq": 0,
    "entity": _NO_ID,
    "root": _NO_ID,
    "made": {"wall": 0, "boot": "", "mono": 0},
    "contract": 1,
}
"""What a command has beside the facts of a row."""


def _known(raw: Mapping[str, str]) -> dict[str, str]:
    """The cells that mean something, by the register's own names."""
    named = ((name.strip().lower(), value.strip()) for name, value in raw.items())
    cells = ((_ALIASES.get(name, name), value) for name, value in named)
    return {name: value for name, value in cells if name in _FIELDS}


def _named_twice(found: Iterable[FileComponent]) -> Iterator[RowFault]:
    rows = list(found)
    times = Counter(one.code for one in rows)
    return (RowFault(one.row, one.code, "named_twice", one.code) for one in rows if times[one.code] > 1)


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return "" if value is None else str(value)
