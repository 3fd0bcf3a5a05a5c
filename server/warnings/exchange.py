"""Our warnings as alerts of CAP 1.2, alerts of others as drafts of ours, and the Atom feed. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, fromstring, indent, register_namespace, tostring

from mobile_contract.warning import Language, WarningArea, WarningLevel, WarningState, WarningText
from server.core.decisions import GridNode
from server.warnings import cap
from server.warnings.areas import outline_of
from server.warnings.cap import BadCap, CapAlert, CapArea, CapInfo
from server.warnings.entities import PublicWarning

ATOM = "http://www.w3.org/2005/Atom"
FEED_TYPE = "application/atom+xml"
DISTRICT_CODE = "GB/T 2260"
GRID_CODE = "hexward:grid"

_LEVELS = {severity: level for level, severity in cap.SEVERITIES.items()}
_CORNERS = 36
_KM_PER_DEGREE = 111.32
_STATUSES = {"Actual": False, "Exercise": True}


class Sender(NamedTuple):
    """The district as it signs its alerts."""

    district: int
    name: str

    @property
    def id(self) -> str:
        """What no other sender has."""
        return f"hexward.{self.district:06d}"


# --- out --------------------------------------------------------------------------------------------------------------


def alert_of(
    warning: PublicWarning, earlier: PublicWarning | None, grids: Sequence[GridNode], sender: Sender
) -> CapAlert:
    """The alert of a warning that was issued, or of its cancel; `earlier` is what it took the place of.

    Raises BadCap for one that was never issued.
    """
    if warning.number is None or warning.issued_at is None:
        raise BadCap("it was not issued")
    cancelled = warning.state is WarningState.CANCELLED and warning.cancel_number is not None
    referred = warning if cancelled else earlier
    sent = (warning.ended_at if cancelled else None) or warning.issued_at
    return CapAlert(
        identifier=(warning.cancel_number if cancelled else None) or warning.number,
        sender=sender.id,
        sent=sent,
        status="Exercise" if warning.drill else "Actual",
        msg_type="Cancel" if cancelled else "Alert" if earlier is None else "Update",
        note=warning.words if cancelled else "",
        references="" if referred is None else _reference(referred, sender),
        infos=tuple(_info(warning, text, grids, sender) for text in warning.texts),
    )


def _reference(warning: PublicWarning, sender: Sender) -> str:
    return f"{sender.id},{warning.number},{cap.told(warning.issued_at)}"


def _info(warning: PublicWarning, text: WarningText, grids: Sequence[GridNode], sender: Sender) -> CapInfo:
    later = warning.onset_at is not None and warning.issued_at is not None and warning.onset_at > warning.issued_at
    return CapInfo(
        language=text.language.value,
        category=warning.category,
        event=warning.event,
        urgency="Expected" if later else "Immediate",
        severity=cap.SEVERITIES[warning.level],
        certainty="Likely",
        headline=text.headline,
        description=text.description,
        instruction=text.instruction,
        sender_name=sender.name,
        effective=warning.issued_at,
        onset=warning.onset_at,
        expires=warning.expires_at,
        areas=(_area(warning, grids, sender),),
    )


def _area(warning: PublicWarning, grids: Sequence[GridNode], sender: Sender) -> CapArea:
    codes = ((GRID_CODE, grid.code) for grid in grids)
    return CapArea(
        description="、".join(grid.name for grid in grids) or sender.name,
        polygons=tuple(polygon[0] for polygon in outline_of(warning.area)),
        geocodes=((DISTRICT_CODE, f"{sender.district:06d}"), *codes),
    )


def feed(entries: Iterable[tuple[PublicWarning, CapAlert]], sender: Sender, at: datetime) -> bytes:
    """What is in force as an Atom feed (RFC 4287) with each alert whole in it. Drills are in no feed: BadCap."""
    register_namespace("atom", ATOM)
    root = Element(f"{{{ATOM}}}feed")
    _put(root, id=f"urn:hexward:{sender.district:06d}:warnings", title=f"{sender.name}预警 / warnings in force")
    found = list(entries)
    newest = max((alert.sent for _, alert in found), default=at)
    _put(root, updated=cap.told(newest))
    _put(SubElement(root, f"{{{ATOM}}}author"), name=sender.name)
    for warning, alert in found:
        if warning.drill:
            raise BadCap("a drill is in no feed")
        entry = SubElement(root, f"{{{ATOM}}}entry")
        _put(entry, id=f"urn:hexward:{alert.identifier}", title=alert.infos[0].headline, updated=cap.told(alert.sent))
        _put(entry, summary=alert.infos[0].description)
        content = SubElement(entry, f"{{{ATOM}}}content", type=cap.MEDIA_TYPE)
        content.append(fromstring(cap.write(alert)))  # noqa: S314 - our own bytes
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _put(element: Element, **values: str) -> None:
    for name, value in values.items():
        SubElement(element, f"{{{ATOM}}}{name}").text = value


# --- in ---------------------------------------------------------------------------------------------------------------


def draft_of(alert: CapAlert, sender: Sender, grids: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What the draft of somebody's alert is told, but for whose command it is; `grids` are ids by code.

    An exercise becomes a drill. Raises BadCap for a test, a cancel, what is not public, what has expired or does not
    say when it does, an unknown severity, and an area in more than one piece.
    """
    if alert.status not in _STATUSES:
        raise BadCap(f"its status is {alert.status}")
    if alert.msg_type not in {"Alert", "Update"}:
        raise BadCap(f"its type is {alert.msg_type}: a person decides about that")
    if alert.scope != "Public":
        raise BadCap(f"its scope is {alert.scope}")
    if not alert.infos:
        raise BadCap("it says nothing")
    first = alert.infos[0]
    if first.expires is None:
        raise BadCap("it does not say when it expires")
    if first.expires <= now:
        raise BadCap(f"it expired at {cap.told(first.expires)}")
    return {
        "level": _level(alert.infos),
        "area": _area_in(first.areas, sender, grids),
        "expires_at": first.expires,
        "onset_at": first.onset,
        "texts": tuple(_texts(alert.infos)),
        "category": first.category,
        "event": first.event,
        "drill": _STATUSES[alert.status],
        "source": f"CAP {alert.sender} {alert.identifier}"[:200],
    }


def _level(infos: Iterable[CapInfo]) -> WarningLevel:
    """The gravest that is told."""
    told = {info.severity for info in infos}
    for severity, level in _LEVELS.items():
        if severity in told:
            return level
    raise BadCap("its severity is unknown")


def _texts(infos: Iterable[CapInfo]) -> Iterable[WarningText]:
    """The first text of each language that we speak."""
    spoken: set[Language] = set()
    for info in infos:
        language = {"zh": Language.ZH_CN, "en": Language.EN}.get(info.language[:2].lower())
        if language is not None and language not in spoken:
            spoken.add(language)
            yield WarningText(
                language=language,
                headline=info.headline or info.event,
                description=info.description or info.headline or info.event,
                instruction=info.instruction,
            )


def _area_in(areas: Sequence[CapArea], sender: Sender, grids: Mapping[str, str]) -> WarningArea:
    """By our grids' codes, by its one polygon or circle, or by the district's code, in this order."""
    codes = [value for area in areas for name, value in area.geocodes if name == GRID_CODE]
    if codes:
        unknown = [code for code in codes if code not in grids]
        if unknown:
            raise BadCap(f"there is no grid {unknown[0]}")
        return WarningArea(grids=tuple(grids[code] for code in codes))
    shapes = [ring for area in areas for ring in area.polygons]
    shapes += [_round(*circle) for area in areas for circle in area.circles]
    if len(shapes) == 1:
        return WarningArea(polygon=shapes[0])
    if not shapes and any(value == f"{sender.district:06d}" for area in areas for _, value in area.geocodes):
        return WarningArea(grids=tuple(grids.values()))
    raise BadCap("its area is none of ours, or in more than one piece")


def _round(lon: float, lat: float, radius_km: float) -> tuple[tuple[float, float], ...]:
    """A circle by its corners, none of them inside it."""
    radius = radius_km / math.cos(math.pi / _CORNERS) / _KM_PER_DEGREE
    wide = radius / max(math.cos(math.radians(lat)), 0.01)
    angles = (2 * math.pi * corner / _CORNERS for corner in range(_CORNERS))
    return tuple((lon + wide * math.cos(angle), lat + radius * math.sin(angle)) for angle in angles)
