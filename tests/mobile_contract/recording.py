"""Records what a phone of the present contract queues, once and for ever: `python -m tests.mobile_contract.recording`.

A recorded queue is never changed: it is what phones of that contract still hold in cellars. Each later build must take
it (`tests/server/test_old_queues.py`).
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from mobile_contract.base import CONTRACT, Clock, Command, Datum, Point
from mobile_contract.case_steps import EscalateCase, RateCase
from mobile_contract.cases import CaseState, CommentCase, ReportMatter
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    ChangeDwelling,
    ChangeHousehold,
    ChangePerson,
    ChangeResidency,
    DwellingEdits,
    DwellingUse,
    EndResidency,
    HouseholdEdits,
    IdType,
    MoveIn,
    PersonEdits,
    RegisterPerson,
    ResidencyEdits,
    ResidencyKind,
)
from mobile_contract.visits import RecordVisit, VisitChannel, VisitOutcome

QUEUES = Path(__file__).parent / "queues"
BOOT = "boot-of-then"
_POINT = Point(lon=118.775, lat=31.995, datum=Datum.WGS84, accuracy_m=8.0, provider="gnss")


class Line(msgspec.Struct, frozen=True):
    """One command as a phone of then sent it, and what came of it."""

    raw: str
    verdict: str


class Recorded(msgspec.Struct, frozen=True):
    """A queue of one worker, and the ids that it names of what was there before."""

    contract: int
    there: dict[str, str]
    lines: list[Line]


def path_of(contract: int) -> Path:
    """Where the queue of a contract lies."""
    return QUEUES / f"{contract}.json"


def _numbered(number: int) -> str:
    return f"01970000-0000-7000-8000-{number:012x}"


THERE = {
    name: _numbered(number)
    for number, name in enumerate(
        ("west", "east", "building", "dwelling", "other_dwelling", "east_dwelling", "household", "person", "residency"),
        start=1,
    )
}


def queue() -> Iterator[tuple[Command, str]]:
    """Every kind of command that a worker's phone makes, each with the verdict that it must always get."""
    building, dwelling, household, person, stay, visit, case, photo = map(_numbered, range(100, 108))
    second_stay = _numbered(120)
    seq = iter(range(1, 100))

    def facts(entity: str, root: str = "", **more: Any) -> dict[str, Any]:
        number = next(seq)
        made = Clock(wall=1_764_000_000_000 + number * 60_000, boot=BOOT, mono=number * 1_000)
        return {
            "id": _numbered(1000 + number),
            "seq": number,
            "entity": entity,
            "root": root or entity,
            "made": made,
            "contract": CONTRACT,
            **more,
        }

    yield AddBuilding(**facts(building), grid=THERE["west"], name="3号楼", floors=6, point=_POINT), "applied"
    yield AddDwelling(**facts(dwelling, needs=(building,)), building=building, unit="1", floor=2, room="201"), "applied"
    yield AddHousehold(**facts(household, needs=(dwelling,)), dwelling=dwelling, number="H-3-201"), "applied"
    yield (
        RegisterPerson(
            **facts(person, needs=(household,)), residency=stay, dwelling=dwelling, household=household,
            name="演示李四", phone="13900000001", id_type=IdType.OTHER, id_no="DEMO-0002",
            care_labels=("living_alone",), residency_kind=ResidencyKind.FLOATING, inflow_on="2025-03-01",
            cert_until="2026-03-01",
        ),
        "applied",
    )  # fmt: skip
    told = PersonEdits(phone=("13900000001", "13900000002"), note=(None, "晚上在家"))
    yield ChangePerson(**facts(person, base=1), set=told, add_labels=("veteran",)), "applied"
    yield ChangeDwelling(**facts(dwelling), set=DwellingEdits(use=(DwellingUse.SELF, DwellingUse.RENTED))), "applied"
    yield ChangeHousehold(**facts(household), set=HouseholdEdits(head=(None, person))), "applied"
    yield (
        ChangeResidency(**facts(stay, person), set=ResidencyEdits(cert_until=("2026-03-01", "2026-09-01"))),
        "applied",
    )
    yield (
        RecordVisit(
            **facts(visit, household), household=household, channel=VisitChannel.DOOR, outcome=VisitOutcome.MET,
            persons=(person,), point=_POINT, minutes=12, needs_told=("pension",), note="一切安好",
        ),
        "applied",
    )  # fmt: skip
    yield MoveIn(**facts(THERE["person"]), residency=second_stay, dwelling=THERE["other_dwelling"]), "applied"
    yield EndResidency(**facts(second_stay, THERE["person"]), until_on="2025-12-01", reason="回乡"), "applied"
    yield ReportMatter(**facts(case), title="井盖破损", description="路口", point=_POINT, photos=1), "applied"
    yield (
        AttachPhoto(
            **facts(photo, case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
            sha256="ab" * 32, size_bytes=1234,
        ),
        "applied",
    )  # fmt: skip
    yield CommentCase(**facts(case), opinion="已设警示"), "applied"
    yield EscalateCase(**facts(case), saw=CaseState.REPORTED, opinion="需社区协调"), "applied"
    yield RateCase(**facts(case), saw=CaseState.REPORTED, satisfaction=3, opinion="还在等"), "merged"


def main() -> None:
    """Write the queue of this build's contract, unless there is one."""
    path = path_of(CONTRACT)
    if path.exists():
        sys.exit(f"{path.name} is recorded, and stays as it is")
    lines = [Line(msgspec.json.encode(command).decode(), verdict) for command, verdict in queue()]
    path.write_bytes(msgspec.json.format(msgspec.json.encode(Recorded(CONTRACT, THERE, lines)), indent=1) + b"\n")


if __name__ == "__main__":
    main()
