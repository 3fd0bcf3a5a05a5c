"""`contract.schema.json`: every message, command and record as JSON Schema 2020-12."""

import msgspec

from mobile_contract import kinds
from mobile_contract.base import CONTRACT
from mobile_contract.commands import AnyCommand
from mobile_contract.emit.facts import MESSAGES


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
