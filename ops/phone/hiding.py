"""`hexward phone hide`: what of a photo nobody is to be shown, without a network."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import rich_click as click

from mobile_contract import kinds
from mobile_contract.media import HiddenArea, HideInPhoto, PhotoRecord
from ops.phone import device, drafts
from ops.phone.catalog import Catalog
from ops.phone.saving import save
from ops.phone.session import Session, with_records

_AREA = click.IntRange(0, 1000)


@click.command()
@click.argument("photo")
@click.option("--area", type=_AREA, nargs=4, multiple=True, help="Left, top, right, bottom in 1/1000 of the sides.")
@click.option("--undo", type=_AREA, nargs=4, multiple=True, help="An area of yours to show again.")
@with_records
def hide(
    session: Session,
    photo: str,
    area: tuple[tuple[int, int, int, int], ...],
    undo: tuple[tuple[int, int, int, int], ...],
) -> None:
    """Have areas of a PHOTO painted over for all who look at it: faces, plates. It is safe here when it returns."""
    if not area and not undo:
        raise drafts.WrongInput("--area LEFT TOP RIGHT BOTTOM says what to hide")
    catalog = Catalog(session.store)
    row = catalog.resolve(photo, kinds.PHOTO)[1]
    hidden, shown = (tuple(HiddenArea(*edges) for edges in told) for told in (area, undo))
    root = row.subject if isinstance(row, PhotoRecord) else row.id
    facts = {"entity": row.id, "root": root, "base": catalog.version(kinds.PHOTO, row), "hide": hidden, "show": shown}
    save(session, drafts.Written([drafts.drafted(HideInPhoto, device.now(), **facts)], []))
