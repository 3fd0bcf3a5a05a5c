"""Makes `generated/` from the contract's own types: `python -m mobile_contract.emit`. It writes nothing else.

A test compares what lies there with what this makes, so that neither changes without the other.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from mobile_contract import accounts, kinds, media, problems, receipts, rescue, sync, visit_rules, visits
from mobile_contract.base import CONTRACT
from mobile_contract.commands import AnyCommand
from mobile_contract.policies import Policy, policies_of

GENERATED = Path(__file__).parent / "generated"
_TEMPLATE = Path(__file__).parent / "visit_dues.template.js"
MESSAGES: tuple[Any, ...] = (
    accounts.LoginRequest,
    accounts.EnrolRequest,
    accounts.RejoinRequest,
    accounts.Enrolled,
    accounts.Me,
    rescue.SignedOutbox,
    rescue.Outbox,
    sync.PushRequest,
    sync.PushReply,
    sync.PullRequest,
    sync.PullReply,
    sync.BootRequest,
    sync.BootReply,
    sync.DigestRequest,
    sync.DigestReply,
    sync.WipeProof,
    sync.WipeReply,
    sync.Wake,
    media.NewUpload,
    media.UploadView,
)


def schema() -> bytes:
    """Every message, command and record as JSON Schema 2020-12: `$defs` by name, `commands` as one union."""
    types = (AnyCommand, *MESSAGES, *kinds.KINDS.values())
    (command, *_), defs = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Hexward's mobile contract {CONTRACT}",
        "messages": {one.__name__: {"$ref": f"#/$defs/{one.__name__}"} for one in MESSAGES},
        "records": {str(number): {"$ref": f"#/$defs/{one.__name__}"} for number, one in kinds.KINDS.items()},
        "commands": command,
        "$defs": {name: defs[name] for name in sorted(defs)},
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def tables() -> str:
    """Kinds, field policies, verdicts and problem codes as Markdown."""
    parts = [
        f"# Contract {CONTRACT}: kinds, field policies, verdicts, problem codes",
        "Made by `python -m mobile_contract.emit`; do not edit.",
        "## Kinds of rows",
        _table(("Number", "Name", "Record"), ((n, kinds.NAMES[n], r.__name__) for n, r in kinds.KINDS.items())),
        "## Field policies",
        _table(("Record", "Field", "Policy"), _policies()),
        "## Verdicts",
        ", ".join(f"`{one.value}`" for one in receipts.Verdict) + ".",
        "## Problem codes",
        _table(("Code", "Meaning"), _codes()),
    ]
    return "\n\n".join(parts) + "\n"


def visit_dues() -> str:
    """The due list in JavaScript: its template, with what it takes from the contract's types as constants."""
    constants: dict[str, object] = {
        "DAY_MS": 86_400_000,
        "OFFSET_MS": 8 * 3_600_000,
        "STATES": list(visit_rules.DueState),
        "CHANNELS": list(visits.VisitChannel),
        "COUNTED": list(visits.COUNTED),
        "SAME_DAY": list(visits.SAME_DAY),
        "MONTHS": visit_rules.MONTHS,
        "RULE_DEFAULTS": _defaults(visit_rules.VisitRule),
        "TARGET_DEFAULTS": _defaults(visit_rules.VisitTarget),
    }
    lines = [f"const {name} = {msgspec.json.encode(value).decode()};" for name, value in constants.items()]
    made = "\n".join(["// Made by `python -m mobile_contract.emit`; do not edit.", *lines])
    return _TEMPLATE.read_text(encoding="utf-8").replace("/* CONSTANTS */", made)


def _defaults(shape: type[msgspec.Struct]) -> dict[str, object]:
    fields = msgspec.structs.fields(shape)
    return {one.name: one.default for one in fields if one.default is not msgspec.NODEFAULT}


def _policies() -> Iterator[tuple[str, str, str]]:
    for record in kinds.KINDS.values():
        for name, chosen in policies_of(record).items():
            if name != "id":
                yield record.__name__, f"`{name}`", Policy(chosen).value


def _codes() -> Iterator[tuple[str, str]]:
    """Each code with the line that stands below it in the source: the one place where its meaning is written."""
    body = ast.parse(Path(problems.__file__).read_text(encoding="utf-8")).body
    enum = next(one for one in body if isinstance(one, ast.ClassDef) and one.name == "ProblemCode")
    told = dict[str, str]()
    for code, meaning in zip(enum.body, enum.body[1:], strict=False):
        if isinstance(code, ast.Assign) and isinstance(meaning, ast.Expr) and isinstance(meaning.value, ast.Constant):
            told[str(ast.literal_eval(code.value))] = " ".join(str(meaning.value.value).split())
    for one in problems.ProblemCode:
        yield f"`{one.value}`", told[one.value]


def _table(heads: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def main() -> None:
    """Write the three files."""
    GENERATED.mkdir(exist_ok=True)
    (GENERATED / "visit_dues.js").write_text(visit_dues(), encoding="utf-8")
    (GENERATED / "contract.schema.json").write_bytes(schema())
    (GENERATED / "TABLES.md").write_text(tables(), encoding="utf-8")


if __name__ == "__main__":
    main()
