"""The stage of the day: who plays, where, and what the steps so far have left for the later ones. It takes no step."""

from dataclasses import dataclass, field
from pathlib import Path

from ops.demo_district import DemoDistrict
from ops.seed.offices import Beat, Trade, department_login, handler_logins
from ops.seed.plan import Plan
from ops.selfcheck.desks import Desks
from ops.selfcheck.devices import Device
from ops.selfcheck.oracle import Oracle
from ops.selfcheck.traffic import Traffic
from ops.server_process import ServerProcess

CLASS = "B-component-01-02"
"""A sewer's manhole cover: one photo before, one after."""
TRADE = Trade.DRAINS
"""Whose business that is."""


@dataclass
class Day:
    """One run. What is empty at first is filled in by the step that its name tells."""

    district: DemoDistrict
    server: ServerProcess
    oracle: Oracle
    folder: Path
    traffic: Traffic = field(default_factory=Traffic)
    phones: dict[str, Device] = field(default_factory=dict[str, Device])
    resident: str = ""
    new_phone: str = ""
    new_workplace: str = ""
    newcomer: str = ""
    mover: str = ""
    mover_dwelling: str = ""
    case: str = ""
    case_of_b: str = ""
    places: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    picture: bytes = b""
    report_photo: str = ""

    def __post_init__(self) -> None:
        """The desks of the district are opened when they are needed."""
        self.desks = Desks(self.server.url, self.district.password, self.traffic)

    @property
    def plan(self) -> Plan:
        """Who is who in the district."""
        return self.district.plan

    @property
    def beat_a(self) -> Beat:
        """The grid of worker A, which worker B is put on too."""
        return self.plan.offices.beats[0]

    @property
    def beat_b(self) -> Beat:
        """The grid of worker B, in the same community."""
        return self.plan.offices.beats[1]

    @property
    def committee(self) -> str:
        """The login of the committee of both grids."""
        return self.plan.offices.committees[self.beat_a.place.community].login

    @property
    def department(self) -> str:
        """The login of the department that the case goes to."""
        return department_login(TRADE)

    @property
    def handler(self) -> str:
        """The login of who does the work there."""
        return handler_logins(TRADE)[0]

    def joined(self) -> list[Device]:
        """The phones that somebody has joined with, by name."""
        return [device for _, device in sorted(self.phones.items()) if device.user]

    def phone(self, name: str) -> Device:
        """The phone of that name; a new one is out of its box."""
        if name not in self.phones:
            self.phones[name] = Device(name, self.folder, self.server.url, self.traffic)
        return self.phones[name]

    def close(self) -> None:
        """Close what the day opened; the server is whoever's who started it."""
        for device in self.phones.values():
            device.close()
        self.desks.close()
