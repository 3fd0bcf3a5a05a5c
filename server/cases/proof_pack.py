"""What an evidence pack is: its files, its one form as bytes, what is signed of it. Pure: it reads no database.

A pack is a ZIP of stored files, sorted by name, all of one date: the same content is the same bytes. `statement.json`
names every other file by its SHA-256 and is signed by the district; `signature.json` has key and signature.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from mobile_contract.receipts import Receipt
from server.core.seal import Seal

FORMAT: Final = "hexward-proof-1"
PURPOSE: Final = "case proof"
"""What the signature is for: no other signature of the district is one of a pack."""

CASE, JOURNAL, CHAIN, README = "case.json", "journal.json", "chain.bin", "README.txt"
STATEMENT, SIGNATURE = "statement.json", "signature.json"
PHOTOS = "photos/"
_NAMES = frozenset({CASE, JOURNAL, CHAIN, README, STATEMENT, SIGNATURE})
_PHOTO = re.compile(r"photos/[0-9a-f]{64}", re.ASCII)

BODY = msgspec.msgpack.Decoder(tuple[str, bytes, Receipt])
"""What the body of a command's own entry is: encoding, the very bytes, and the answer that they got."""

ERASURE: Final = "erase_subject"
"""The kind of the entry that says that a case was erased; its body is why."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3

Pos = Annotated[int, Meta(ge=0, le=2**53)]
Small = Annotated[int, Meta(ge=0, le=2**31)]
Micros = Annotated[int, Meta(ge=-(2**62), le=2**62)]

_ENCODER = msgspec.json.Encoder(order="deterministic")

README_TEXT = """Evidence pack of a case, made by Hexward.

case.json       the case, its parts, and what became of each command, as the district tells it
journal.json    the entries of the district's journal that concern the case, and the positions that hold them
chain.bin       (where it is there) the digests of every entry from the first of these positions to the head
photos/         (where they are there) photos, each named by its SHA-256
statement.json  the SHA-256 of every file, the links of the positions, the head of the journal
signature.json  the district's signature (Ed25519) over statement.json

Check it anywhere, without a network and without secrets:   hexward verify PACK --key KEY
Ask the district for its key by another way than this pack: whoever makes a pack can also put a key into it.

案件证据包。离线验证: hexward verify 文件 --key 公钥 (公钥请通过其他途径向本区索取)。
"""


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a command, at its place in the journal; `version` is what it made of `entity`.

    An `actor` that is not told is somebody who reported from outside.
    """

    pos: Pos
    n: Small
    command: str
    entity: str
    version: Pos
    at: Micros
    actor: str | None = None
    verdict: str = ""
    why: str = ""


class CaseFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`case.json`. `rows` are the case and its parts by kind; `withheld` names the fields that were left out of them.

    Instants of `timeline` are microseconds since 1970, as the journal has them; `names` tells what people, grids,
    organisations and classes are called. Of a case that was erased, at `erased_at`, there are no rows any more.
    """

    id: str
    case_no: str | None
    rows: dict[str, list[dict[str, Any]]]
    timeline: list[Told]
    withheld: list[str]
    names: dict[str, str]
    erased_at: Micros | None = None


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A position of the journal that holds an entry of the case: all that its link is made of."""

    pos: Pos
    at: Micros
    previous: str
    link: str
    digests: list[str]


class Shown(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that is opened: with `salt` and `body` it makes its digest. `body` is base64 of its exact bytes."""

    kind: str
    entity: str
    version: Pos
    actor: str
    install: str
    observed_at: Micros
    subject: str
    salt: bytes
    body: bytes


class PackEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the case at its place.

    Without `shown` only its digest is told. Then what it says was left out of this pack; or, if `erased`, nobody can
    tell it any more: content and salt are gone, and only the digest stays.
    """

    pos: Pos
    n: Small
    digest: str
    shown: Shown | None = None
    erased: bool = False


class JournalFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`journal.json`."""

    places: list[Place]
    entries: list[PackEntry]


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """The link of a position, and when its commit was."""

    pos: Pos
    at: Micros
    link: str


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """From where `chain.bin` begins, and the link before that; it goes to the head."""

    first: Pos
    previous: str


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """`statement.json`: what the district signs."""

    format: str
    district: int
    epoch: str
    case: str
    case_no: str | None
    made_at: Micros
    full: bool
    head: Link
    links: list[Link]
    chain: Span | None
    files: dict[str, str]


class Signature(Struct, frozen=True, forbid_unknown_fields=True):
    """`signature.json`: hexadecimal."""

    algorithm: str
    public_key: str
    signature: str


def answer_of(kind: str, body: bytes) -> tuple[str, str]:
    """Verdict and reason in the body of a command's own entry; nothing for one that is no command."""
    if kind == ERASURE:
        return "", ""
    try:
        _, _, receipt = BODY.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return "", ""
    return receipt.verdict.value, receipt.why


def is_name(name: str) -> bool:
    """Whether a pack has files of this name: the few above, and photos by their hash."""
    return name in _NAMES or _PHOTO.fullmatch(name) is not None


def encoded(value: object) -> bytes:
    """The one JSON of a value: sorted keys, no blanks, UTF-8."""
    return _ENCODER.encode(value)


def sha256_of(data: bytes) -> str:
    """Lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def signed(statement: Statement, files: Mapping[str, bytes], seal: Seal) -> dict[str, bytes]:
    """All files of a pack: those given, the statement that names them, and the signature."""
    named = {name: sha256_of(data) for name, data in files.items()}
    told = encoded(msgspec.structs.replace(statement, files=named))
    signature = Signature("ed25519", seal.public_key.hex(), seal.sign(PURPOSE, told).hex())
    return {**files, STATEMENT: told, SIGNATURE: encoded(signature)}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The one ZIP of some files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, files[name])
    return buffer.getvalue()
