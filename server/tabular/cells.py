"""What a cell of a table says, made plain: days, numbers, identity numbers, and what was odd about them. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple


class Was(StrEnum):
    """What a cell held in its file. Whatever CSV holds is text, but for formulas."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TRUTH = "truth"
    FORMULA = "formula"
    FAULT = "fault"


class Noticed(StrEnum):
    """What was odd about a cell and has been put right; none of it is an error."""

    FULL_WIDTH = "full_width"
    BLANKS = "blanks"
    HIDDEN = "hidden"
    MERGED = "merged"
    TEXT_DAY = "text_day"
    SERIAL_DAY = "serial_day"


class Wrong(StrEnum):
    """Why a cell cannot be taken as what its column is for."""

    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    DIGITS_LOST = "digits_lost"
    NO_DAY = "no_day"
    NO_NUMBER = "no_number"
    NO_TRUTH = "no_truth"


NOTHING: frozenset[Noticed] = frozenset()


class Cell(NamedTuple):
    """One cell: its text in NFKC without blanks around it and without what cannot be seen.

    The text of a day is YYYY-MM-DD, of a formula the formula, of a truth value TRUE or FALSE. A cell below or beside
    the first of a merged range has that one's text and `MERGED`.
    """

    text: str = ""
    was: Was = Was.EMPTY
    noticed: frozenset[Noticed] = NOTHING


EMPTY = Cell()

_EXACT_DIGITS = 15
"""A spreadsheet's numbers keep no more: an identity number that was typed as a number has lost its end."""

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_PLAIN = re.compile(r"[!-~\u4e00-\u9fff]*")
_KEPT = re.compile(r'="((?:[^"]|"")*)"')
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?"
)
_BARE_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{1,5}(?:\.0+)?")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_TRUE_SERIAL = 61
"""1 March 1900: before it spreadsheets count a 29 February 1900 that never was."""

_TRUE = frozenset({"是", "有", "对", "真", "y", "yes", "true", "1", "√", "✓", "✔"})
_FALSE = frozenset({"否", "无", "没有", "不是", "错", "假", "n", "no", "false", "0", "×", "x"})


def tidy(raw: str) -> tuple[str, frozenset[Noticed]]:
    """A text as it is meant: NFKC, blanks around it gone and those inside single, nothing in it that is not seen."""
    if _PLAIN.fullmatch(raw):  # nearly always
        return raw, NOTHING
    noticed: set[Noticed] = set()
    text = _HIDDEN.sub("", raw)
    if text != raw:
        noticed.add(Noticed.HIDDEN)
    narrow = unicodedata.normalize("NFKC", text)
    if any("\uff01" <= place <= "\uff5e" for place in text):
        noticed.add(Noticed.FULL_WIDTH)
    single = _BLANKS.sub(" ", narrow).strip()
    if single != narrow:
        noticed.add(Noticed.BLANKS)
    return single, frozenset(noticed)


def of_text(raw: str) -> Cell:
    """A cell that holds text."""
    text, noticed = tidy(raw)
    return Cell(text, Was.TEXT, noticed) if text else Cell("", Was.EMPTY, noticed)


def of_written(raw: str) -> Cell:
    """A cell of CSV: text, but what every spreadsheet would reckon is a formula there too.

    `="007"` is how text is written there so that a spreadsheet keeps its noughts: it is that text.
    """
    if not raw.lstrip().startswith("="):
        return of_text(raw)
    kept = _KEPT.fullmatch(raw.strip())
    return Cell(tidy(raw)[0], Was.FORMULA) if kept is None else of_text(kept[1].replace('""', '"'))


def of_number(number: float) -> Cell:
    """A cell that holds a number: whole ones without a point, none with an exponent."""
    if isinstance(number, int):
        return Cell(str(number), Was.NUMBER)
    text = format(Decimal(repr(number)), "f")
    return Cell(text.rstrip("0").rstrip(".") if "." in text else text, Was.NUMBER)


def of_instant(instant: datetime | date) -> Cell:
    """A cell that holds a day, with a time of day where it says one."""
    if isinstance(instant, datetime) and (instant.hour or instant.minute or instant.second):
        return Cell(instant.strftime("%Y-%m-%d %H:%M:%S"), Was.DAY)
    return Cell(f"{instant.year:04}-{instant.month:02}-{instant.day:02}", Was.DAY)


def faults_of(cell: Cell) -> Wrong | None:
    """What is wrong with a cell whatever its column is for: a formula tells what it was, never what it is."""
    if cell.was is Was.FORMULA:
        return Wrong.FORMULA
    return Wrong.ERROR_VALUE if cell.was is Was.FAULT else None


def as_text(cell: Cell) -> str | Wrong:
    """A cell as text; the text is empty for an empty cell."""
    return faults_of(cell) or cell.text


def as_digits(cell: Cell) -> str | Wrong:
    """A cell as a number that names something (identity, phone, certificate): without blanks, upper case.

    A number of more than 15 digits that was typed as a number has lost its end, and no one can tell it.
    """
    wrong = faults_of(cell)
    if wrong is not None:
        return wrong
    if cell.was is Was.NUMBER and sum(place.isdigit() for place in cell.text) > _EXACT_DIGITS:
        return Wrong.DIGITS_LOST
    return "".join(cell.text.split()).lstrip("'").upper()


def as_day(cell: Cell, *, from_1904: bool = False) -> tuple[str, frozenset[Noticed]] | Wrong:
    """A cell as a day, YYYY-MM-DD: a date, a text such as 1990年3月7日, 1990/3/7 or 19900307, or a serial number.

    A year of two digits, a month without a day and a day that no calendar has are NO_DAY: none is guessed.
    """
    wrong = faults_of(cell)
    if wrong is not None:
        return wrong
    if not cell.text:
        return "", NOTHING
    found = _DAY.fullmatch(cell.text) or _BARE_DAY.fullmatch(cell.text)
    if found is not None:
        told = _day(*map(int, found.groups()))
        written = NOTHING if cell.was is Was.DAY else frozenset({Noticed.TEXT_DAY})
        return Wrong.NO_DAY if told is None else (told, written)
    if _SERIAL.fullmatch(cell.text):
        days = int(float(cell.text))
        if from_1904 or days >= _FIRST_TRUE_SERIAL:
            day = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=days)
            return day.isoformat(), frozenset({Noticed.SERIAL_DAY})
    return Wrong.NO_DAY


def as_number(cell: Cell) -> Decimal | Wrong | None:
    """A cell as a number, with or without thousands separators; None for an empty one."""
    wrong = faults_of(cell)
    if wrong is not None:
        return wrong
    if not cell.text:
        return None
    try:
        number = Decimal(cell.text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return Wrong.NO_NUMBER
    return number if number.is_finite() else Wrong.NO_NUMBER


def as_truth(cell: Cell) -> bool | Wrong | None:
    """A cell as yes or no; None for an empty one."""
    wrong = faults_of(cell)
    if wrong is not None:
        return wrong
    text = cell.text.lower()
    if not text:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    return Wrong.NO_TRUTH


_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_SIGNED = re.compile(r"[+-]?\d+(?:\.\d+)?")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula, whatever a resident is called: an apostrophe goes before it.

    A plain number, a phone number with its + among them, stays as it is: it computes nothing.
    """
    if text.startswith(_STARTS) or tidy(text)[0].startswith(_STARTS):
        return text if _SIGNED.fullmatch(text) else f"'{text}"
    return text


def all_neutral(texts: Iterable[str]) -> list[str]:
    """A row of texts, each neutral."""
    return [neutral(text) for text in texts]


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
