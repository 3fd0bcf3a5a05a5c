"""`phone_tables.js`: what the phone core must know of commands and no shape says: cases, dangers, limits."""

import json
from typing import Any, get_args

from mobile_contract import danger_machine, sync
from mobile_contract.cases import CaseCommand
from mobile_contract.commands import AnyCommand
from mobile_contract.hazards import DangerCommand
from mobile_contract.kinds import KINDS


def phone_tables() -> str:
    """The tables as one ES module of constants."""
    constants: dict[str, tuple[str, Any]] = {
        "NUMBERS": ("By the `type` of a record: the number of its kind.", _numbers()),
        "CASE_COMMANDS": ("What moves a case, or is said of one.", _kinds_of(CaseCommand)),
        "DANGER_COMMANDS": ("The steps of a danger.", _kinds_of(DangerCommand)),
        "DANGER_ROWS": (
            "By event: `[from, to]` (null: it stays), where it comes too late, what becomes of it after its round.",
            {row.event: _row(row) for row in danger_machine.ROWS},
        ),
        "LIMITS": ("What one message may hold.", _limits()),
    }
    lines = ["// Made by `python -m mobile_contract.emit`; do not edit."]
    for name, (doc, value) in constants.items():
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        lines.append(f"\n/** {doc} @type {{{_TYPES[name]}}} */\nexport const {name} = {text};")
    return "\n".join(lines) + "\n"


_TYPES = {
    "NUMBERS": "Record<string, number>",
    "CASE_COMMANDS": "string[]",
    "DANGER_COMMANDS": "string[]",
    "DANGER_ROWS": "Record<string, {ways: [string[], string | null][], absorbed: string[], stale: string | null}>",
    "LIMITS": "Record<string, number>",
}


def _numbers() -> dict[str, int]:
    return {str(record.__struct_config__.tag): number for number, record in sorted(KINDS.items())}


def _kinds_of(base: type) -> list[str]:
    return sorted(str(one.__struct_config__.tag) for one in get_args(AnyCommand) if issubclass(one, base))


def _row(row: danger_machine.DangerRow) -> dict[str, Any]:
    ways = [[sorted(way.sources), way.target] for way in row.ways]
    return {"ways": ways, "absorbed": sorted(row.absorbed), "stale": row.stale}


def _limits() -> dict[str, int]:
    names = ("MAX_BATCH", "MAX_PUSH_BYTES", "MAX_COMMAND_BYTES", "BOOT_ROWS", "NEXT_IN_S", "BUCKETS", "MAX_BUCKETS")
    return {name: getattr(sync, name) for name in (*names, "MAX_DIFFERS")}
