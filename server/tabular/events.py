"""The XML of a stranger's workbook, event by event: nothing of it is kept, and nothing may declare or nest at will."""

import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from server.tabular.limits import NotRead, Reason

_CHUNK = 64 * 1024
_DEEPEST = 64
_LONGEST_TAG = 1 << 20
"""Bytes of one tag or comment: the parser holds it whole, and none of a spreadsheet's is longer than some hundred."""

Begin = Callable[[str, dict[str, str]], None]
"""Hears an element by its name without its prefix, and its attributes as they are called in the file."""
End = Callable[[str], None]


def read_events(archive: zipfile.ZipFile, name: str, begin: Begin, end: End, text: Callable[[str], None]) -> None:
    """Read a part to its end. Raises NotRead, and whatever the callbacks raise."""
    for _ in each_chunk(archive, name, begin, end, text):
        pass


def each_chunk(
    archive: zipfile.ZipFile, name: str, begin: Begin, end: End, text: Callable[[str], None]
) -> Iterator[None]:
    """As `read_events`, and stop for breath after every 64 KiB, so that what was heard can be handed on."""
    parser = _parser(name, begin, end, text)
    fed = 0
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                    raise NotRead(Reason.BROKEN, part=f"{name}: one tag without an end")
                yield
            parser.Parse(b"", True)  # noqa: FBT003 - the parser takes it in no other way
            yield
    except expat.ExpatError as error:
        raise NotRead(Reason.BROKEN, part=f"{name} is not well-formed XML: {error}") from error
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, KeyError, RuntimeError) as error:
        raise NotRead(Reason.BROKEN, part=f"{name}: {error}") from error


def _parser(name: str, begin: Begin, end: End, text: Callable[[str], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def began(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise NotRead(Reason.BROKEN, part=f"{name} is nested more than {_DEEPEST} deep")
        begin(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition(":")[2] if ":" in tag else tag)

    def declares(*_told: object) -> None:
        raise NotRead(Reason.FORBIDDEN_XML, part=name)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = began, ended, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declares
    return parser
