"""What `hexward grid split`, `merge` and `swap` say to a person at the terminal. It reads nothing."""

from collections.abc import Iterator

from mobile_contract.rezoning import GridNews, PhoneNews, RezoningPreview

_SQUARE_METRES_PER_HECTARE = 10_000


def words_of_preview(shown: RezoningPreview, *, done: bool) -> str:
    """A preview, or what was done of it."""
    return "\n".join([*_lines(shown), "Done." if done else f"Digest: {shown.digest}"])


def _lines(shown: RezoningPreview) -> Iterator[str]:
    yield from map(_grid_line, shown.grids)
    if shown.on_border:
        yield f"On the border: {shown.on_border:,} residents live within 15 m of another part."
    if shown.placeless:
        yield f"Without a point: {shown.placeless:,} residents go to the part for what has no place."
    if shown.lost_m2:
        yield f"LOST: {shown.lost_m2 / _SQUARE_METRES_PER_HECTARE:,.2f} ha would have no grid."
    yield f"{shown.open_cases:,} cases are open. The move takes {shown.commits:,} commits."
    yield from map(_phone_line, shown.phones)
    if shown.unsent:
        yield f"UNSENT: {shown.unsent:,} entries wait on these phones; they count by when they were made."


def _grid_line(news: GridNews) -> str:
    rows = ", ".join(f"{count:,} {kind}" for kind, count in news.rows.items()) or "nothing"
    hectares = news.area_m2 / _SQUARE_METRES_PER_HECTARE
    return f"{news.code}  {news.name}  {hectares:,.2f} ha: {rows}; {news.open_cases:,} open cases"


def _phone_line(phone: PhoneNews) -> str:
    gains = f" boots {', '.join(phone.boots)}" if phone.boots else ""
    drops = f" drops {len(phone.drops)} grids" if phone.drops else ""
    heard = f"last heard {phone.last_heard}" if phone.last_heard else "never heard"
    return f"Phone {phone.install[-6:]} of {phone.name}:{gains}{drops or ('' if gains else ' keeps all')}; {heard}"
