"""What the commands of the phone that write have in common: how a place is told, and that work is safe at once."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from typing import Any

import rich_click as click

from mobile_contract.base import Datum
from ops.phone import bar, device, drafts
from ops.phone.session import Session


def place_options(command: Any) -> Any:
    """Give a command the options of a place."""
    for option in (
        click.option("--accuracy", "accuracy_m", type=float, default=0.0, help="How exact the place is, in metres."),
        click.option("--datum", type=click.Choice([datum.value for datum in Datum]), help="The datum of the place."),
        click.option("--lat", type=float, help="Latitude in degrees."),
        click.option("--lon", type=float, help="Longitude in degrees."),
    ):
        command = option(command)
    return command


def given(facts: dict[str, Any]) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in facts.items() if value is not None}


def save(session: Session, written: drafts.Written) -> None:
    """Put drafts and their photos into the queue, and say so when they are safe on this phone."""
    made = session.phone.enqueue(written.drafts, device.now(), photos=written.photos)
    told = [{"command": command.id, "seq": command.seq, "entity": command.entity} for command in made]
    session.answer(
        {"saved": told, "photos": len(written.photos), "bar": bar.bar(session.store, device.now())},
        lambda: click.echo(f"Saved on this phone: {made[0].entity[-8:]}\n{session.bar()}"),
    )
