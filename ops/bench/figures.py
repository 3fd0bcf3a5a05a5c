"""What a run found, as one JSON object or as a table with floor and ratio beside each figure. It judges nobody."""

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct
from rich.table import Table

_LIBRARIES = ("granian", "litestar", "msgspec", "sqlalchemy", "asyncpg", "aiosqlite", "cryptography")


class Figures(Struct, frozen=True, kw_only=True):
    """One store's figures. `rss_mib` is None where the system does not tell; `details` are for whoever asks why."""

    store: str
    push_commands_per_s: float
    boot_records_per_s: float
    fleet_commands_per_s: float
    pull_50_ms: float
    pull_growth: float
    rss_mib: float | None
    floors: dict[str, float]
    ratios: dict[str, float]
    details: dict[str, float]
    at: dict[str, Any]


class _Line(NamedTuple):
    """A line of the table: its figure, what is asked for, and the floor that it stands on."""

    label: str
    field: str
    wanted: str
    floor: str


_LINES = (
    _Line("push, commands/s", "push_commands_per_s", ">= 4,000", "bulk_insert_rows_per_s"),
    _Line("boot, records/s", "boot_records_per_s", ">= 40,000", "msgpack_records_per_s"),
    _Line("fleet, commands/s", "fleet_commands_per_s", ">= 3,000", "bulk_insert_rows_per_s"),
    _Line("pull of 50, ms", "pull_50_ms", "< 5", "empty_request_ms"),
    _Line("pull, large / small", "pull_growth", "< 1.5", ""),
    _Line("server memory, MiB", "rss_mib", "< 400", ""),
)


def ratios_of(figures: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """Each figure over its floor, by the figure's name."""
    return {
        line.field: rounded(figures[line.field] / floors[line.floor])
        for line in _LINES
        if line.floor and floors[line.floor]
    }


def table_of(figures: Figures) -> Table:
    """For people."""
    table = Table(title=f"{figures.store} · {figures.at['database']} · {figures.at['residents']:,} residents")
    for heading in ("figure", "measured", "asked for", "floor", "ratio"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for line in _LINES:
        value: float | None = getattr(figures, line.field)
        floor = f"{line.floor} {figures.floors[line.floor]:,}" if line.floor else ""
        ratio = figures.ratios.get(line.field)
        table.add_row(
            line.label, "?" if value is None else f"{value:,}", line.wanted, floor, "" if ratio is None else f"{ratio}"
        )
    table.caption = f"{figures.at['cpu']}, {figures.at['cores']} cores, load {figures.at['load']}"
    return table


def machine(database: str, residents: int) -> dict[str, Any]:
    """Where a figure comes from: the machine, how busy it is, and what runs on it."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "python": platform.python_version(),
        "database": database,
        "residents": residents,
        "versions": {name: version(name) for name in _LIBRARIES},
    }


def rounded(value: float) -> float:
    """Four digits that mean something."""
    return float(f"{value:.4g}")


def _cpu() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def peak_mib() -> float:
    """The most memory that this process had, where the system tells; else 0."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
