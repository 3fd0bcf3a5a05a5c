"""What a preview's digest holds, and what differs from it."""

from msgspec.structs import replace

from mobile_contract.base import Datum
from mobile_contract.rezoning import PartWorker, SplitGrid
from mobile_contract.territory import GridShape
from server.rezoning.digest import difference, digest_of, plan_hash
from tests.server.rezoning.scenes import LEFT, RIGHT
from tests.support.judging import an_id, command_facts

OLD, ONE, OTHER, ORG, USER = (an_id(number) for number in range(901, 906))


def a_split() -> SplitGrid:
    parts = tuple(
        GridShape(grid=grid, code=code, name=code, org=ORG, geometry=geometry)
        for grid, code, geometry in ((ONE, "one", LEFT), (OTHER, "other", RIGHT))
    )
    worker = PartWorker(grid=ONE, user=USER, assignment=an_id())
    facts = command_facts(an_id())
    return SplitGrid(**facts, grid=OLD, datum=Datum.WGS84, parts=parts, rest=ONE, workers=(worker,), preview="")


def test_ids_that_an_order_makes_are_no_part_of_its_plan() -> None:
    again = a_split()
    assert plan_hash(a_split(), {OLD: 3}) == plan_hash(again, {OLD: 3})
    fresh = tuple(replace(part, grid=an_id()) for part in again.parts)
    worker = replace(again.workers[0], grid=fresh[0].grid, assignment=an_id())
    renamed = replace(again, parts=fresh, rest=fresh[0].grid, workers=(worker,))
    assert plan_hash(renamed, {OLD: 3}) == plan_hash(again, {OLD: 3})


def test_whatever_an_order_says_is_part_of_its_plan() -> None:
    order = a_split()
    shapes = (replace(order.parts[0], name="x"), order.parts[1])
    others = (
        replace(order, rest=OTHER),
        replace(order, workers=()),
        replace(order, parts=shapes),
        replace(order, parts=order.parts[::-1]),
        replace(order, workers=(replace(order.workers[0], user=an_id(1)),)),
    )
    hashes = {plan_hash(one, {OLD: 3}) for one in (order, *others)} | {plan_hash(order, {OLD: 4})}
    assert len(hashes) == len(others) + 2


def test_a_digest_tells_what_has_changed_since() -> None:
    digest = digest_of("plan", {"person in a": 3, "case in a": 1})
    assert difference(digest, "plan", {"person in a": 3, "case in a": 1}) == []
    assert difference(digest, "plan", {"person in a": 4, "dwelling in a": 1}) == [
        "case in a: 1 -> 0",
        "dwelling in a: 0 -> 1",
        "person in a: 3 -> 4",
    ]
    assert difference(digest, "another", {"person in a": 3, "case in a": 1}) == ["plan"]


def test_what_is_no_digest_is_another_plan() -> None:
    for wrong in ("", "x", "x.!", "x.AAAA", f"x.{'A' * 5}", "x.é"):
        assert difference(wrong, "plan", {}) == ["plan"]
