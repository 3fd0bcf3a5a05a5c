"""What `hexward import` says of rows, in words: what is wrong, and what to do next."""

from collections.abc import Mapping, Sequence

from mobile_contract.imports import Fate, RowOutcome, RowReason

SENTENCES = {
    RowReason.FORMULA: "the cell is a formula: paste its value",
    RowReason.ERROR_VALUE: "the cell is an error value",
    RowReason.DIGITS_LOST: "the number was kept as a number and has lost its end: type it as text",
    RowReason.NO_DAY: "it is no day",
    RowReason.NO_NUMBER: "it is no number that can be",
    RowReason.NO_TRUTH: "it is neither yes nor no",
    RowReason.UNKNOWN_WORD: "it is in no code table (`hexward codes` lists them)",
    RowReason.WRONG_IDENTITY: "the identity number does not pass its check",
    RowReason.BIRTH_DIFFERS: "the day of birth is not that of the identity number",
    RowReason.SEX_DIFFERS: "the sex is not that of the identity number",
    RowReason.MALFORMED: "it does not have the form that it must have",
    RowReason.MISSING: "it is missing",
    RowReason.UNKNOWN_GRID: "there is no such grid (`hexward grid list` lists them)",
    RowReason.NOT_YOUR_GRID: "its grid is kept by others",
    RowReason.OUT_OF_DISTRICT: "it lies outside of the district",
    RowReason.REPEATED: "it comes twice in this file",
    RowReason.WHICH_HOUSEHOLD: "it could be several households or buildings",
    RowReason.RETIRED: "the record is retired",
    RowReason.LIVES_ELSEWHERE: "the person is registered in a grid that others keep",
    RowReason.NAME_DIFFERS: "somebody of another name has this number",
    RowReason.LIKELY: "it may be somebody who is registered",
    RowReason.MOVED: "the person is registered in another dwelling",
    RowReason.BUILDING_DIFFERS: "the building is there, and differs",
    RowReason.REFUSED: "it was refused when it was written",
}


def words_of_counts(counts: Mapping[str, int]) -> str:
    """How many rows there are of each fate."""
    return ", ".join(f"{counts.get(fate.value, 0):,} {fate.value}" for fate in Fate) + "."


def words_of_rows(rows: Sequence[RowOutcome], of: int) -> list[str]:
    """Rows that need a look, one a line."""
    lines = [f"  row {one.row}: {one.fate.value} {_why(one)}".rstrip() for one in rows]
    return lines if of <= len(rows) else [*lines, f"  ... and {of - len(rows):,} more"]


def _why(one: RowOutcome) -> str:
    reason = "" if one.reason is None else f"{one.reason.value} {one.field}: {SENTENCES[one.reason]}"
    if one.reason is RowReason.REPEATED:
        reason += f", first in row {one.field.partition('=')[2]}"
    return reason + (f" ({', '.join(one.people)})" if one.people else "")


def next_of(rows: Sequence[RowOutcome]) -> list[str]:
    """What to do about the rows that were not brought in, a line for each way."""
    lines: list[str] = []
    if any(one.fate is Fate.ERROR for one in rows):
        lines.append("Put the errors right in the file and bring it in again: rows that are in change nothing.")
    if any(one.fate is Fate.ASKED for one in rows):
        lines.append("Say who the asked rows are: --claim ROW=PERSON for the one in brackets, --claim ROW=new.")
    if any(one.reason is RowReason.MOVED for one in rows):
        lines.append("Say that all who are registered in another dwelling have moved: --moves.")
    return lines
