"""The bulletins that cities published come out of facts that give their counts (domain.md 6)."""

from decimal import Decimal

import pytest

from server.analytics.language import Value
from server.analytics.reckoning import Counted, Ratio, ratios, score, total_of
from server.analytics.specs import Book, Indicator, packaged
from tests.server.analytics.lives import a_count

DEC_2016, MAY_2024 = 201612, 202405


def the(name: str, month: int = DEC_2016) -> Indicator:
    indicator = Book(packaged()).in_force(name, month)
    assert indicator is not None
    return indicator


def percent(indicator: Indicator, counts: list[Counted]) -> Decimal | None:
    return total_of(ratios(indicator, counts)).percent


def tianmen() -> list[Counted]:
    """Of December 2016, what the bulletin tells: cases that should be closed, by kind."""
    due: dict[str, Value] = {"filed": True, "should_handle": True}
    in_time: dict[str, Value] = {"handled": True, "handled_in_time": True, "closed": True, "closed_in_time": True}
    late: dict[str, Value] = {"handled": True, "closed": True}
    return [
        a_count(730, "event", kind="event", **due, **in_time),
        a_count(172, "event", kind="event", **due, **late),
        a_count(54, "event", kind="event", **due),
        a_count(7, "component", kind="component", **due, **in_time),
        a_count(2, "component", kind="component", **due, **late),
        a_count(7, "component", kind="component", **due),
    ]


def test_tianmen_closed_911_of_972_that_it_should_have_and_737_in_time() -> None:
    closed = ratios(the("closed_rate"), tianmen())
    assert total_of(closed) == Ratio(911, 972)
    assert total_of(closed).percent == Decimal("93.72")
    assert percent(the("closed_in_time_rate"), tianmen()) == Decimal("75.82")


def test_tianmens_events_and_components_add_up() -> None:
    closed = ratios(the("closed_rate"), tianmen())
    assert closed == {"event": Ratio(902, 956), "component": Ratio(9, 16)}
    assert (closed["event"].percent, closed["component"].percent) == (Decimal("94.35"), Decimal("56.25"))


def test_tianmen_filed_996_of_which_collectors_reported_953_and_wechat_43() -> None:
    filed = [a_count(953, filed=True, source="worker"), a_count(43, filed=True, source="resident")]
    by_collectors = total_of(ratios(the("source_collector_rate"), filed))
    assert (by_collectors, by_collectors.percent) == (Ratio(953, 996), Decimal("95.68"))
    assert percent(the("missed_by_collectors_rate"), filed) == Decimal("4.32")


def test_what_ended_otherwise_is_counted_nowhere() -> None:
    ended = [a_count(9, filed=True, should_handle=True, **{end: True}) for end in ("voided", "merged", "forced_closed")]
    assert total_of(ratios(the("closed_rate"), [*tianmen(), *ended])) == Ratio(911, 972)


def fuzhou() -> list[Counted]:
    """Ten thousand cases with the shares of May 2024: 9,999 closed, 9,983 in time, 5 done again, 2 extended."""
    due: dict[str, Value] = {"filed": True, "should_handle": True}
    closed: dict[str, Value] = {**due, "handled": True, "closed": True}
    in_time: dict[str, Value] = {**closed, "handled_in_time": True, "closed_in_time": True}
    return [
        a_count(9_976, **in_time),
        a_count(5, **in_time, reworks=1),
        a_count(2, **in_time, extensions=1),
        a_count(16, **closed),
        a_count(1, **due),
    ]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("closed_rate", "99.99"),
        ("closed_in_time_rate", "99.83"),
        ("rework_rate", "0.05"),
        ("extended_rate", "0.02"),
    ],
)
def test_fuzhous_percentages_come_out_as_they_were_printed(name: str, printed: str) -> None:
    assert percent(the(name, MAY_2024), fuzhou()) == Decimal(printed)


def test_an_appeal_that_was_granted_counts_as_on_time_where_the_indicator_says_so() -> None:
    cases = [
        a_count(1, should_handle=True, handled=True, exempt=True),
        a_count(1, should_handle=True, handled=True),
    ]
    assert percent(the("handled_in_time_rate"), cases) == Decimal("50.00")
    assert percent(the("handled_rate"), cases) == Decimal("100.00")


def test_a_district_is_scored_by_its_weighted_rates() -> None:
    """30 * 0.98 + 20 * 0.95 + 20 * (1 - 0.01) + 20 * (1 - 0.02) + 10 * (1 - 0.03) = 97.50."""
    rates = {
        "handled_rate": Ratio(98, 100),
        "handled_in_time_rate": Ratio(95, 100),
        "rework_rate": Ratio(1, 100),
        "overdue_pending_rate": Ratio(2, 100),
        "extended_rate": Ratio(3, 100),
    }
    parts = the("district_score").spec.parts
    assert score(parts, rates) == Decimal("97.50")
    assert score(parts, {**rates, "rework_rate": Ratio(0, 0)}) is None
