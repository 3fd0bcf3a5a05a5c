"""The alphabet of the contract: wire structs, ids, text, numbers, clocks and places. No I/O, no rules of a feature."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, NewType

from msgspec import Meta, Struct

CONTRACT = 3
"""The contract number that this build speaks (`CHANGES.md` says what each number added)."""

# Python's `$` also matches before a last line feed; `_END` does not, and JavaScript reads it alike.
_END = "$(?!\\n)"
_UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}" + _END
_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}" + _END
# NUL, lone surrogates, other C0 controls than tab and line feed, and bidi controls never reach a database or a screen.
_CLEAN = "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]*$"

Id = Annotated[str, Meta(pattern=_UUID7, description="UUIDv7 in canonical lower-case form")]
AnyId = Annotated[str, Meta(pattern=_UUID, description="UUID in canonical lower-case form: of what the server made")]
Key = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[A-Za-z0-9_.:-]+" + _END)]
Short = Annotated[str, Meta(max_length=64, pattern=_CLEAN, description="a few words of text")]
Line = Annotated[str, Meta(max_length=200, pattern=_CLEAN, description="one line of text")]
Text = Annotated[str, Meta(max_length=4000, pattern=_CLEAN, description="free text")]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Millis = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Version = Annotated[int, Meta(ge=0, le=2**53)]
Pos = Annotated[int, Meta(ge=0, le=2**53)]
Instant = Annotated[datetime, Meta(tz=True, description="an instant with its offset")]
Day = Annotated[str, Meta(pattern="^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" + _END)]
CellId = Annotated[str, Meta(pattern="^8[0-9a-f]{14}" + _END, description="H3 cell, 15 hex digits")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}" + _END)]
Code = Annotated[str, Meta(min_length=1, max_length=32, pattern="^[0-9A-Za-z_.-]+" + _END)]
PhoneNumber = Annotated[str, Meta(pattern="^\\+?[0-9][0-9 -]{4,19}" + _END, description="stored as the person gave it")]

_FIRST_AT = datetime(1900, 1, 1, tzinfo=UTC)
_LAST_AT = datetime(2100, 1, 1, tzinfo=UTC)


def require_usual(*instants: datetime | None) -> None:
    """Refuse an instant outside of 1900 to 2100 (ValueError): beyond, the databases part ways (safety.md 7)."""
    if any(at is not None and not _FIRST_AT <= at < _LAST_AT for at in instants):
        raise ValueError("an instant lies between 1900 and 2100")


PersonId = NewType("PersonId", str)
CaseId = NewType("CaseId", str)
GridId = NewType("GridId", str)
UserId = NewType("UserId", str)
InstallId = NewType("InstallId", str)


class Wire(Struct, frozen=True, omit_defaults=True):
    """A value that the server writes: readers ignore fields that they do not know."""


class Request(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value that a client writes: a field that the server does not know is refused, never dropped."""


class Datum(StrEnum):
    """The reference frame of a point; one that does not say its datum is refused (GCJ-02 is 540 m off in Nanjing)."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"


class Point(Request, frozen=True):
    """A place as a device told it: degrees in the datum that it names, accuracy in metres.

    `lat` is let in up to 180, so that a swapped pair reaches the rule that can name the mistake.
    """

    lon: Annotated[float, Meta(ge=-180, le=180)]
    lat: Annotated[float, Meta(ge=-180, le=180)]
    datum: Datum
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000)] = 0.0
    provider: Annotated[str, Meta(max_length=32, pattern=_CLEAN)] = ""


class Clock(Request, frozen=True):
    """A phone's clocks, in milliseconds: `mono` counts sleep, `boot` names the boot that it counts from."""

    wall: Millis
    boot: Annotated[str, Meta(max_length=64, pattern=_CLEAN)]
    mono: Millis


class Command(Request, frozen=True, kw_only=True, tag_field="kind"):
    """A person's intent. The bytes are the same whether an office sends it now or a phone queued it three days ago.

    `seq` rises per install and may have gaps; `entity` is what it is about, `root` its lane; `base` is the version that
    the person saw, valid in `epoch`; `needs` are ids that must exist before it can be judged (sync.md 15).
    """

    id: Id
    seq: Annotated[int, Meta(ge=0, le=2**53)]
    entity: Id
    root: Id
    made: Clock
    contract: Annotated[int, Meta(ge=1, le=10_000)]
    epoch: Annotated[str, Meta(max_length=64)] = ""
    base: Version = 0
    needs: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()


class Record(Wire, frozen=True):
    """What phones hold of an entity. One (kind, id) has one content on every phone."""

    id: str
