"""Photos before and after, round by round, and how many are on their way."""

from datetime import UTC, datetime

from mobile_contract.media import PhotoPhase, PhotoRecord, PhotoSubject
from sync.photo_rounds import pending_of, rounds_of

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def photo(number: int, phase: PhotoPhase, round_: int = 1, *, here: bool = True) -> PhotoRecord:
    return PhotoRecord(
        id=f"01a00000-0000-7000-8000-{number:012d}", subject_kind=PhotoSubject.CASE, subject="s", phase=phase,
        sha256="a" * 64, size_bytes=1, media_type="image/jpeg", arrived_at=NOW if here else None, round=round_,
    )  # fmt: skip


def test_each_round_has_both_sides_in_the_order_in_which_they_were_taken() -> None:
    found, verified = photo(1, PhotoPhase.REPORT), photo(2, PhotoPhase.VERIFY)
    fixed, checked = photo(3, PhotoPhase.HANDLE), photo(4, PhotoPhase.CHECK)
    assert rounds_of([checked, fixed, verified, found]) == [(1, [found, verified], [fixed, checked])]


def test_a_round_of_rework_is_compared_with_how_it_was_found() -> None:
    found, first, again = photo(1, PhotoPhase.REPORT), photo(2, PhotoPhase.HANDLE), photo(3, PhotoPhase.HANDLE, 2)
    assert rounds_of([again, first, found]) == [(1, [found], [first]), (2, [found], [again])]
    reopened = photo(4, PhotoPhase.VERIFY, 3)
    assert rounds_of([again, first, found, reopened])[2] == (3, [reopened], [])
    assert rounds_of([]) == []


def test_what_has_not_come_is_counted() -> None:
    photos = [
        photo(1, PhotoPhase.REPORT),
        photo(2, PhotoPhase.HANDLE, here=False),
        photo(3, PhotoPhase.CHECK, here=False),
    ]
    assert pending_of(photos) == (2, 3)
    assert pending_of([]) == (0, 0)
