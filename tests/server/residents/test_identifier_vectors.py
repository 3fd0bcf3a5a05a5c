"""The golden vectors of identifiers (domain.md 2.4): what phones in any language check alike."""

import json
import re
from collections.abc import Callable
from typing import get_args

import msgspec
import pytest

from mobile_contract.components import ComponentCode
from sync.identifiers import is_division_code, is_mobile, is_resident_id, is_social_credit_code
from tests.support.tree import ROOT

VECTORS: dict[str, dict[str, list[str]]] = json.loads(
    (ROOT / "mobile_contract" / "vectors" / "identifiers.json").read_text(encoding="utf-8")
)


def _is_component(code: str) -> bool:
    meta: msgspec.Meta = get_args(ComponentCode)[1]
    return re.search(meta.pattern or "", code) is not None


CHECKS: dict[str, Callable[[str], bool]] = {
    "resident_id": is_resident_id,
    "social_credit_code": is_social_credit_code,
    "division": is_division_code,
    "mobile": is_mobile,
    "component": _is_component,
}


def test_every_sort_of_identifier_is_checked() -> None:
    assert set(VECTORS) == set(CHECKS)
    assert all(told["valid"] and told["invalid"] for told in VECTORS.values())


@pytest.mark.parametrize(("sort", "number"), [(sort, one) for sort, told in VECTORS.items() for one in told["valid"]])
def test_a_valid_one_passes(sort: str, number: str) -> None:
    assert CHECKS[sort](number)


@pytest.mark.parametrize(("sort", "number"), [(sort, one) for sort, told in VECTORS.items() for one in told["invalid"]])
def test_an_invalid_one_does_not(sort: str, number: str) -> None:
    assert not CHECKS[sort](number)
