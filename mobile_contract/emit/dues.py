"""`visit_dues.js`: the due list in JavaScript, its template with the contract's own constants."""

import msgspec

from mobile_contract import visit_rules, visits
from mobile_contract.emit.names import filled


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
    return filled("visit_dues.js", constants=made)


def _defaults(shape: type[msgspec.Struct]) -> dict[str, object]:
    fields = msgspec.structs.fields(shape)
    return {one.name: one.default for one in fields if one.default is not msgspec.NODEFAULT}
