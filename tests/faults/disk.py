"""What a power loss may leave of a folder, from the record of tests/faults/crashlog.c. Pure: it touches no disk.

The model is the one that POSIX allows and no file system is kinder than always: bytes are durable by the fsync of their
file, names by the fsync of their folder. Of all else any part may survive, a write up to any border of 512 bytes.
"""

import random
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import PurePosixPath
from typing import NamedTuple

Files = dict[str, bytes]
"""Content by path."""

SECTOR_BYTES = 512
TORN = 0.3
_HEAD = struct.Struct("<BHqI")


class Kind(IntEnum):
    """As in crashlog.c."""

    WRITE = 1
    TRUNCATE = 2
    SYNC = 3
    CREATE = 4
    RENAME = 5
    UNLINK = 6
    LINK = 7
    MAKE_FOLDER = 8
    ACK = 9


class Entry(NamedTuple):
    """One call that succeeded; `at` is an offset, a length, or the number of an answer."""

    kind: Kind
    path: str
    at: int
    data: bytes


def read_record(record: bytes) -> Iterator[Entry]:
    """The entries of a record, in order."""
    here = 0
    while here < len(record):
        kind, path_size, at, data_size = _HEAD.unpack_from(record, here)
        here += _HEAD.size
        path = record[here : here + path_size].decode()
        here += path_size
        yield Entry(Kind(kind), path, at, record[here : here + data_size])
        here += data_size


class Pending(NamedTuple):
    """What is not durable yet: of file `node` (bytes `data` at `at`, or its new length), or of name `path`.

    A name that is taken away has node 0; a folder has none, and is told by `folder`.
    """

    kind: Kind
    node: int
    path: str
    at: int = 0
    data: bytes = b""
    gone: str = ""


@dataclass
class Disk:
    """A folder as its entries go by: what is durable, and what is pending, in order."""

    root: str
    nodes: dict[int, bytearray] = field(default_factory=dict[int, bytearray])
    names: dict[str, int] = field(default_factory=dict[str, int])
    folders: set[str] = field(default_factory=set[str])
    live: dict[str, int] = field(default_factory=dict[str, int])
    pending: list[Pending] = field(default_factory=list[Pending])
    _made: int = 0
    _whole: dict[int, bytes] = field(default_factory=dict[int, bytes])

    @classmethod
    def holding(cls, folder: str, files: Mapping[str, bytes]) -> "Disk":
        """A folder with files that have long been durable."""
        disk = cls(folder)
        for path, content in files.items():
            disk.live[path] = disk.names[path] = disk._new(content)
        return disk

    def _new(self, content: bytes = b"") -> int:
        self._made += 1
        self.nodes[self._made] = bytearray(content)
        return self._made

    def apply(self, entry: Entry) -> None:
        """Go on by one entry. Files that it does not know by name, and answers, leave it as it is."""
        match entry.kind:
            case Kind.WRITE | Kind.TRUNCATE:
                node = self.live[entry.path]
                self.pending.append(Pending(entry.kind, node, "", entry.at, entry.data))
            case Kind.CREATE:
                self.live[entry.path] = self._new()
                self.pending.append(Pending(entry.kind, self.live[entry.path], entry.path))
            case Kind.MAKE_FOLDER:
                self.pending.append(Pending(entry.kind, 0, entry.path))
            case Kind.UNLINK:
                self.pending.append(Pending(entry.kind, self.live.pop(entry.path), entry.path))
            case Kind.RENAME | Kind.LINK:
                to = entry.data.decode()
                node = self.live[entry.path] if entry.kind is Kind.LINK else self.live.pop(entry.path)
                self.live[to] = node
                gone = entry.path if entry.kind is Kind.RENAME else ""
                self.pending.append(Pending(entry.kind, node, to, gone=gone))
            case Kind.SYNC:
                self._sync(entry.path)
            case Kind.ACK:
                pass

    def _sync(self, path: str) -> None:
        node = self.live.get(path)
        late: list[Pending] = []
        for one in self.pending:
            durable = one.node == node if one.kind in {Kind.WRITE, Kind.TRUNCATE} else _folder_of(one.path) == path
            if durable:
                self._whole.pop(one.node, None)
                _keep(one, self.nodes, self.names, self.folders)
            else:
                late.append(one)
        self.pending = late

    def worst(self) -> Files:
        """Nothing that is pending survives."""
        return self._after([])

    def partly(self, dice: random.Random) -> Files:
        """Some of what is pending survives, in order, and some of that is torn."""
        chance = dice.choice((0.1, 0.5, 0.9))
        return self._after([_torn(one, dice) for one in self.pending if dice.random() < chance])

    def _after(self, kept: list[Pending]) -> Files:
        touched = {one.node for one in kept if one.kind in {Kind.WRITE, Kind.TRUNCATE}}
        nodes = {number: bytearray(content) if number in touched else content for number, content in self.nodes.items()}
        names, folders = dict(self.names), set(self.folders)
        for one in kept:
            _keep(one, nodes, names, folders)
        reached = {path: node for path, node in names.items() if _is_reached(path, self.root, folders)}
        return {path: bytes(nodes[node]) if node in touched else self._durable(node) for path, node in reached.items()}

    def _durable(self, node: int) -> bytes:
        """The same object until it changes, so that whoever wrote it down need not do it again."""
        known = self._whole.get(node)
        if known is None:
            known = self._whole[node] = bytes(self.nodes[node])
        return known


def _keep(one: Pending, nodes: dict[int, bytearray], names: dict[str, int], folders: set[str]) -> None:
    match one.kind:
        case Kind.WRITE:
            content = nodes[one.node]
            if len(content) < one.at:
                content.extend(bytes(one.at - len(content)))
            content[one.at : one.at + len(one.data)] = one.data
        case Kind.TRUNCATE:
            content = nodes[one.node]
            del content[one.at :]
            content.extend(bytes(one.at - len(content)))
        case Kind.MAKE_FOLDER:
            folders.add(one.path)
        case Kind.UNLINK:
            names.pop(one.path, None)
        case _:
            names.pop(one.gone, None)
            names[one.path] = one.node


def _torn(one: Pending, dice: random.Random) -> Pending:
    """A write that ends at a sector's border: at its own end mostly."""
    first = -one.at % SECTOR_BYTES
    borders = range(first, len(one.data), SECTOR_BYTES)
    if one.kind is not Kind.WRITE or not borders or dice.random() >= TORN:
        return one
    return one._replace(data=one.data[: dice.choice(borders)])


def _folder_of(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _is_reached(path: str, root: str, folders: set[str]) -> bool:
    """Whether every folder between it and the root is there."""
    above = _folder_of(path)
    while above not in {root, "/"}:
        if above not in folders:
            return False
        above = _folder_of(above)
    return True
