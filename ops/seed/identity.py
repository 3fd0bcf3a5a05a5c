"""Identity numbers and telephone numbers that pass every check of form and that nobody can have. Pure.

Identity: the first two digits of a number are the province, and provinces begin with 11 (GB/T 2260). `10` was never
given out, and is neither 81 to 83 nor 9 either, which are other cards. The check digit is right (GB 11643-1999).

Organisations: behind 92, a sole trader's, six digits name the division, and none begins with 10 either. Both checks of
such a code are right (GB 32100-2015, and GB 11714 for the nine places of the organisation itself).

Telephone: +86 100 and eight digits. Behind +86, mobile numbers begin with 13 to 19; what begins with 10 is Beijing's
area code, and no subscriber's number behind an area code begins with 0.
"""

from operator import mul

_AREA = "10"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SERIALS = 500
_MOST_PEOPLE = 10_000 * _SERIALS
_PHONE = "+86100"
_CODE_PLACES = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def impossible_id(person: int, birth_on: str, *, male: bool) -> str:
    """The number of the n-th person, born on YYYY-MM-DD; no two persons below five million have the same."""
    area, serial = divmod(person % _MOST_PEOPLE, _SERIALS)
    body = f"{_AREA}{area:04d}{birth_on.replace('-', '')}{2 * serial + male:03d}"
    return body + _CHECKS[sum(map(mul, _WEIGHTS, map(int, body))) % len(_CHECKS)]


def impossible_phone(person: int) -> str:
    """The number of the n-th person, with its country."""
    return f"{_PHONE}{person:08d}"


def impossible_credit_code(organisation: int) -> str:
    """The unified social credit code of the n-th organisation, a sole trader."""
    area, serial = divmod(organisation, 10_000)
    body = f"{serial:08d}"
    rest = 11 - sum(map(mul, _BODY_WEIGHTS, map(int, body))) % 11
    code = f"92{_AREA}{area % 10_000:04d}{body}{'X' if rest == 10 else rest % 11}"
    values = [_CODE_PLACES.index(place) for place in code]
    return code + _CODE_PLACES[-sum(map(mul, _CODE_WEIGHTS, values)) % len(_CODE_PLACES)]
