"""The environment, read once into one frozen value. An unknown or missing name stops the start with one clear line."""

import base64
import binascii
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

PREFIX = "HEXWARD_"
_OF_OTHERS = ("test_", "venv", "python")
"""What `ops/bootstrap` and the tests are told, and no server."""


class WrongSettings(Exception):
    """The environment does not describe a server that could run; the text is the one line to show."""


class NoticeKey(StrEnum):
    """What messages to people's devices are sent with: none at all, a test key, under which nothing reaches a provider
    and every recipient is simulated, or the live keys of the providers that are set up.
    """

    OFF = "off"
    TEST = "test"
    LIVE = "live"


class Settings(msgspec.Struct, frozen=True):
    """How this server runs. Times in seconds, sizes in bytes.

    `indicators`, `templates` and `likeness` are a district's own files of what Hexward brings a default of: what is
    counted, how long hotline orders may take, and which reports are alike.
    `providers` is the file of those who carry messages (`server/notices/providers.py`); they are used with
    `notice_key` "live" alone.
    `proxies` are the addresses and networks, between commas, whose word about who asks is believed (X-Forwarded-For).
    `blob_bucket`: a bucket, `s3://photos/320114`, that has the bytes of photos instead of the folder `blobs`; copies
    stay beside that folder. Its keys are read from the environment, as every S3 tool does.
    `photo_origin` is the host of their own that links to photos name, `https://photos.example`; empty: this one.
    `photo_handover` is the internal address under which nginx has the folder `copies` beside the blobs: it sends photos
    itself then (X-Accel-Redirect). `photo_children`: how many pictures are decoded at once.
    """

    database: str
    district: int
    key_file: Path
    blobs: Path
    ledger_file: Path | None = None
    indicators: Path | None = None
    templates: Path | None = None
    likeness: Path | None = None
    providers: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    consumers: bool = True
    proxies: str = ""
    public_origin: str = ""
    blob_bucket: str = ""
    photo_origin: str = ""
    photo_handover: str = ""
    photo_children: int = 1
    notice_key: NoticeKey = NoticeKey.OFF
    session_hours: int = 12
    horizon_days: int = 90
    secure_cookies: bool = False
    readers: int = 2
    pool: int = 8
    statement_cache: int = 200
    listeners: int = 2000
    longest_wait_s: float = 4.0
    argon2_memory_kib: int = 65536
    argon2_time_cost: int = 3
    argon2_lanes: int = 4

    @property
    def copies(self) -> Path:
        """Where copies of photos are kept; they can be made again, and no backup needs them."""
        return self.blobs.with_name("copies")

    @property
    def ledger(self) -> Path:
        """What outlives a restored backup; beside the master key unless told otherwise, and never in the database."""
        return self.ledger_file or self.key_file.with_name("ledger")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `HEXWARD_*`. Raises WrongSettings for a name that is unknown, missing or of the wrong form."""
    given = os.environ if environment is None else environment
    told = {name.removeprefix(PREFIX).lower(): value for name, value in given.items() if name.startswith(PREFIX)}
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    own = {name: value for name, value in told.items() if not name.startswith(_OF_OTHERS)}
    unknown = sorted(set(own) - set(fields))
    if unknown:
        raise WrongSettings(f"unknown setting {PREFIX}{unknown[0].upper()}")
    missing = sorted(name for name, field in fields.items() if field.required and name not in own)
    if missing:
        raise WrongSettings(f"missing setting {PREFIX}{missing[0].upper()}")
    try:
        return msgspec.convert(own, Settings, strict=False, dec_hook=_decoded)
    except msgspec.ValidationError as error:
        raise WrongSettings(f"wrong setting: {error}") from error


def _decoded(told: type, value: object) -> object:
    if told is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"no setting is a {told.__name__}")


def read_master(settings: Settings) -> bytes:
    """The master key from its file, which lies outside the database and its backups. Raises WrongSettings."""
    path = settings.key_file
    if not path.is_file():
        raise WrongSettings(f"no key file at {path}; `hexward init` makes one")
    if path.stat().st_mode & 0o077:
        raise WrongSettings(f"the key file {path} can be read by others; `chmod 600` it")
    try:
        return base64.b64decode(path.read_text().strip(), validate=True)
    except (ValueError, binascii.Error) as error:
        raise WrongSettings(f"the key file {path} holds no key") from error


def write_master(path: Path, master: bytes) -> None:
    """Keep a fresh master key, for its owner alone. Raises FileExistsError rather than overwrite one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(master).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
