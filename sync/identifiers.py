"""Numbers and names of people and organisations: checked, normalised, masked. It stores and looks up nothing."""

import re
import unicodedata
from datetime import date

_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
_RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_ID_CHECKS = "10X98765432"

_CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_CREDIT_CODE_ALPHABET}]{{18}}")
_CREDIT_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

_DIVISION = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3}(?:[0-9]{3})?)?)?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CHINA = "86"
_MOBILE_DIGITS = 11


def is_day(text: str) -> bool:
    """Whether YYYY-MM-DD names a day of the calendar; the contract's pattern lets 30 February through."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_resident_id(id_no: str) -> bool:
    """Whether a number passes GB 11643-1999: 18 places, a birth date of the calendar, the check digit.

    Area codes are not looked up: an abolished one is no error, and 81, 82, 83 and 9xxxxx are legal.
    """
    number = normal_id(id_no)
    if number is None or not _RESIDENT_ID.fullmatch(number):
        return False
    if not is_day(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _RESIDENT_ID_WEIGHTS, strict=False))
    return number[17] == _RESIDENT_ID_CHECKS[total % 11]


def is_social_credit_code(code: str) -> bool:
    """Whether an organisation's code passes GB 32100-2015: 18 places, none of them I, O, S, V or Z, and the check."""
    number = normal_id(code)
    if number is None or not _CREDIT_CODE.fullmatch(number):
        return False
    values = [_CREDIT_CODE_ALPHABET.index(place) for place in number]
    total = sum(value * weight for value, weight in zip(values, _CREDIT_CODE_WEIGHTS, strict=False))
    return values[17] == (31 - total) % 31


def is_division_code(code: str) -> bool:
    """Whether a code has the form of a division's: 6 digits of a county (GB/T 2260), then 3 of a street, 3 of a
    community and 3 that class it as town or country, each only after the one before (domain.md 2.4).

    It is not looked up: codes change every year, and an abolished one is no error.
    """
    return _DIVISION.fullmatch(code) is not None


def is_mobile(phone: str) -> bool:
    """Whether a number is a mobile one of the mainland: 1, then 3 to 9, then nine digits, with or without +86."""
    number = normal_phone(phone)
    return number is not None and _MOBILE.fullmatch(number.removeprefix(f"+{_CHINA}")) is not None


def normal_id(id_no: str | None) -> str | None:
    """The form in which equal identity numbers are equal: NFKC, upper case, no blanks. Nothing stays None."""
    if id_no is None:
        return None
    return "".join(unicodedata.normalize("NFKC", id_no).upper().split()) or None


def normal_phone(phone: str | None) -> str | None:
    """The form in which equal phone numbers are equal: E.164 where the number tells its country or is a Chinese one.

    A mobile number and a landline with its trunk 0 get +86; a local number without an area code, or a service number
    such as 12345, stays bare digits. Nothing, and a text without any digit but 0, is None.
    """
    text = unicodedata.normalize("NFKC", phone or "").strip()
    digits = text if text.isdecimal() else "".join(place for place in text if place.isdecimal())
    significant = digits.lstrip("0")
    if not significant:
        return None
    if text.startswith("+") or digits.startswith("00"):
        return _international(significant)
    if digits.startswith(_CHINA) and _MOBILE.fullmatch(digits[2:]):
        return f"+{digits}"
    if digits.startswith("0") or _MOBILE.fullmatch(digits):
        return f"+{_CHINA}{significant}"
    return digits


def masked_id(id_no: str | None) -> str | None:
    """`3****************4`: the first and the last place of the normal form, and how many lie between."""
    number = normal_id(id_no)
    return None if number is None else _ends(number)


def masked_name(name: str) -> str:
    """`张*` for two characters, `张*三` for three or more; of a single one nothing is left."""
    return f"{name[0]}*" if len(name) == 2 else _ends(name)


def masked_phone(phone: str | None) -> str | None:
    """`138****1234`, without +86; of a number shorter than a mobile one only the last two digits are left."""
    number = normal_phone(phone)
    if number is None:
        return None
    digits = number.removeprefix(f"+{_CHINA}").removeprefix("+")
    if len(digits) < _MOBILE_DIGITS:
        return f"{'*' * (len(digits) - 2)}{digits[-2:]}"
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def _ends(text: str) -> str:
    return "*" * len(text) if len(text) <= 2 else f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}"


def _international(digits: str) -> str:
    national = digits.removeprefix(_CHINA)
    return f"+{digits}" if national == digits else f"+{_CHINA}{national.lstrip('0')}"
