"""Where rows of grids went that were split and merged, and where others came from."""

from datetime import UTC, datetime, timedelta

from server.rezoning.lineage import Lineage, Step

T0 = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_step(hour: int, sources: str, targets: str, *, rest: str = "", done: int | None = 0) -> Step:
    done_at = None if done is None else T0 + (hour + done) * HOUR
    return Step(T0 + hour * HOUR, done_at, tuple(sources), tuple(targets), rest or targets[0])


def test_a_grid_that_was_never_split_is_its_own_heir() -> None:
    lineage = Lineage([])
    assert lineage.heir("a", None, T0, "a") == "a"
    assert lineage.heir("x", None, T0, "a") is None


def test_what_lies_in_a_part_goes_there_and_the_rest_to_the_rest() -> None:
    lineage = Lineage([a_step(1, "a", "bc", rest="c")])
    assert [lineage.heir("a", found, T0, "bcz") for found in ("b", "c", "z", None)] == ["b", "c", "c", "c"]


def test_a_grid_that_kept_its_id_still_gives_away_what_was_said_before() -> None:
    lineage = Lineage([a_step(1, "a", "ab")])
    assert lineage.heir("a", "b", T0, "ab") == "b"
    assert lineage.heir("a", "b", T0 + 2 * HOUR, "ab") == "a"


def test_parts_of_parts_are_found_and_the_rest_is_followed() -> None:
    lineage = Lineage([a_step(1, "a", "bc"), a_step(2, "b", "de", rest="e"), a_step(3, "ce", "f")])
    assert lineage.heir("a", "d", T0, "df") == "d"
    assert lineage.heir("a", None, T0, "df") == "f"


def test_a_grid_that_was_merged_and_came_back_is_itself_again() -> None:
    lineage = Lineage([a_step(1, "ab", "c"), a_step(5, "c", "ab")])
    assert lineage.heir("a", "b", T0 + 6 * HOUR, "ab") == "a"
    assert lineage.heir("a", "b", T0, "ab") == "b"
    assert lineage.heir("c", None, T0, "ab") == "a"


def test_a_grid_was_part_of_others_until_their_last_row_had_left() -> None:
    lineage = Lineage([a_step(1, "a", "bc", done=2), a_step(4, "bz", "y", done=None)])
    assert lineage.once_part_of("c", T0) == ("a",)
    assert lineage.once_part_of("c", T0 + 3 * HOUR) == ("a",)
    assert lineage.once_part_of("c", T0 + 4 * HOUR) == ()
    assert lineage.once_part_of("y", T0) == ("a", "b", "z")
    assert lineage.once_part_of("y", T0 + 99 * HOUR) == ("b", "z")


def test_of_two_steps_at_one_instant_the_one_that_is_told_first_came_first() -> None:
    lineage = Lineage([a_step(1, "ac", "a"), a_step(1, "ab", "d")])
    assert lineage.heir("c", None, T0, "d") == "d"
