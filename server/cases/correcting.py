"""What a correction makes of a case: its words, its place, its class. Pure; who may correct when is the table's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grid.geometry import Position
from mobile_contract.case_steps import CorrectCase
from mobile_contract.problems import ProblemCode
from server.cases.entities import Case
from server.cases.reports import place_at
from server.cases.words import COLLECTED
from server.catalogue.filing import class_out_of_force
from server.components.pointing import class_refusal
from server.core.decisions import Decision, Directory, refuse

TOLD = ("title", "description", "address", "class_code", "lon", "lat", "grid")
"""The fields whose old values are kept: what derives from them is found again."""


def corrected(command: CorrectCase, case: Case, directory: Directory, now: datetime) -> dict[str, Any] | Decision:
    """The fields of the case that are other ones after a correction, or why it cannot be made.

    The grid is found as a report finds it, by the shapes of the day of the report; a point that no grid holds leaves
    the case with the grid that it had: somebody must look after it. Refuses NOTHING_TO_CHANGE, CASE_NEEDS,
    OUT_OF_DISTRICT, UNKNOWN_GRID, UNKNOWN_CLASS, CLASS_RETIRED and COMPONENT_CLASS.
    """
    place = _place(command, case, directory)
    if isinstance(place, Decision):
        return place
    told = {name: getattr(command, name) for name in ("title", "description", "address", "class_code")}
    values = {name: value for name, value in told.items() if value is not None} | place
    refusal = _lacking(values, case) or _class_refusal(command, case, directory, now)
    if refusal is not None:
        return refusal
    fresh = {name: value for name, value in values.items() if getattr(case, name) != value}
    return fresh or refuse(ProblemCode.NOTHING_TO_CHANGE)


def old_words(values: Mapping[str, Any], case: Case) -> dict[str, str]:
    """What the case said before of each field that is another one now, as text."""
    was = {name: getattr(case, name) for name in TOLD if name in values}
    return {name: "" if value is None else str(value) for name, value in was.items()}


def _lacking(values: Mapping[str, Any], case: Case) -> Decision | None:
    if not str(values.get("title", case.title)).strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="title")
    placed = values.get("lon", case.lon) is not None or str(values.get("address", case.address)).strip()
    return None if placed else refuse(ProblemCode.CASE_NEEDS, needs="place")


def _class_refusal(command: CorrectCase, case: Case, directory: Directory, now: datetime) -> Decision | None:
    if command.class_code is None:
        return None
    if case.state not in COLLECTED:
        return refuse(ProblemCode.CASE_NEEDS, needs="state", state=case.state.value)
    return class_out_of_force(directory, command.class_code, now) or class_refusal(case.component, command.class_code)


def _place(command: CorrectCase, case: Case, directory: Directory) -> dict[str, Any] | Decision:
    if command.point is not None:
        found = place_at(command.point, command.claimed_grid, directory, case.reported_at)
        if isinstance(found, Decision):
            return found
        point = command.point
        raw = {"raw_lon": point.lon, "raw_lat": point.lat, "datum": point.datum.value, "accuracy_m": point.accuracy_m}
        return found._asdict() | {"grid": found.grid or case.grid} | raw
    if command.claimed_grid is None:
        return {}
    there: Position | None = None if case.lon is None or case.lat is None else (case.lon, case.lat)
    home = directory.home_of(command.claimed_grid, there, case.reported_at)
    return refuse(ProblemCode.UNKNOWN_GRID, grid=command.claimed_grid) if home is None else {"grid": home}
