"""Makes `generated/` and `vectors/types.json` from the contract's own types: `python -m mobile_contract.emit`.

A test compares what lies there with what this makes, so that neither changes without the other.
"""

from pathlib import Path

from mobile_contract.emit.bundle import phone_bundle
from mobile_contract.emit.dues import visit_dues
from mobile_contract.emit.facts import read_facts
from mobile_contract.emit.javascript import javascript
from mobile_contract.emit.kotlin import kotlin
from mobile_contract.emit.phone import phone_tables
from mobile_contract.emit.samples import samples
from mobile_contract.emit.schema import schema
from mobile_contract.emit.swift import swift
from mobile_contract.emit.tables import tables
from mobile_contract.emit.typescript import typescript

CONTRACT_ROOT = Path(__file__).parent.parent
GENERATED = CONTRACT_ROOT / "generated"


def files() -> dict[str, str]:
    """Every file that the types make, by its path below the contract; and the phone, which brings them along."""
    facts = read_facts()
    made = {
        "generated/contract.schema.json": schema().decode(),
        "generated/contract.d.ts": typescript(facts),
        "generated/contract.js": javascript(facts),
        "generated/Contract.kt": kotlin(facts),
        "generated/Contract.swift": swift(facts),
        "generated/phone_tables.js": phone_tables(),
        "generated/TABLES.md": tables(facts),
        "generated/visit_dues.js": visit_dues(),
        "vectors/types.json": samples(facts),
    }
    fresh = {(CONTRACT_ROOT / path).resolve(): text for path, text in made.items()}
    return made | {"generated/phone.js": phone_bundle(CONTRACT_ROOT / "phone/index.js", fresh)}
