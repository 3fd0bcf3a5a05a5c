"""The Common Alerting Protocol 1.2: read from a stranger's bytes and written, both by the schema. Pure.

What is read may neither declare entities nor a document type, nor nest or grow at will.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from msgspec import Struct

from mobile_contract.warning import WarningCategory, WarningLevel
from server.cases.workdays import SHANGHAI

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
LARGEST_BYTES = 1 << 20
SEVERITIES = {
    WarningLevel.RED: "Extreme",
    WarningLevel.ORANGE: "Severe",
    WarningLevel.YELLOW: "Moderate",
    WarningLevel.BLUE: "Minor",
}
"""Levels as severities (domain.md 10)."""

_DEEPEST = 32
_Ring = tuple[tuple[float, float], ...]


class BadCap(ValueError):
    """These bytes are no alert of CAP 1.2; the text says why, in one line."""


class CapArea(Struct, frozen=True, kw_only=True):
    """Where: rings and circles of WGS-84 longitude and latitude (with a radius in km), and codes by name."""

    description: str
    polygons: tuple[_Ring, ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


class CapInfo(Struct, frozen=True, kw_only=True):
    """What is told in one language."""

    language: str
    category: WarningCategory
    event: str
    urgency: str
    severity: str
    certainty: str
    headline: str = ""
    description: str = ""
    instruction: str = ""
    sender_name: str = ""
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    areas: tuple[CapArea, ...] = ()


class CapAlert(Struct, frozen=True, kw_only=True):
    """An alert. `references` are `sender,identifier,sent` of earlier ones, as the standard writes them."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str = "Public"
    note: str = ""
    references: str = ""
    infos: tuple[CapInfo, ...] = ()


# --- reading ----------------------------------------------------------------------------------------------------------


def read(raw: bytes) -> CapAlert:
    """The alert that bytes hold. Raises BadCap, whatever the bytes are."""
    if len(raw) > LARGEST_BYTES:
        raise BadCap(f"more than {LARGEST_BYTES} bytes")
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as bad:
        raise BadCap("it declares a document type or entities") from bad
    except (ParseError, ValueError, LookupError) as bad:
        raise BadCap(f"no well-formed XML: {bad}") from bad
    _refuse_deep(root)
    _refuse_invalid(root)
    return _alert(root)


def _refuse_deep(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise BadCap(f"nested more than {_DEEPEST} deep")
        level = [child for element in level for child in element]


def _refuse_invalid(root: Element) -> None:
    fault = next(_schema().iter_errors(root), None)
    if fault is not None:
        raise BadCap(f"not valid: {fault.path}: {fault.reason}")


@cache
def _schema() -> Any:
    text = (files("server.warnings") / "data" / "cap-1.2.xsd").read_text(encoding="utf-8")
    import xmlschema  # noqa: PLC0415 - as large as the web framework, and needed where a warning is told

    return xmlschema.XMLSchema(text, allow="none", defuse="never")  # our own file, and nothing that it names


def _alert(root: Element) -> CapAlert:
    return CapAlert(
        identifier=_text(root, "identifier"),
        sender=_text(root, "sender"),
        sent=_instant(root, "sent") or _lacks("sent"),
        status=_text(root, "status"),
        msg_type=_text(root, "msgType"),
        scope=_text(root, "scope"),
        note=_text(root, "note"),
        references=_text(root, "references"),
        infos=tuple(map(_info, _all(root, "info"))),
    )


def _info(element: Element) -> CapInfo:
    return CapInfo(
        language=_text(element, "language") or "en-US",
        category=WarningCategory(_text(element, "category")),
        event=_text(element, "event"),
        urgency=_text(element, "urgency"),
        severity=_text(element, "severity"),
        certainty=_text(element, "certainty"),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        instruction=_text(element, "instruction"),
        sender_name=_text(element, "senderName"),
        effective=_instant(element, "effective"),
        onset=_instant(element, "onset"),
        expires=_instant(element, "expires"),
        areas=tuple(map(_area, _all(element, "area"))),
    )


def _area(element: Element) -> CapArea:
    return CapArea(
        description=_text(element, "areaDesc"),
        polygons=tuple(_ring(one.text or "") for one in _all(element, "polygon")),
        circles=tuple(_circle(one.text or "") for one in _all(element, "circle")),
        geocodes=tuple((_text(one, "valueName"), _text(one, "value")) for one in _all(element, "geocode")),
    )


def _ring(text: str) -> _Ring:
    """A closed ring of `lat,lon` pairs (3.2.4): turned to longitude first."""
    ring = tuple(_pair(part) for part in text.split())
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BadCap("a polygon has at least four pairs, the last like the first")
    return ring


def _circle(text: str) -> tuple[float, float, float]:
    centre, _, radius = text.strip().partition(" ")
    return *_pair(centre), _number(radius, 20_040.0)


def _pair(text: str) -> tuple[float, float]:
    lat, _, lon = text.partition(",")
    return _number(lon, 180.0), _number(lat, 90.0)


def _number(text: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError as bad:
        raise BadCap(f"{text!r} is no number") from bad
    if not -most <= value <= most:
        raise BadCap(f"{text} is out of range")
    return value


def _all(element: Element, name: str) -> list[Element]:
    return element.findall(f"{{{NAMESPACE}}}{name}")


def _text(element: Element, name: str) -> str:
    return (element.findtext(f"{{{NAMESPACE}}}{name}") or "").strip()


def _instant(element: Element, name: str) -> datetime | None:
    text = _text(element, name)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as bad:
        raise BadCap(f"{name} {text!r} is no instant") from bad


def _lacks(name: str) -> datetime:
    raise BadCap(f"{name} is missing")


# --- writing ----------------------------------------------------------------------------------------------------------


def write(alert: CapAlert) -> bytes:
    """The alert as UTF-8 XML, the same bytes each time. Raises BadCap for what the schema does not take."""
    register_namespace("cap", NAMESPACE)
    root = Element(f"{{{NAMESPACE}}}alert")
    _put(root, identifier=alert.identifier, sender=alert.sender, sent=told(alert.sent), status=alert.status)
    _put(root, msgType=alert.msg_type, scope=alert.scope, note=alert.note, references=alert.references)
    for info in alert.infos:
        _put_info(root, info)
    _refuse_invalid(root)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _put_info(root: Element, info: CapInfo) -> None:
    element = SubElement(root, f"{{{NAMESPACE}}}info")
    _put(element, language=info.language, category=info.category.value, event=info.event)
    _put(element, urgency=info.urgency, severity=info.severity, certainty=info.certainty)
    _put(element, effective=told(info.effective), onset=told(info.onset), expires=told(info.expires))
    _put(element, senderName=info.sender_name, headline=info.headline)
    _put(element, description=info.description, instruction=info.instruction)
    for area in info.areas:
        place = SubElement(element, f"{{{NAMESPACE}}}area")
        _put(place, areaDesc=area.description)
        _put_each(place, "polygon", (" ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in ring) for ring in area.polygons))
        _put_each(place, "circle", (f"{lat:.6f},{lon:.6f} {radius:g}" for lon, lat, radius in area.circles))
        for name, value in area.geocodes:
            _put(SubElement(place, f"{{{NAMESPACE}}}geocode"), valueName=name, value=value)


def _put(element: Element, **values: str) -> None:
    for name, value in values.items():
        if value:
            SubElement(element, f"{{{NAMESPACE}}}{name}").text = value


def _put_each(element: Element, name: str, values: Iterable[str]) -> None:
    for value in values:
        SubElement(element, f"{{{NAMESPACE}}}{name}").text = value


def told(at: datetime | None) -> str:
    """An instant as CAP writes it; nothing for None. Seconds and an offset, never Z (3.3.2)."""
    return "" if at is None else at.astimezone(SHANGHAI).replace(microsecond=0).isoformat()
