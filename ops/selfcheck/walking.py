"""Leads cases through the machine over HTTP, at desks and on phones, and tells each move. What is done is for tales."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from grid.geometry import Outline
from mobile_contract import cases, kinds
from mobile_contract.base import Datum
from mobile_contract.case_adjustments import CaseRequestCommand, ReviewRequest
from mobile_contract.cases import CaseCommand, CaseRecord, CaseState
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import BuildingRecord
from ops.demo_photos import make_sample_jpeg
from ops.phone import device as clocks
from ops.phone import drafts
from ops.selfcheck.checking import DONE, Failed, require, require_done
from ops.selfcheck.day import CLASS, Day
from ops.selfcheck.devices import draft

_WATCHER = "acceptor"
"""Whose desk looks at each case after each move: it sees the whole district."""
_STEP_DEGREES = 0.00012
_PICTURES = 115


class Move(NamedTuple):
    """One command on a case: who gave it, from which state to which, and when the stage is due then."""

    case: str
    command: str
    by: str
    verdict: str
    before: CaseState | None
    after: CaseState
    due_at: datetime | None


class Walk:
    """What a walk has met so far: moves in their order, states and commands."""

    def __init__(self, day: Day, late: str, tell: Callable[[Move], None]) -> None:
        self.day = day
        self.late = late
        """A closed case of last month that was handled too late."""
        self.case = ""
        """The case that several tales go on with."""
        self.moves: list[Move] = []
        self._tell = tell

    @property
    def states(self) -> set[CaseState]:
        """Every state that a case was in."""
        return {move.after for move in self.moves}

    @property
    def commands(self) -> set[str]:
        """Every kind of command that was given, and done."""
        return {move.command for move in self.moves if move.verdict in DONE}

    # --- at a desk ----------------------------------------------------------------------------------------------------

    def step(self, login: str, shape: type[CaseCommand], case: str, **facts: Any) -> None:
        """Somebody at a desk leads a case on, as seen just now. Raises Failed unless that was done."""
        before = self.seen(case).state
        self.day.desks.of(login).step(shape, case, **({"opinion": "演示"} | facts))
        self._note(case, _kind(shape), login, Verdict.APPLIED, before)

    def issue(self, login: str, shape: type[CaseCommand], case: str, **facts: Any) -> Receipt:
        """The same of a command that nobody offers them; the receipt, whatever it says."""
        seen = self.seen(case)
        told: dict[str, Any] = {"saw": seen.state, "generation": seen.generation, "opinion": "演示"} | facts
        receipt = self.day.desks.of(login).issue(draft(shape, case, **told))
        self._note(case, _kind(shape), login, receipt.verdict, seen.state)
        return receipt

    def ask(self, login: str, shape: type[CaseRequestCommand], case: str, **facts: Any) -> str:
        """Somebody at a desk asks for something; the request's id."""
        request = clocks.new_id()
        self.step(login, shape, case, request=request, **facts)
        return request

    def review(self, login: str, case: str, request: str, *, approved: bool = True) -> None:
        """Whoever's turn it is reviews a request."""
        self.step(login, ReviewRequest, case, request=request, approved=approved)

    def file(self, case: str, class_code: str = CLASS, login: str = "leader") -> None:
        """A case is filed under the first condition of a class."""
        condition = self.day.desks.of(login).condition(class_code)
        self.step(login, cases.FileCase, case, class_code=class_code, condition=condition)

    # --- on a phone ---------------------------------------------------------------------------------------------------

    def report(self, title: str, class_code: str = CLASS, pictures: int = 0) -> str:
        """Worker A reports a matter beside a building of the grid; the case."""
        device = self.day.phone("a")
        lon, lat = self.place()
        facts = {"title": title, "class_code": class_code} | drafts.place(lon, lat, Datum.WGS84, 6.0)
        made = device.write(drafts.report(facts, self._pictures(pictures), device.photo_folder, clocks.now()))
        device.sync()
        case = made[0].entity
        for command in made:
            require_done(_receipt(device.receipt(command.id)), "a report")
        self._note(case, "report_matter", device.name, Verdict.APPLIED, None)
        return case

    def on_phone(self, name: str, kind: str, case: str, pictures: int = 0, **facts: Any) -> None:
        """Somebody leads a case on from their phone, with photos, and syncs. Raises Failed unless that was done."""
        device = self.day.phone(name)
        device.sync()
        catalog = device.catalog()
        shown = catalog.overlay.find(kinds.CASE, case)
        if not isinstance(shown, CaseRecord):
            raise Failed(f"the case is on phone {name}")
        told = {"opinion": "演示"} | facts
        written = drafts.step(
            catalog, shown, kind, told, self._pictures(pictures), device.photo_folder, clocks.now()
        )  # fmt: skip
        for command in device.write(written):
            require(device.receipt(command.id) is None, "nobody has judged it yet")
        device.sync()
        receipts = [_receipt(device.receipt(command.id)) for command in written.drafts]
        for receipt in receipts:
            require_done(receipt, f"{kind} on phone {name}")
        self._note(case, kind, name, receipts[-1].verdict, shown.state)

    def place(self) -> tuple[float, float]:
        """Some metres from a building of worker A's grid, in WGS-84."""
        outline = Outline(self.day.beat_a.place.geometry)
        for building in self.day.phone("a").catalog().overlay.of_kind(kinds.BUILDING):
            if isinstance(building, BuildingRecord) and building.lon and building.lat:
                lon, lat = round(building.lon + _STEP_DEGREES, 7), building.lat
                if outline.contains(lon, lat):
                    return lon, lat
        raise Failed("a building stands inside the grid")

    def seen(self, case: str) -> CaseRecord:
        """A case as the district's office sees it now."""
        return self.day.desks.of(_WATCHER).case(case).case

    def events(self, case: str) -> list[tuple[str, bool]]:
        """The events of a case, and whether each was applied."""
        return [(event.command, event.applied) for event in self.day.desks.of(_WATCHER).case(case).events]

    def _pictures(self, wanted: int) -> list[Any]:
        sources = [self.day.folder / f"walk-{number}.jpg" for number in range(wanted)]
        for number, source in enumerate(sources, start=len(self.moves)):
            source.write_bytes(make_sample_jpeg(_PICTURES + number))
        return sources

    def _note(self, case: str, kind: str, by: str, verdict: str, before: CaseState | None) -> None:
        now = self.seen(case)
        move = Move(case, kind, by, verdict, before, now.state, now.due_at)
        self.moves.append(move)
        self._tell(move)


def _kind(shape: type[msgspec.Struct]) -> str:
    return str(shape.__struct_config__.tag)


def _receipt(found: Receipt | None) -> Receipt:
    if found is None:
        raise Failed("a command has a receipt")
    return found
